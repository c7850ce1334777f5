import { defineField } from '../define'
import CodeField from './CodeField.vue'

export default defineField({
  fieldtypes: ['Code', 'JSON', 'Geolocation'],
  component: CodeField,
  ownReader: true,
})
