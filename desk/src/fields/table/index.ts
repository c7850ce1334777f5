import { defineField } from '../define'
import TableField from './TableField.vue'

export default defineField({ fieldtypes: ['Table'], component: TableField, ownReader: true, ownLabel: true })
