import { expect, it } from 'vitest'
import type { ImportColumn } from '@/api/data-import'
import type { Meta } from '@/meta/types'
import { apply, keep, targetsOf } from './mapping'

const meta = (name: string, fields: object[]): Meta => ({ name, fields }) as unknown as Meta
const column = (letter: string, header: string, fieldname: string | null): ImportColumn =>
  ({ letter, header, fieldname, label: null }) as ImportColumn

it('columns go to the ID, to fields a person fills in, and to those of the rows of tables', () => {
  const line = meta('Line', [
    { fieldname: 'item', fieldtype: 'Data', label: 'Item' },
    { fieldname: 'amount', fieldtype: 'Currency', label: 'Amount', read_only: 1 },
  ])
  const thing = meta('Thing', [
    { fieldname: 'title', fieldtype: 'Data', label: 'Title' },
    { fieldname: 'section', fieldtype: 'Section Break', label: 'Section' },
    { fieldname: 'lines', fieldtype: 'Table', label: 'Lines', options: 'Line' },
    { fieldname: 'log', fieldtype: 'Table', label: 'Log', options: 'Line', read_only: 1 },
    { fieldname: 'total', fieldtype: 'Currency', label: 'Total', read_only: 1 },
    { fieldname: 'shown', fieldtype: 'Data', label: 'Shown', is_virtual: 1 },
  ])

  const targets = targetsOf(thing, (doctype) => (doctype === 'Line' ? line : undefined))

  expect(targets.map((target) => target.key)).toEqual(['name', 'title', 'lines.name', 'lines.item'])
})

it('a kept mapping fits a file whose columns stand elsewhere', () => {
  const kept = keep([column('A', 'Name', 'title'), column('B', 'Kind', null)], { B: { big: 'Big' } })

  const found = apply(kept, [
    column('A', 'New', null),
    column('B', 'Name', null),
    column('D', 'Kind', 'kind'),
  ])

  expect(found).toEqual({ mapping: { B: 'title', D: '' }, replaced: { D: { big: 'Big' } } })
})
