import { expect, it } from 'vitest'
import type { SetupChoices } from '@/api/setup'
import { answersFrom, blankUser, filled, proposed, stepOf } from './answers'

const choices = { values: { language: 'zh', country: 'China', currency: '' } } as unknown as SetupChoices
const germany = {
  name: 'Germany',
  time_zone: 'Europe/Berlin',
  currency: 'EUR',
  date_format: 'dd.mm.yyyy',
  time_format: null,
  number_format: '#.###,##',
}

it('begins with what the site has, and the rest of a plain site', () => {
  const answers = answersFrom(choices)

  expect(answers).toMatchObject({ language: 'zh', country: 'China', currency: '', date_format: 'yyyy-mm-dd' })
  expect(answers.users).toEqual([blankUser()])
})

it('a country brings its formats and leaves the language', () => {
  const answers = proposed(answersFrom(choices), germany)

  expect(answers).toMatchObject({
    language: 'zh',
    country: 'Germany',
    currency: 'EUR',
    date_format: 'dd.mm.yyyy',
  })
  expect(answers.time_format).toBe('HH:mm:ss')
})

it('an empty line of people is not sent, one that was begun is', () => {
  const begun = { ...blankUser(), full_name: 'Jana' }

  expect(filled({ ...answersFrom(choices), users: [blankUser(), begun] }).users).toEqual([begun])
})

it('a fault leads to its step', () => {
  expect(stepOf({ table: 'users', row: 2, fieldname: 'email' })).toBe('people')
  expect(stepOf({ fieldname: 'company_name' })).toBe('company')
  expect(stepOf({ fieldname: 'time_zone' })).toBe('region')
})
