import { expect, it } from 'vitest'
import { isLeftEmpty, newDoc, newRow } from './new-doc'
import type { Meta } from './types'

const around = { user: 'a@example.com' }
const meta = {
  name: 'Line',
  fields: [
    { fieldname: 'item', fieldtype: 'Link', reqd: 1 },
    { fieldname: 'qty', fieldtype: 'Float', default: '1' },
    { fieldname: 'kind', fieldtype: 'Select', options: 'Lease\nSale' },
    { fieldname: 'note', fieldtype: 'Data' },
  ],
} as unknown as Meta
const parent = newDoc({ name: 'Order', fields: [] } as unknown as Meta, around)
const row = newRow(meta, parent, 'lines', around)

it.each([
  ['a row as it began', row, true],
  ['a row whose text was taken out again', { ...row, note: '' }, true],
  ['a row with a text', { ...row, note: 'x' }, false],
  ['a row with another number than the default', { ...row, qty: 2 }, false],
  ['a stored row', { ...row, __islocal: undefined }, false],
])('%s: left empty is %s', (_what, given, expected) => {
  expect(isLeftEmpty(meta, given, around)).toBe(expected)
})

it('a row that its defaults make whole is meant to be there', () => {
  const whole = { ...meta, fields: meta.fields.slice(1) }

  expect(isLeftEmpty(whole, newRow(whole, parent, 'lines', around), around)).toBe(false)
})
