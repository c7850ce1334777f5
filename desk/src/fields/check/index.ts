import { defineField } from '../define'
import CheckField from './CheckField.vue'

export default defineField({ fieldtypes: ['Check'], component: CheckField, ownReader: true, ownLabel: true })
