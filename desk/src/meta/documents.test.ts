import { describe, expect, it } from 'vitest'
import { connectionGroups } from './connections'
import { differences, mergeOnto } from './differences'
import { fetchedValues, fetchesOf, linkFilters } from './links'
import { copyDoc, defaultOf, newDoc } from './new-doc'
import { levelsOf } from './permissions'
import { stepsOf, visitedStates } from './steps'
import type { DocField, Meta, Workflow } from './types'

const df = (fieldname: string, fieldtype = 'Data', parts: Partial<DocField> = {}): DocField => ({
  fieldname,
  fieldtype,
  label: fieldname,
  ...parts,
})
const around = { user: 'a@b.c', timeZone: 'UTC', defaults: { company: 'North' } }

describe('new documents', () => {
  it.each([
    [df('x', 'Data', { default: 'abc' }), 'abc'],
    [df('x', 'Int', { default: '5' }), 5],
    [df('x', 'Check'), 0],
    [df('x', 'Select', { options: 'A\nB' }), 'A'],
    [df('x', 'Select', { options: '\nB' }), undefined],
    [df('x', 'Link', { default: '__user' }), 'a@b.c'],
    [df('company', 'Link'), 'North'],
    [df('x', 'Link', { default: ':Company' }), 'North'],
  ])('default of %o', (field, expected) => expect(defaultOf(field, around)).toBe(expected))

  it('copies values and rows, not names, no_copy fields or the workflow state', () => {
    const child: Meta = { name: 'Row', fields: [df('item'), df('secret', 'Data', { no_copy: 1 })] }
    const meta: Meta = {
      name: 'Order',
      fields: [
        df('title'),
        df('ref', 'Data', { no_copy: 1 }),
        df('workflow_state'),
        df('items', 'Table', { options: 'Row' }),
      ],
    }
    const doc = {
      doctype: 'Order',
      name: 'O-1',
      docstatus: 1,
      title: 'T',
      ref: 'R',
      workflow_state: 'Done',
      items: [{ name: 'r1', item: 'A', secret: 'S' }],
    }

    const copy = copyDoc(meta, () => child, doc, around)

    expect(copy).toMatchObject({ __islocal: 1, docstatus: 0, title: 'T' })
    expect(copy.ref).toBeUndefined()
    expect(copy.workflow_state).toBeUndefined()
    expect(copy.name).not.toBe('O-1')
    expect(copy.items).toMatchObject([{ item: 'A', parent: copy.name, idx: 1 }])
    expect((copy.items as Array<{ secret?: string }>)[0]!.secret).toBeUndefined()
  })

  it('starts tables empty', () =>
    expect(newDoc({ name: 'X', fields: [df('rows', 'Table', { options: 'Row' })] }, around).rows).toEqual([]))
})

describe('links', () => {
  const fields = [
    df('customer', 'Link', { options: 'Customer' }),
    df('phone', 'Data', { fetch_from: 'customer.mobile' }),
    df('note', 'Data', { fetch_from: 'customer.note', fetch_if_empty: 1 }),
  ]

  it('copies fetched values and respects what was typed', () => {
    const fetches = fetchesOf(fields, 'customer')
    expect(fetchedValues(fetches, { mobile: '1', note: '<p>n</p>' }, { note: 'mine' })).toEqual({
      phone: '1',
    })
    expect(fetchedValues(fetches, { mobile: '1', note: '<p>n</p>' }, {})).toEqual({ phone: '1', note: 'n' })
    expect(fetchedValues(fetches, null, {})).toEqual({ phone: null, note: null })
  })

  it('works out eval: parts of link filters', () => {
    const field = df('x', 'Link', {
      link_filters: '[["Contact","customer","=","eval: doc.customer"],["Contact","enabled","=",1]]',
    })
    expect(linkFilters(field, { customer: 'C1' })).toEqual([
      ['Contact', 'customer', '=', 'C1'],
      ['Contact', 'enabled', '=', 1],
    ])
  })
})

describe('two states of a document', () => {
  const fields = [df('a'), df('b'), df('n', 'Int'), df('rows', 'Table')]

  it('differ in values, not in how nothing is written', () => {
    const found = differences(
      fields,
      { a: 'x', b: null, n: 0, rows: [{ item: 1, idx: 1 }] },
      { a: 'y', b: '', n: undefined, rows: [{ item: 1, idx: 2, name: 'r' }] },
    )
    expect(found.map((entry) => entry.df.fieldname)).toEqual(['a'])
  })

  it('are merged field by field: mine where I changed it, theirs elsewhere', () => {
    expect(
      mergeOnto(fields, { a: '1', b: '1' }, { a: '2', b: '1' }, { a: '1', b: '9', modified: 'new' }),
    ).toEqual({ a: '2', b: '9', modified: 'new' })
  })
})

it('reaches the permission levels that the roles have', () => {
  const meta: Meta = {
    name: 'X',
    fields: [df('a', 'Data', { permlevel: 1 })],
    permissions: [
      { role: 'R', permlevel: 0, read: 1, write: 1 },
      { role: 'M', permlevel: 1, read: 1, write: 1 },
    ],
  }
  expect([...levelsOf(meta, ['R'], 'u').write]).toEqual([0])
  expect([...levelsOf(meta, ['R', 'M'], 'u').write]).toEqual([0, 1])
})

describe('workflow steps', () => {
  const workflow: Workflow = {
    name: 'W',
    states: ['Draft', 'Review', 'Approved', 'Rejected'].map((state) => ({ state })),
    transitions: [
      { state: 'Draft', action: 'Send', next_state: 'Review' },
      { state: 'Review', action: 'Approve', next_state: 'Approved' },
      { state: 'Review', action: 'Reject', next_state: 'Rejected' },
    ],
  }

  it('follow the main line', () => {
    expect(stepsOf(workflow, 'Review')).toEqual([
      { state: 'Draft', place: 'done' },
      { state: 'Review', place: 'current' },
      { state: 'Approved', place: 'ahead' },
    ])
  })

  it('put a state off the line where it is reached from', () => {
    expect(stepsOf(workflow, 'Rejected').map((step) => `${step.state} ${step.place}`)).toEqual([
      'Draft done',
      'Review done',
      'Rejected current',
    ])
  })

  it('count as done only where the document has been, when its history is known', () => {
    const logs = [
      { creation: '2', subject: '{"from": "Review", "to": "Draft"}' },
      { creation: '1', subject: '{"from": "Draft", "to": "Review"}' },
      { creation: '3', subject: 'no JSON' },
    ]
    expect(visitedStates(logs)).toEqual(['Draft', 'Review', 'Review', 'Draft'])
    expect(
      stepsOf(workflow, 'Draft', visitedStates(logs)).map((step) => `${step.state} ${step.place}`),
    ).toEqual(['Review done', 'Draft current', 'Approved ahead'])
  })
})

it('groups connections from the dashboard and the link rows, each DocType once', () => {
  const meta: Meta = {
    name: 'Customer',
    fields: [],
    links: [
      { link_doctype: 'Order', link_fieldname: 'customer', group: 'Sales' },
      { link_doctype: 'Lead', link_fieldname: 'c', group: 'Sales' },
    ],
    __dashboard: { fieldname: 'customer', transactions: [{ label: 'Sales', items: ['Order'] }] },
  }
  expect(connectionGroups(meta)).toEqual([
    {
      label: 'Sales',
      items: [
        { doctype: 'Order', fieldname: 'customer' },
        { doctype: 'Lead', fieldname: 'c' },
      ],
    },
  ])
})
