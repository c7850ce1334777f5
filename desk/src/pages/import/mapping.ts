/** Where the columns of a file can go, and what is kept of that for the next file. */
import type { ImportColumn, Mapping, Replacements } from '@/api/data-import'
import { hasValue, isTable } from '@/meta/fieldtypes'
import type { DocField, Meta } from '@/meta/types'

export const LEFT_OUT = ''

export interface Target {
  /** The fieldname; of a row of a table, behind that of the table: `items.qty`. */
  key: string
  field: DocField
  table?: DocField
}

const ID: DocField = { fieldname: 'name', fieldtype: 'Data', label: 'ID' }

const isFilledIn = (df: DocField): boolean =>
  hasValue(df.fieldtype) && !isTable(df.fieldtype) && !df.is_virtual && !df.read_only

const fieldsOf = (meta: Meta): DocField[] => [ID, ...meta.fields.filter(isFilledIn)]

/** The ID and the fields that a person fills in, then those of the rows of each table. */
export function targetsOf(meta: Meta, metaOf: (doctype: string) => Meta | undefined): Target[] {
  const own = fieldsOf(meta).map((field) => ({ key: field.fieldname, field }))
  const tables = meta.fields.filter((df) => isTable(df.fieldtype) && !df.read_only && !df.hidden)
  const ofRows = tables.flatMap((table) => {
    const child = metaOf(table.options ?? '')
    return child
      ? fieldsOf(child).map((field) => ({ key: `${table.fieldname}.${field.fieldname}`, field, table }))
      : []
  })
  return [...own, ...ofRows]
}

/** What is kept of a mapping: by the headings, because the next file may have its columns elsewhere. */
export interface KeptMapping {
  columns: Record<string, string>
  replaced: Record<string, Record<string, string>>
}

export function keep(columns: ImportColumn[], replaced: Replacements): KeptMapping {
  const named = columns.filter((column) => column.header)
  return {
    columns: Object.fromEntries(named.map((column) => [column.header, column.fieldname ?? LEFT_OUT])),
    replaced: Object.fromEntries(
      named.flatMap(({ header, letter }) => (replaced[letter] ? [[header, replaced[letter]]] : [])),
    ),
  }
}

export function apply(
  kept: KeptMapping,
  columns: ImportColumn[],
): { mapping: Mapping; replaced: Replacements } {
  const known = columns.filter((column) => column.header in kept.columns)
  return {
    mapping: Object.fromEntries(known.map(({ letter, header }) => [letter, kept.columns[header]!])),
    replaced: Object.fromEntries(
      columns.flatMap(({ letter, header }) =>
        kept.replaced[header] ? [[letter, { ...kept.replaced[header] }]] : [],
      ),
    ),
  }
}
