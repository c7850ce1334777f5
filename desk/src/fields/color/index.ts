import { defineField } from '../define'
import ColorField from './ColorField.vue'

export default defineField({ fieldtypes: ['Color'], component: ColorField })
