import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { evaluate } from './expression'

interface Case {
  expression: string
  value?: unknown
  undefined?: boolean
  error?: boolean
  parent?: object
  user?: string
  roles?: string[]
}

const FILE = new URL('../../../apps/frappe/tests/utils/eval_cases.json', import.meta.url)
const golden = JSON.parse(readFileSync(FILE, 'utf-8')) as { doc: object; cases: Case[] }

function run(one: Case): unknown {
  const roles = one.roles ?? []
  const user = { name: one.user ?? '', has_role: (role: string) => roles.includes(role) }
  const frappe = { session: { user: one.user ?? '' }, user_roles: roles, user }
  return evaluate(one.expression, {
    doc: golden.doc,
    parent: one.parent ?? golden.doc,
    frappe,
    user_roles: roles,
  })
}

describe('eval: language, the cases shared with the server', () => {
  it.each(golden.cases)('$expression', (one) => {
    if (one.error) expect(() => run(one)).toThrow()
    else if (one.undefined) expect(run(one)).toBeUndefined()
    else expect(run(one)).toEqual(one.value)
  })
})

describe('what the language keeps out', () => {
  it.each([
    'doc.constructor',
    'doc.__proto__',
    "doc['constructor']",
    "''.constructor",
    '[].constructor',
    '(x => x).constructor',
  ])('%s reaches nothing', (source) => expect(evaluate(source, { doc: {} })).toBeUndefined())

  it.each([
    'window',
    'document.cookie',
    'globalThis',
    'new Date()',
    'doc.x = 1',
    'fetch("/")',
    'this',
    '(function(){})()',
  ])('%s is refused', (source) => expect(() => evaluate(source, { doc: {} })).toThrow())

  it('stops endless work', () => {
    const nine = '[1,2,3,4,5,6,7,8,9]'
    const source = `${nine}.map(a => ${nine}.map(b => ${nine}.map(c => ${nine}.map(d => ${nine}.map(e => 1)))))`
    expect(() => evaluate(source, {})).toThrow()
    expect(() => evaluate('('.repeat(100) + '1' + ')'.repeat(100), {})).toThrow()
  })
})
