import { defineField } from '../define'
import DateField from './DateField.vue'

export default defineField({ fieldtypes: ['Date', 'Datetime', 'Time'], component: DateField })
