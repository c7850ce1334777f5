import { defineField } from '../define'
import RatingField from './RatingField.vue'

export default defineField({ fieldtypes: ['Rating'], component: RatingField, ownReader: true, group: true })
