/** Values for a new record from the address: `?customer=ACME`. */
import type { Meta, Row } from '@/meta/types'

export function valuesFromQuery(query: Record<string, unknown>, meta: Meta | undefined): Row {
  const values: Row = {}
  for (const df of meta?.fields ?? []) {
    const text = query[df.fieldname]
    if (typeof text === 'string' && !df.read_only) values[df.fieldname] = text
  }
  const hint = query.name_hint
  if (typeof hint === 'string' && meta?.title_field && !values[meta.title_field])
    values[meta.title_field] = hint
  return values
}
