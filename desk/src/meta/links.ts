/** What links between records mean for a form: fetched values and filters of the search. */
import { evaluate } from './expression'
import { plainText } from './format'
import type { DocField, Row } from './types'

export interface Fetch {
  /** Field that receives the value. */
  target: DocField
  /** Field of the linked record. */
  source: string
}

/** Fields that copy from the record behind `linkField`. */
export function fetchesOf(fields: readonly DocField[], linkField: string): Fetch[] {
  return fields.flatMap((target) => {
    const [link, source] = (target.fetch_from ?? '').split('.').map((part) => part.trim())
    return link === linkField && source ? [{ target, source }] : []
  })
}

/** Values to set after a link has changed; an emptied link empties what it had brought. */
export function fetchedValues(fetches: Fetch[], linked: Row | null, doc: Row): Row {
  const values: Row = {}
  for (const { target, source } of fetches) {
    if (target.fetch_if_empty && doc[target.fieldname]) continue
    const value = linked?.[source] ?? null
    const isPlain = target.fieldtype === 'Data' || target.fieldtype.endsWith('Text')
    values[target.fieldname] =
      isPlain && typeof value === 'string' && /<\w/.test(value) ? plainText(value) : value
  }
  return values
}

type LinkFilter = [string, string, string, unknown]

/** Filters that narrow a link's search: the field's own, with `eval:` parts worked out. */
export function linkFilters(df: DocField, doc: Row, parent?: Row): LinkFilter[] {
  if (!df.link_filters) return []
  try {
    const rows = JSON.parse(df.link_filters) as LinkFilter[]
    return rows.map(([doctype, field, operator, value]) => [
      doctype,
      field,
      operator,
      workedOut(value, doc, parent),
    ])
  } catch {
    return []
  }
}

function workedOut(value: unknown, doc: Row, parent?: Row): unknown {
  if (typeof value !== 'string' || !value.trim().startsWith('eval:')) return value
  return evaluate(value.trim().slice(5), { doc, parent: parent ?? doc }) ?? ''
}

/** The DocType that a link field points at. */
export function linkTarget(df: DocField, doc: Row): string {
  return df.fieldtype === 'Dynamic Link' ? String(doc[df.options ?? ''] ?? '') : (df.options ?? '')
}
