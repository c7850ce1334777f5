import { defineField } from '../define'
import LinkField from './LinkField.vue'

export default defineField({ fieldtypes: ['Link', 'Dynamic Link'], component: LinkField, ownReader: true })
