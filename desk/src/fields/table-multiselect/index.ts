import { defineField } from '../define'
import MultiSelectField from './MultiSelectField.vue'

export default defineField({
  fieldtypes: ['Table MultiSelect'],
  component: MultiSelectField,
  ownReader: true,
})
