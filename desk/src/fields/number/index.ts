import { defineField } from '../define'
import NumberField from './NumberField.vue'

export default defineField({
  fieldtypes: ['Int', 'Long Int', 'Float', 'Currency', 'Percent'],
  component: NumberField,
})
