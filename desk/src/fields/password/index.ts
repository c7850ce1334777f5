import { defineField } from '../define'
import PasswordField from './PasswordField.vue'

export default defineField({ fieldtypes: ['Password'], component: PasswordField })
