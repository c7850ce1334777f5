import { defineAsyncComponent } from 'vue'
import { defineField } from '../define'

export default defineField({
  fieldtypes: ['Rating'],
  component: defineAsyncComponent(() => import('./RatingField.vue')),
  ownReader: true,
  group: true,
})
