/** Columns of a list. */
import { NO_VALUE_TYPES, TABLE_TYPES } from './fieldtypes'
import type { DocField, Meta } from './types'

export const MAX_COLUMNS = 8

export interface ListColumn {
  df: DocField
  role: 'title' | 'name' | 'status' | 'value' | 'modified'
}

export const NAME_FIELD: DocField = { fieldname: 'name', fieldtype: 'Data', label: 'ID' }
export const MODIFIED_FIELD: DocField = {
  fieldname: 'modified',
  fieldtype: 'Datetime',
  label: 'Last Updated On',
}

export const STANDARD_FIELDS: DocField[] = [
  NAME_FIELD,
  { fieldname: 'owner', fieldtype: 'Link', options: 'User', label: 'Created By' },
  { fieldname: 'creation', fieldtype: 'Datetime', label: 'Created On' },
  MODIFIED_FIELD,
  { fieldname: 'modified_by', fieldtype: 'Link', options: 'User', label: 'Last Updated By' },
  { fieldname: '_assign', fieldtype: 'Data', label: 'Assigned To' },
  { fieldname: '_user_tags', fieldtype: 'Data', label: 'Tags' },
]

/** The field that carries the status of a record: workflow state, then `status`; null when docstatus alone says it. */
export function statusField(meta: Meta, workflowField?: string): DocField | null {
  const wanted = workflowField || 'status'
  const found = meta.fields.find((df) => df.fieldname === wanted)
  if (found && (workflowField || found.fieldtype === 'Select')) return found
  return null
}

/** Title first, then the status, then the fields marked for lists, then the name; at most eight. */
export function listColumns(
  meta: Meta,
  workflowField?: string,
  canRead: (df: DocField) => boolean = () => true,
): ListColumn[] {
  const title = titleField(meta)
  const status = statusField(meta, workflowField)
  const columns: ListColumn[] = [{ df: title, role: 'title' }]
  if (status || meta.is_submittable) {
    columns.push({
      df: status ?? { fieldname: 'docstatus', fieldtype: 'Int', label: 'Status' },
      role: 'status',
    })
  }
  const taken = new Set([title.fieldname, status?.fieldname])
  for (const df of meta.fields) {
    if (df.in_list_view && !taken.has(df.fieldname) && isListable(df) && canRead(df))
      columns.push({ df, role: 'value' })
  }
  const kept = columns.slice(0, MAX_COLUMNS - 1)
  if (title.fieldname !== 'name') kept.push({ df: NAME_FIELD, role: 'name' })
  if (kept.length < MAX_COLUMNS) kept.push({ df: MODIFIED_FIELD, role: 'modified' })
  return kept
}

export function titleField(meta: Meta): DocField {
  const found = meta.title_field ? meta.fields.find((df) => df.fieldname === meta.title_field) : undefined
  return found ?? NAME_FIELD
}

export function isListable(df: DocField): boolean {
  return !NO_VALUE_TYPES.has(df.fieldtype) && !TABLE_TYPES.has(df.fieldtype) && !df.is_virtual && !df.hidden
}

/** Names that a list asks for. */
export function listFieldnames(meta: Meta, columns: ListColumn[]): string[] {
  const names = ['name', 'docstatus', 'modified', ...columns.map((column) => column.df.fieldname)]
  if (meta.image_field) names.push(meta.image_field)
  for (const { df } of columns) {
    const currency = df.fieldtype === 'Currency' && df.options && !df.options.includes(':') ? df.options : ''
    if (currency && meta.fields.some((other) => other.fieldname === currency)) names.push(currency)
  }
  return [...new Set(names)]
}

/** Fields for the filter row: those marked, at most four; the rest stands in the menu. */
export function standardFilters(meta: Meta): DocField[] {
  const marked = meta.fields.filter((df) => df.in_standard_filter && isListable(df))
  return marked.slice(0, 4)
}

/** Fields a filter may name. */
export function filterableFields(meta: Meta, canRead: (df: DocField) => boolean = () => true): DocField[] {
  const own = meta.fields.filter((df) => isListable(df) && df.fieldtype !== 'Password' && canRead(df))
  return [...own, ...STANDARD_FIELDS]
}

/** Fields that the search box looks into. */
export function searchFields(meta: Meta): string[] {
  const named = (meta.search_fields ?? '').split(',').map((name) => name.trim())
  const known = new Set(meta.fields.filter((df) => isListable(df)).map((df) => df.fieldname))
  const title = titleField(meta).fieldname
  return [...new Set(['name', title, ...named])].filter((name) => name === 'name' || known.has(name))
}
