import { defineField } from '../define'
import HtmlField from './HtmlField.vue'

export default defineField({
  fieldtypes: ['HTML', 'Heading'],
  component: HtmlField,
  ownReader: true,
  ownLabel: true,
})
