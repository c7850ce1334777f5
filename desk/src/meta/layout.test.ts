import { describe, expect, it } from 'vitest'
import { layoutOf } from './layout'
import type { DocField } from './types'

const df = (fieldname: string, fieldtype = 'Data'): DocField => ({ fieldname, fieldtype, label: fieldname })
const shape = (fields: DocField[]): unknown =>
  layoutOf(fields).map((tab) => [
    tab.key,
    tab.sections.map((s) => [s.key, s.columns.map((c) => c.fields.map((f) => f.fieldname))]),
  ])

describe('layoutOf', () => {
  it('puts fields before any break into one column of one section', () => {
    expect(shape([df('a'), df('b')])).toEqual([['main', [['main-section', [['a', 'b']]]]]])
  })

  it('opens tabs, sections and columns at their breaks', () => {
    const fields = [
      df('a'),
      df('c1', 'Column Break'),
      df('b'),
      df('s', 'Section Break'),
      df('c'),
      df('t', 'Tab Break'),
      df('d'),
    ]

    expect(shape(fields)).toEqual([
      [
        'main',
        [
          ['main-section', [['a'], ['b']]],
          ['s', [['c']]],
        ],
      ],
      ['t', [['t-section', [['d']]]]],
    ])
  })

  it('leaves out tabs, sections and columns without fields', () => {
    expect(shape([df('t1', 'Tab Break'), df('s', 'Section Break'), df('t2', 'Tab Break'), df('a')])).toEqual([
      ['t2', [['t2-section', [['a']]]]],
    ])
  })
})
