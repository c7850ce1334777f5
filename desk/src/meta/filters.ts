/** Filters of a list: operators by field type, and their way into and out of the address. */
import type { DocField } from './types'

export interface Filter {
  fieldname: string
  operator: string
  value: string
}

export interface Operator {
  key: string
  label: string
  /** How many values are typed: none, one, two (between) or a list. */
  values: 'none' | 'one' | 'two' | 'many'
}

const EQUALS: Operator = { key: '=', label: 'is', values: 'one' }
const NOT_EQUALS: Operator = { key: '!=', label: 'is not', values: 'one' }
const LIKE: Operator = { key: 'like', label: 'contains', values: 'one' }
const NOT_LIKE: Operator = { key: 'not like', label: 'does not contain', values: 'one' }
const IN: Operator = { key: 'in', label: 'is one of', values: 'many' }
const NOT_IN: Operator = { key: 'not in', label: 'is none of', values: 'many' }
const SET: Operator = { key: 'set', label: 'is filled', values: 'none' }
const NOT_SET: Operator = { key: 'not set', label: 'is empty', values: 'none' }
const MORE: Operator = { key: '>', label: 'is more than', values: 'one' }
const LESS: Operator = { key: '<', label: 'is less than', values: 'one' }
const AT_LEAST: Operator = { key: '>=', label: 'is at least', values: 'one' }
const AT_MOST: Operator = { key: '<=', label: 'is at most', values: 'one' }
const BETWEEN: Operator = { key: 'between', label: 'is between', values: 'two' }
const SPAN: Operator = { key: 'timespan', label: 'lies in', values: 'one' }
const UNDER: Operator = { key: 'descendants of', label: 'lies under', values: 'one' }

const TEXT = [LIKE, NOT_LIKE, EQUALS, NOT_EQUALS, IN, NOT_IN, SET, NOT_SET]
const CHOICE = [EQUALS, NOT_EQUALS, IN, NOT_IN, SET, NOT_SET]
const LINKED = [EQUALS, NOT_EQUALS, LIKE, IN, NOT_IN, SET, NOT_SET, UNDER]
const NUMBER = [EQUALS, NOT_EQUALS, MORE, AT_LEAST, LESS, AT_MOST, BETWEEN]
const DAY = [SPAN, BETWEEN, EQUALS, AT_LEAST, AT_MOST, SET, NOT_SET]

const BY_TYPE: Record<string, Operator[]> = {
  Check: [EQUALS],
  Select: CHOICE,
  Link: LINKED,
  'Dynamic Link': [EQUALS, NOT_EQUALS, LIKE, SET, NOT_SET],
  Int: NUMBER,
  'Long Int': NUMBER,
  Float: NUMBER,
  Currency: NUMBER,
  Percent: NUMBER,
  Rating: NUMBER,
  Duration: NUMBER,
  Date: DAY,
  Datetime: DAY,
  Time: [EQUALS, AT_LEAST, AT_MOST, BETWEEN],
}

export const TIMESPANS = [
  'today',
  'yesterday',
  'tomorrow',
  'this week',
  'last week',
  'next week',
  'this month',
  'last month',
  'next month',
  'this quarter',
  'last quarter',
  'this year',
  'last year',
  'last 7 days',
  'last 30 days',
  'last 90 days',
]

/** Operators that a field takes, the usual one first. */
export function operatorsFor(df: DocField): Operator[] {
  return BY_TYPE[df.fieldtype] ?? TEXT
}

export function operatorOf(df: DocField, key: string): Operator {
  const all = operatorsFor(df)
  return all.find((operator) => operator.key === key) ?? { ...EQUALS, key, label: key }
}

const SEPARATOR = ','

/** A filter as the server reads it: `[doctype, field, operator, value]`. */
export function toServer(doctype: string, filter: Filter): [string, string, string, unknown] {
  const build = SERVER_FORM[filter.operator] ?? ((value: string) => [filter.operator, value] as const)
  const [operator, value] = build(filter.value)
  return [doctype, filter.fieldname, operator, value]
}

type ServerForm = (value: string) => readonly [string, unknown]

const listOf = (value: string): string[] =>
  value
    .split(SEPARATOR)
    .map((part) => part.trim())
    .filter(Boolean)

const SERVER_FORM: Record<string, ServerForm> = {
  like: (value) => ['like', `%${value}%`],
  'not like': (value) => ['not like', `%${value}%`],
  in: (value) => ['in', listOf(value)],
  'not in': (value) => ['not in', listOf(value)],
  between: (value) => ['between', listOf(value)],
  set: () => ['is', 'set'],
  'not set': () => ['is', 'not set'],
  timespan: (value) => ['timespan', value],
}

/** State of a list that the address carries. */
export interface ListState {
  filters: Filter[]
  search: string
  sortField: string
  sortOrder: 'asc' | 'desc'
  /** Rows shown, in pages. */
  pages: number
}

const RESERVED = new Set(['q', 'sort', 'page'])
type Query = Record<string, string | null | Array<string | null> | undefined>

/** Filters are `?status=Open` for equality and `?status=in~Open,Closed` for other operators. */
export function parseQuery(query: Query, sort: { field: string; order: 'asc' | 'desc' }): ListState {
  const filters: Filter[] = []
  for (const [fieldname, raw] of Object.entries(query)) {
    if (RESERVED.has(fieldname)) continue
    for (const text of Array.isArray(raw) ? raw : [raw]) filters.push(parseFilter(fieldname, text ?? ''))
  }
  const [field = sort.field, order = sort.order] = first(query.sort)?.split(' ') ?? []
  return {
    filters,
    search: first(query.q) ?? '',
    sortField: field,
    sortOrder: order === 'asc' ? 'asc' : 'desc',
    pages: Math.max(1, Math.min(50, Number(first(query.page)) || 1)),
  }
}

function first(value: Query[string]): string | undefined {
  return (Array.isArray(value) ? value[0] : value) ?? undefined
}

function parseFilter(fieldname: string, text: string): Filter {
  const mark = /^([a-z<>!= ]+)~/.exec(text)
  return mark
    ? { fieldname, operator: mark[1]!, value: text.slice(mark[0].length) }
    : { fieldname, operator: '=', value: text }
}

/** The address for a state; what equals the default is left out. */
export function toQuery(
  state: ListState,
  sort: { field: string; order: 'asc' | 'desc' },
): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  for (const { fieldname, operator, value } of state.filters) {
    const text = operator === '=' && !value.includes('~') ? value : `${operator}~${value}`
    const before = query[fieldname]
    query[fieldname] = before === undefined ? text : [...(Array.isArray(before) ? before : [before]), text]
  }
  if (state.search) query.q = state.search
  if (state.sortField !== sort.field || state.sortOrder !== sort.order)
    query.sort = `${state.sortField} ${state.sortOrder}`
  if (state.pages > 1) query.page = String(state.pages)
  return query
}
