/** Columns of a child table. */
import { isListable } from '@/meta/columns'
import type { DocField, Meta, Row } from '@/meta/types'

const MAX_COLUMNS = 8

/** Fields marked for the table; when none is, the first ones. */
export function gridColumns(meta: Meta, isShown: (df: DocField) => boolean): DocField[] {
  const fields = meta.fields.filter((df) => isListable(df) && isShown(df))
  const marked = fields.filter((df) => df.in_list_view)
  return (marked.length ? marked : fields.slice(0, 5)).slice(0, MAX_COLUMNS)
}

const WIDTHS: Record<string, string> = {
  Check: 'w-[72px]',
  Int: 'w-[88px]',
  Float: 'w-[96px]',
  Percent: 'w-[88px]',
  Currency: 'w-[124px]',
  Date: 'w-[124px]',
  Datetime: 'w-[184px]',
  Time: 'w-[96px]',
  Select: 'w-[116px]',
}

/** Numbers, dates and choices keep a width; texts and links share the rest. */
export const columnClass = (df: DocField): string => WIDTHS[df.fieldtype] ?? ''

const NOT_SUMMED = /rate|price|discount|percent|per_/

/** Sums of amounts and quantities; prices and rates have none. */
export function totalsOf(columns: DocField[], rows: Row[]): Map<string, number> {
  const summed = columns.filter(
    (df) => (df.fieldtype === 'Currency' || df.fieldname === 'qty') && !NOT_SUMMED.test(df.fieldname),
  )
  return new Map(
    summed.map((df) => [df.fieldname, rows.reduce((sum, row) => sum + Number(row[df.fieldname] ?? 0), 0)]),
  )
}
