import { defineAsyncComponent } from 'vue'
import { defineField } from '../define'

export default defineField({
  fieldtypes: ['Signature'],
  component: defineAsyncComponent(() => import('./SignatureField.vue')),
  ownReader: true,
  group: true,
})
