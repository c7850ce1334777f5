/** The signed-in user's own settings, keys and sessions. */
import { call, read } from './client'

const USER = 'frappe.core.doctype.user.user'

export interface Profile {
  name: string
  full_name?: string
  first_name?: string
  last_name?: string
  email?: string
  language?: string
  time_zone?: string
  user_image?: string
  api_key?: string
}

export const getProfile = (): Promise<Profile> => read<Profile>(`${USER}.get_my_profile`)

export const saveProfile = (values: Partial<Profile>): Promise<Profile> =>
  call<Profile>(`${USER}.update_my_profile`, { values })

export const generateKeys = (user: string): Promise<{ api_key?: string; api_secret: string }> =>
  call(`${USER}.generate_keys`, { user })

export const revokeKeys = (user: string): Promise<unknown> => call(`${USER}.revoke_keys`, { user })

export interface SessionRow {
  /** What names the session without being its secret. */
  id: string
  ip_address?: string
  user_agent?: string
  created?: string
  last_updated?: string
  is_current?: boolean | number
}

export const getSessions = (): Promise<SessionRow[]> => read<SessionRow[]>('frappe.sessions.get_my_sessions')

export const revokeSession = (id: string): Promise<unknown> => call('frappe.sessions.revoke', { id })
