import { defineField } from '../define'
import ButtonField from './ButtonField.vue'

export default defineField({
  fieldtypes: ['Button'],
  component: ButtonField,
  ownReader: true,
  ownLabel: true,
})
