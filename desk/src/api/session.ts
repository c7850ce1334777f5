/** Boot, sign-in, sign-out and passwords. */
import type { Meta } from '@/meta/types'
import { call, post, read } from './client'
import type { DesktopPage, WorkspacePage } from './workspaces'

export interface BootUser {
  name: string
  full_name?: string
  first_name?: string
  user_image?: string
  email?: string
  language?: string
  time_zone?: string
  desk_theme?: string
  roles: string[]
  defaults?: Record<string, unknown>
  can_read?: string[]
  can_select?: string[]
  can_write?: string[]
  can_create?: string[]
  can_delete?: string[]
  can_submit?: string[]
  can_cancel?: string[]
  can_import?: string[]
  can_export?: string[]
  can_search?: string[]
}

export interface Boot {
  user: BootUser
  sysdefaults?: Record<string, string | number>
  lang?: string
  languages?: Array<{ code: string; name: string }>
  csrf_token?: string
  sitename?: string
  app_name?: string
  /** The site was not set up yet, and the user may do it. */
  setup_needed?: boolean
  home_page?: string
  single_types?: string[]
  time_zone?: { system?: string; user?: string }
  link_title_doctypes?: string[]
  translated_doctypes?: string[]
  currency_symbols?: Record<string, string>
  /** Address of the language's texts, which browsers keep; English has none. */
  texts?: string | null
  /** Workspaces of the user, and what one of them shows. */
  workspaces?: { pages: WorkspacePage[]; chosen: string | null; desktop: DesktopPage }
  /** The definition of the DocType that was asked for, with its child tables. */
  docs?: Meta[]
  login?: { forgot_password?: boolean }
}

/** What to start with: a language, the DocType in the address and the workspace the browser stood in last. */
export interface BootWishes {
  _lang?: string
  route?: string
  workspace?: string
}

export const getBoot = (wishes: BootWishes): Promise<Boot> =>
  read<Boot>('frappe.boot.get_boot', { ...wishes })

/** Texts by source; an address never changes its answer. */
export async function getTexts(address: string): Promise<Record<string, string>> {
  const answer = await fetch(address, { credentials: 'same-origin' })
  return answer.ok ? ((await answer.json()) as Record<string, string>) : {}
}

export interface LoginResult {
  message: string
  full_name?: string
  home_page?: string
  redirect_to?: string
  verification?: { method?: string; prompt?: string; setup?: boolean }
  tmp_id?: string
}

export async function login(
  usr: string,
  pwd: string,
  more: { otp?: string; tmp_id?: string } = {},
): Promise<LoginResult> {
  return (await post<string>('login', { usr, pwd, ...more })) as unknown as LoginResult
}

export const logout = (): Promise<unknown> => call('logout')

export const requestReset = (user: string): Promise<unknown> =>
  call('frappe.core.doctype.user.user.reset_password', { user })

export interface NewPassword {
  new_password: string
  key?: string
  old_password?: string
  logout_all_sessions?: 0 | 1
}

export const updatePassword = (values: NewPassword): Promise<unknown> =>
  call('frappe.core.doctype.user.user.update_password', { ...values })

export interface Strength {
  score?: number
  feedback?: { suggestions?: string[]; warning?: string; password_policy_validation_passed?: boolean }
}

export const passwordStrength = (new_password: string): Promise<Strength> =>
  call<Strength>('frappe.core.doctype.user.user.test_password_strength', { new_password })
