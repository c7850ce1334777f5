import { defineField } from '../define'
import SelectField from './SelectField.vue'

export default defineField({ fieldtypes: ['Select'], component: SelectField })
