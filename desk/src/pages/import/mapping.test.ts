import { expect, it } from 'vitest'
import type { Meta } from '@/meta/types'
import { targetsOf } from './mapping'

it('columns go to the ID and to fields a person fills in', () => {
  const fields = [
    { fieldname: 'title', fieldtype: 'Data', label: 'Title' },
    { fieldname: 'section', fieldtype: 'Section Break', label: 'Section' },
    { fieldname: 'lines', fieldtype: 'Table', label: 'Lines', options: 'Line' },
    { fieldname: 'total', fieldtype: 'Currency', label: 'Total', read_only: 1 },
    { fieldname: 'shown', fieldtype: 'Data', label: 'Shown', is_virtual: 1 },
  ]

  const targets = targetsOf({ name: 'Thing', fields } as unknown as Meta)

  expect(targets.map((df) => df.fieldname)).toEqual(['name', 'title'])
})
