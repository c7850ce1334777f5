/** A fresh document or row with its defaults. */
import { hasValue, isTable, NUMERIC_TYPES } from './fieldtypes'
import { now, today } from './dates'
import type { Doc, DocField, Meta, Row, Value } from './types'

export interface Surroundings {
  user: string
  timeZone?: string
  defaults?: Record<string, unknown>
}

let counter = 0

/** A name that no saved record has. */
export function temporaryName(doctype: string): string {
  return `new-${doctype.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-${Date.now().toString(36)}${(counter++).toString(36)}`
}

export function newDoc(meta: Meta, around: Surroundings, values: Row = {}): Doc {
  const doc: Doc = {
    doctype: meta.name,
    name: temporaryName(meta.name),
    docstatus: 0,
    owner: around.user,
    __islocal: 1,
  }
  for (const df of meta.fields) {
    if (isTable(df.fieldtype)) doc[df.fieldname] = []
    else if (df.fieldname) setDefault(doc, df, around)
  }
  return Object.assign(doc, values)
}

export function newRow(meta: Meta, parent: Doc, parentfield: string, around: Surroundings): Row {
  const row = newDoc(meta, around)
  const siblings = (parent[parentfield] as Row[] | undefined) ?? []
  return { ...row, parent: parent.name, parenttype: parent.doctype, parentfield, idx: siblings.length + 1 }
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length)

/** A new row that nobody filled: what it holds are defaults, and a required value is missing or nothing was preset. */
export function isLeftEmpty(meta: Meta, row: Row, around: Surroundings): boolean {
  if (!row.__islocal) return false
  const fresh = newDoc(meta, around)
  const fields = meta.fields.filter((df) => hasValue(df.fieldtype) || isTable(df.fieldtype))
  const isUntouched = fields.every(({ fieldname }) => {
    const value = row[fieldname]
    return isBlank(value) ? isBlank(fresh[fieldname]) : value === fresh[fieldname]
  })
  const isWhole =
    fields.some((df) => df.default?.trim() && df.fieldtype !== 'Check') &&
    !fields.some((df) => df.reqd && isBlank(row[df.fieldname]))
  return isUntouched && !isWhole
}

function setDefault(doc: Row, df: DocField, around: Surroundings): void {
  const value = defaultOf(df, around)
  if (value !== undefined) doc[df.fieldname] = value
}

/** Default of a field; undefined when it has none. */
export function defaultOf(df: DocField, around: Surroundings): Value {
  const text = df.default?.trim()
  if (text) return literalDefault(df, text, around)
  const own = around.defaults?.[df.fieldname]
  if (df.fieldtype === 'Link' && typeof own === 'string') return own
  if (df.fieldtype === 'Select') return firstOption(df)
  return df.fieldtype === 'Check' ? 0 : undefined
}

const firstOption = (df: DocField): string | undefined => df.options?.split('\n')[0]?.trim() || undefined

function literalDefault(df: DocField, text: string, around: Surroundings): Value {
  const word = text.toLowerCase()
  if (word === '__user' || word === 'user') return around.user
  if (word === 'today') return today(around.timeZone)
  if (word === 'now') return MOMENTS[df.fieldtype]?.(now(around.timeZone)) ?? now(around.timeZone)
  if (text.startsWith(':')) return linkedDefault(text.slice(1), around)
  return NUMERIC_TYPES.has(df.fieldtype) ? Number(text) || 0 : text
}

const MOMENTS: Record<string, (moment: string) => string> = {
  Date: (moment) => moment.slice(0, 10),
  Time: (moment) => moment.slice(11),
}

function linkedDefault(doctype: string, around: Surroundings): Value {
  const found = around.defaults?.[doctype.toLowerCase().replace(/ /g, '_')]
  return typeof found === 'string' ? found : undefined
}

const NEVER_COPIED = new Set(
  'name,creation,modified,modified_by,owner,idx,parent,_user_tags,_comments,_assign,_liked_by,_seen,workflow_state'.split(
    ',',
  ),
)

/** A copy to be saved as a new record; `amend` keeps what amendments keep and names the cancelled original. */
export function copyDoc(
  meta: Meta,
  childMeta: (doctype: string) => Meta | undefined,
  doc: Doc,
  around: Surroundings,
  amend = false,
): Doc {
  const copy = newDoc(meta, around)
  for (const df of meta.fields) {
    if (NEVER_COPIED.has(df.fieldname) || (df.no_copy && !amend)) continue
    const value = doc[df.fieldname]
    if (isTable(df.fieldtype))
      copy[df.fieldname] = copyRows((value as Row[]) ?? [], df, childMeta, copy, around)
    else if (value !== undefined) copy[df.fieldname] = value
  }
  if (amend) copy.amended_from = doc.name
  return copy
}

function copyRows(
  rows: Row[],
  df: DocField,
  childMeta: (doctype: string) => Meta | undefined,
  parent: Doc,
  around: Surroundings,
): Row[] {
  const meta = childMeta(df.options ?? '')
  if (!meta) return []
  return rows.map((row, index) => {
    const fresh = newRow(meta, parent, df.fieldname, around)
    const values = meta.fields.filter((field) => !field.no_copy && row[field.fieldname] !== undefined)
    for (const field of values) fresh[field.fieldname] = row[field.fieldname]
    return { ...fresh, idx: index + 1 }
  })
}
