import { defineField } from '../define'
import RichTextField from './RichTextField.vue'

export default defineField({
  fieldtypes: ['Text Editor', 'Markdown Editor', 'HTML Editor'],
  component: RichTextField,
  ownReader: true,
})
