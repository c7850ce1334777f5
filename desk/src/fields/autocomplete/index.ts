import { defineField } from '../define'
import AutocompleteField from './AutocompleteField.vue'

export default defineField({ fieldtypes: ['Autocomplete'], component: AutocompleteField })
