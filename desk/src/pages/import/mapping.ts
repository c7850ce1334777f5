/** Fields that the columns of a file can go to. */
import { hasValue, isTable } from '@/meta/fieldtypes'
import type { DocField, Meta } from '@/meta/types'

export const LEFT_OUT = ''

/** The ID, and the fields that a person fills in. Rows of tables cannot be imported yet. */
export function targetsOf(meta: Meta): DocField[] {
  const name: DocField = { fieldname: 'name', fieldtype: 'Data', label: 'ID' }
  const own = meta.fields.filter(
    (df) => hasValue(df.fieldtype) && !isTable(df.fieldtype) && !df.is_virtual && !df.read_only,
  )
  return [name, ...own]
}
