import { defineField } from '../define'
import TextField from './TextField.vue'

export default defineField({ fieldtypes: ['Small Text', 'Text', 'Long Text'], component: TextField })
