/** What differs between two states of one document, for the conflict banner and the timeline. */
import { hasValue, isTable } from './fieldtypes'
import type { DocField, Row, Value } from './types'

export interface Difference {
  df: DocField
  mine: Value
  theirs: Value
}

const IGNORED = new Set([
  'name',
  'idx',
  'modified',
  'modified_by',
  'creation',
  'owner',
  'parent',
  'parenttype',
  'parentfield',
  'doctype',
  'docstatus',
])

/** Fields whose values differ; nothing, zero and the empty text count as the same. */
export function differences(fields: readonly DocField[], mine: Row, theirs: Row): Difference[] {
  return fields
    .filter((df) => df.fieldname && hasValue(df.fieldtype))
    .filter((df) => !isSame(df, mine[df.fieldname], theirs[df.fieldname]))
    .map((df) => ({ df, mine: mine[df.fieldname], theirs: theirs[df.fieldname] }))
}

function isSame(df: DocField, a: Value, b: Value): boolean {
  if (isTable(df.fieldtype)) return rowsText(a) === rowsText(b)
  return (a || '') === (b || '') || String(a ?? '') === String(b ?? '')
}

function rowsText(value: Value): string {
  const rows = Array.isArray(value) ? value : []
  return JSON.stringify(
    rows.map((row) =>
      Object.entries(row)
        .filter(([key, v]) => !IGNORED.has(key) && !key.startsWith('__') && v)
        .sort(),
    ),
  )
}

/** Their document with the fields that I have changed since `base`. */
export function mergeOnto<T extends Row>(fields: readonly DocField[], base: Row, mine: Row, theirs: T): T {
  const changed = differences(fields, mine, base).map(({ df }) => [df.fieldname, mine[df.fieldname]])
  return { ...theirs, ...Object.fromEntries(changed) }
}
