/** The answers of the set-up as they are given: what a country proposes, and which step a fault belongs to. */
import type { ErrorParts } from '@/api/errors'
import type { CountryChoice, FirstUser, Region, SetupAnswers, SetupChoices } from '@/api/setup'

export type Step = 'region' | 'company' | 'people'

const BLANK: Region = {
  language: 'en',
  country: '',
  currency: '',
  time_zone: '',
  date_format: 'yyyy-mm-dd',
  time_format: 'HH:mm:ss',
  number_format: '#,###.##',
  first_day_of_the_week: 'Monday',
}

export const blankUser = (): FirstUser => ({ email: '', full_name: '', role: '' })

export function answersFrom(choices: SetupChoices): SetupAnswers {
  const stored = Object.fromEntries(Object.entries(choices.values).filter(([, value]) => value))
  return { ...BLANK, ...stored, company_name: '', company_abbr: '', users: [blankUser()] }
}

/** The region with what people in a country use. */
export function proposed(region: SetupAnswers, country: CountryChoice | undefined): SetupAnswers {
  if (!country) return region
  const { name, ...formats } = country
  const known = Object.fromEntries(Object.entries(formats).filter(([, value]) => value))
  return { ...region, ...known, country: name }
}

/** What is sent: people who were begun, not the empty line. */
export function filled(answers: SetupAnswers): SetupAnswers {
  return { ...answers, users: answers.users.filter((user) => user.email || user.full_name || user.role) }
}

export function stepOf(parts: ErrorParts): Step {
  if (parts.table === 'users' || parts.fieldname === 'users') return 'people'
  return parts.fieldname?.startsWith('company') ? 'company' : 'region'
}
