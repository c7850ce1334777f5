import { describe, expect, it } from 'vitest'
import { listColumns, searchFields } from './columns'
import { fitColumns } from './fit'
import { indicatorOf } from './indicator'
import { slug, unslug } from './slug'
import type { DocField, Meta } from './types'

const df = (fieldname: string, parts: Partial<DocField> = {}): DocField => ({
  fieldname,
  fieldtype: 'Data',
  label: fieldname,
  in_list_view: 1,
  ...parts,
})
const meta = (parts: Partial<Meta>): Meta => ({ name: 'Lead', fields: [], ...parts })
const names = (m: Meta, field?: string): string[] =>
  listColumns(m, field).map((column) => column.df.fieldname)

describe('listColumns', () => {
  it('starts with title and status, ends with name and date', () => {
    const m = meta({
      title_field: 'title',
      fields: [df('title'), df('a'), df('status', { fieldtype: 'Select' }), df('t', { fieldtype: 'Table' })],
    })

    expect(names(m)).toEqual(['title', 'status', 'a', 'name', 'modified'])
  })

  it('never shows more than eight', () => {
    const m = meta({ fields: Array.from({ length: 12 }, (_v, i) => df(`f${i}`)) })

    expect(names(m)).toHaveLength(8)
  })

  it('shows the workflow state as status', () => {
    expect(
      names(
        meta({ fields: [df('workflow_state', { in_list_view: 0 }), df('status', { fieldtype: 'Select' })] }),
        'workflow_state',
      ),
    ).toEqual(['name', 'workflow_state', 'status', 'modified'])
  })

  it('hides columns before the page must scroll sideways; title and status stay', () => {
    const columns = listColumns(
      meta({
        title_field: 'title',
        fields: [df('title'), df('status', { fieldtype: 'Select' }), df('a'), df('b')],
      }),
    )

    expect(fitColumns(columns, 700).map((column) => column.df.fieldname)).toEqual([
      'title',
      'status',
      'name',
      'modified',
    ])
    expect(fitColumns(columns, 300).map((column) => column.df.fieldname)).toEqual(['title', 'status'])
  })
})

it('searches name, title and the named fields that exist', () => {
  expect(
    searchFields(
      meta({ title_field: 'title', search_fields: 'phone, gone', fields: [df('title'), df('phone')] }),
    ),
  ).toEqual(['name', 'title', 'phone'])
})

describe('indicatorOf', () => {
  const withStatus = meta({
    fields: [df('status', { fieldtype: 'Select' })],
    states: [{ title: 'Odd', color: 'Purple' }],
  })

  it.each([
    [withStatus, { status: 'Odd' }, { text: 'Odd', tone: 'violet' }],
    [withStatus, { status: 'Closed' }, { text: 'Closed', tone: 'green' }],
    [meta({ is_submittable: 1 }), { docstatus: 0 }, { text: 'Draft', tone: 'grey' }],
    [meta({ is_submittable: 1 }), { docstatus: 2 }, { text: 'Cancelled', tone: 'red' }],
    [
      meta({ fields: [df('disabled', { fieldtype: 'Check' })] }),
      { disabled: 1 },
      { text: 'Disabled', tone: 'grey' },
    ],
    [meta({}), {}, null],
  ])('%#', (m, doc, expected) => expect(indicatorOf(m, doc)).toEqual(expected))

  it("takes a workflow state's style", () => {
    const m = meta({ fields: [df('workflow_state')] })

    expect(
      indicatorOf(
        m,
        { workflow_state: 'Review' },
        { workflowField: 'workflow_state', styles: { Review: 'Warning' } },
      ),
    ).toEqual({ text: 'Review', tone: 'amber' })
  })
})

it('finds the name behind a slug', () => {
  expect(slug('Sales Order')).toBe('sales-order')
  expect(unslug('todo', ['ToDo', 'Lead'])).toBe('ToDo')
  expect(unslug('sales-order', [])).toBe('Sales Order')
})
