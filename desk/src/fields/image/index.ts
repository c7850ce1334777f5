import { defineField } from '../define'
import ImageField from './ImageField.vue'

export default defineField({ fieldtypes: ['Image'], component: ImageField, ownReader: true })
