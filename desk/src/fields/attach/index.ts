import { defineField } from '../define'
import AttachField from './AttachField.vue'

export default defineField({
  fieldtypes: ['Attach', 'Attach Image'],
  component: AttachField,
  ownReader: true,
  group: true,
})
