import { defineField } from '../define'
import SignatureField from './SignatureField.vue'

export default defineField({
  fieldtypes: ['Signature'],
  component: SignatureField,
  ownReader: true,
  group: true,
})
