import { describe, expect, it } from 'vitest'
import { fieldState, holds, missingValues } from './depends-on'
import type { DocField } from './types'

const df = (parts: Partial<DocField>): DocField => ({
  fieldname: 'x',
  fieldtype: 'Data',
  label: 'X',
  ...parts,
})

describe('holds', () => {
  it('takes a fieldname for "has a value"', () => {
    expect(holds('rows', { doc: { rows: [] } })).toBe(false)
    expect(holds('rows', { doc: { rows: [{}] } })).toBe(true)
    expect(holds('amount', { doc: { amount: 0 } })).toBe(false)
  })

  it('evaluates eval: with doc, parent and the user', () => {
    const at = { doc: { qty: 2 }, parent: { status: 'Open' }, user: 'a@b.c', roles: ['Sales User'] }
    expect(holds("eval:doc.qty > 1 && parent.status == 'Open'", at)).toBe(true)
    expect(holds("eval:frappe.user.has_role('Sales User')", at)).toBe(true)
    expect(holds("eval:frappe.session.user == 'x'", at)).toBe(false)
  })

  it('falls back when the condition is outside the language', () => {
    expect(holds('eval:cur_frm.doc.x', { doc: {} })).toBe(true)
    expect(holds('eval:cur_frm.doc.x', { doc: {} }, false)).toBe(false)
  })
})

describe('fieldState', () => {
  it('combines fixed properties and conditions', () => {
    const field = df({
      depends_on: 'flag',
      mandatory_depends_on: 'eval:doc.kind == "A"',
      read_only_depends_on: 'locked',
    })

    expect(fieldState(field, { doc: { flag: 1, kind: 'A' } })).toEqual({
      visible: true,
      required: true,
      readOnly: false,
    })
    expect(fieldState(field, { doc: { locked: 1 } })).toEqual({
      visible: false,
      required: false,
      readOnly: true,
    })
  })
})

describe('missingValues', () => {
  it('names required fields that are shown and empty', () => {
    const fields = [
      df({ fieldname: 'a', reqd: 1 }),
      df({ fieldname: 'b', reqd: 1, depends_on: 'a' }),
      df({ fieldname: 'c', reqd: 1 }),
    ]

    const found = missingValues(fields, { doc: { c: 'x' } }, (_df, value) => !value)

    expect(found.map((entry) => entry.fieldname)).toEqual(['a'])
  })
})
