import { defineField } from '../define'
import DurationField from './DurationField.vue'

export default defineField({ fieldtypes: ['Duration'], component: DurationField })
