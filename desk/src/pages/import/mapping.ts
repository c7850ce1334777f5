/** Columns of a file and the fields they go to. */
import type { ImportColumn, Mapping } from '@/api/data-import'
import { hasValue, isTable } from '@/meta/fieldtypes'
import type { DocField, Meta } from '@/meta/types'

export const LEFT_OUT = ''

export function mappingOf(columns: ImportColumn[]): Mapping {
  return Object.fromEntries(columns.map((column) => [column.header, column.fieldname ?? LEFT_OUT]))
}

export interface Target {
  value: string
  df: DocField
  /** Label of the table a column belongs to. */
  table?: string
}

/** Fields that a column can go to; those of child tables as `table.field`. */
export function targetsOf(meta: Meta, childMeta: (doctype: string) => Meta | undefined): Target[] {
  const own = meta.fields.filter((df) => hasValue(df.fieldtype) && !isTable(df.fieldtype) && !df.is_virtual)
  const children = meta.fields
    .filter((df) => isTable(df.fieldtype))
    .flatMap((table) => {
      const fields =
        childMeta(table.options ?? '')?.fields.filter(
          (df) => hasValue(df.fieldtype) && !isTable(df.fieldtype),
        ) ?? []
      return fields.map((df) => ({ value: `${table.fieldname}.${df.fieldname}`, df, table: table.label }))
    })
  const name: Target = { value: 'name', df: { fieldname: 'name', fieldtype: 'Data', label: 'ID' } }
  return [name, ...own.map((df) => ({ value: df.fieldname, df })), ...children]
}
