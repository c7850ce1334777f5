import { describe, expect, it } from 'vitest'
import { operatorsFor, parseQuery, toQuery, toServer, type ListState } from './filters'

const sort = { field: 'modified', order: 'desc' } as const
const state = (parts: Partial<ListState>): ListState => ({
  filters: [],
  search: '',
  sortField: 'modified',
  sortOrder: 'desc',
  pages: 1,
  ...parts,
})

describe('address', () => {
  it('holds nothing for the default state', () => {
    expect(toQuery(state({}), sort)).toEqual({})
    expect(parseQuery({}, sort)).toEqual(state({}))
  })

  it.each([
    { fieldname: 'status', operator: '=', value: 'Open' },
    { fieldname: 'amount', operator: '>=', value: '100' },
    { fieldname: 'status', operator: 'not in', value: 'Open,Closed' },
    { fieldname: 'day', operator: 'timespan', value: 'this month' },
    { fieldname: 'note', operator: '=', value: 'a~b' },
    { fieldname: 'owner', operator: 'set', value: '' },
  ])('keeps $fieldname $operator $value', (filter) => {
    expect(parseQuery(toQuery(state({ filters: [filter] }), sort), sort).filters).toEqual([filter])
  })

  it('keeps two filters on one field, the search, the sort and the pages', () => {
    const full = state({
      filters: [
        { fieldname: 'day', operator: '>=', value: '2026-01-01' },
        { fieldname: 'day', operator: '<=', value: '2026-02-01' },
      ],
      search: '铁塔',
      sortField: 'name',
      sortOrder: 'asc',
      pages: 3,
    })

    expect(parseQuery(toQuery(full, sort), sort)).toEqual(full)
  })

  it('bounds the pages an address may ask for', () => {
    expect(parseQuery({ page: '99999' }, sort).pages).toBe(50)
    expect(parseQuery({ page: '-1' }, sort).pages).toBe(1)
  })
})

describe('toServer', () => {
  it.each([
    ['like', 'ab', ['like', '%ab%']],
    ['in', 'a, b,', ['in', ['a', 'b']]],
    ['between', '1,2', ['between', ['1', '2']]],
    ['set', '', ['is', 'set']],
    ['not set', '', ['is', 'not set']],
    ['>', '5', ['>', '5']],
  ])('%s', (operator, value, expected) => {
    expect(toServer('Lead', { fieldname: 'x', operator, value })).toEqual(['Lead', 'x', ...expected])
  })
})

it('offers the usual operator of a type first', () => {
  const first = (fieldtype: string): string => operatorsFor({ fieldname: 'x', fieldtype })[0]!.key
  expect([first('Data'), first('Select'), first('Link'), first('Date'), first('Currency')]).toEqual([
    'like',
    '=',
    '=',
    'timespan',
    '=',
  ])
})
