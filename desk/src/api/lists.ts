/** Rows of a DocType: lists, counts, bulk acts, searches. */
import type { Row } from '@/meta/types'
import { call, download, read } from './client'

export type ServerFilter = [string, string, string, unknown]

export interface ListQuery {
  doctype: string
  fields: string[]
  filters: ServerFilter[]
  or_filters?: ServerFilter[]
  order_by?: string
  start?: number
  page_length?: number
}

interface Compressed {
  keys: string[]
  values: unknown[][]
}

/** Rows; the server packs them as keys and values. */
export async function getRows(query: ListQuery, signal?: AbortSignal): Promise<Row[]> {
  const answer = await read<Compressed | Row[]>(
    'frappe.desk.reportview.get',
    { ...query, view: 'List' },
    signal,
  )
  if (!answer || Array.isArray(answer)) return answer ?? []
  return answer.values.map(
    (values) => Object.fromEntries(answer.keys.map((key, i) => [key, values[i]])) as Row,
  )
}

export const getCount = (
  query: Pick<ListQuery, 'doctype' | 'filters' | 'or_filters'>,
  signal?: AbortSignal,
): Promise<number> =>
  read<number>('frappe.desk.reportview.get_count', { ...query, fields: [], distinct: false }, signal)

/** Delete records; the answer names those that could not be deleted. */
export const deleteRows = (doctype: string, names: string[]): Promise<unknown> =>
  call('frappe.desk.reportview.delete_items', { doctype, items: JSON.stringify(names) })

export const exportRows = (
  query: ListQuery & { file_format_type: string; selected_items?: string[] },
): Promise<void> => {
  const selected_items = query.selected_items?.length ? JSON.stringify(query.selected_items) : undefined
  const extension = query.file_format_type === 'CSV' ? 'csv' : 'xlsx'
  const args = { ...query, selected_items, title: query.doctype, view: 'Report' }
  return download('frappe.desk.reportview.export_query', args, `${query.doctype}.${extension}`)
}

export interface LinkOption {
  value: string
  description?: string
  label?: string
}

export interface LinkQuery {
  doctype: string
  txt: string
  filters?: unknown
  reference_doctype?: string
  ignore_user_permissions?: number
  page_length?: number
}

export const searchLink = (query: LinkQuery, signal?: AbortSignal): Promise<LinkOption[]> =>
  read<LinkOption[]>('frappe.desk.search.search_link', { page_length: 10, ...query }, signal)

export const validateLink = (doctype: string, docname: string, fields: string[]): Promise<Row> =>
  read<Row>('frappe.client.validate_link', { doctype, docname, fields: JSON.stringify(fields) })

export const commonActions = (doctype: string, docs: Row[]): Promise<string[]> =>
  call<string[]>('frappe.model.workflow.get_common_transition_actions', { doctype, docs })

export const bulkWorkflow = (doctype: string, docnames: string[], action: string): Promise<unknown> =>
  call('frappe.model.workflow.bulk_workflow_approval', { doctype, docnames, action })
