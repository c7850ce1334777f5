/** The set-up of a new site. */
import { call, read } from './client'

const SETUP = 'frappe.desk.page.setup_wizard.setup_wizard'

export interface Region {
  language: string
  country: string
  currency: string
  time_zone: string
  date_format: string
  time_format: string
  number_format: string
  first_day_of_the_week: string
}

/** What people in a country use; what is not known stays as it is. */
export interface CountryChoice {
  name: string
  time_zone: string | null
  currency: string | null
  date_format: string | null
  time_format: string | null
  number_format: string | null
}

export interface SetupChoices {
  complete: boolean
  values: Partial<Region>
  options: Partial<Record<keyof Region, string[]>>
  languages: Array<{ name: string; language_name: string }>
  countries: CountryChoice[]
  currencies: string[]
  time_zones: string[]
  roles: string[]
  /** An app makes a company of the answers. */
  has_company: boolean
}

export interface FirstUser {
  email: string
  full_name: string
  role: string
}

export interface SetupAnswers extends Region {
  company_name: string
  company_abbr: string
  users: FirstUser[]
}

export const getSetup = (): Promise<SetupChoices> => read<SetupChoices>(`${SETUP}.get_setup`)

export const completeSetup = (args: SetupAnswers): Promise<unknown> =>
  call(`${SETUP}.setup_complete`, { args: JSON.stringify(args) })
