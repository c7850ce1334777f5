import { defineAsyncComponent } from 'vue'
import { defineField } from '../define'

export default defineField({
  fieldtypes: ['Text Editor', 'Markdown Editor', 'HTML Editor'],
  component: defineAsyncComponent(() => import('./RichTextField.vue')),
  ownReader: true,
})
