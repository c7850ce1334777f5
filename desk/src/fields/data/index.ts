import { defineField } from '../define'
import DataField from './DataField.vue'

export default defineField({
  fieldtypes: ['Data', 'Read Only', 'Phone', 'Icon', 'Barcode'],
  component: DataField,
})
