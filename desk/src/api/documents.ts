/** One document: load, save, workflow, and what hangs on it. */
import type { Doc, Meta, Row } from '@/meta/types'
import { call, post, read, readAnswer, upload } from './client'

export interface Attachment {
  name: string
  file_name: string
  file_url: string
  is_private?: number
}

export interface TimelineRow {
  name: string
  owner?: string
  creation: string
  content?: string
  comment_type?: string
  data?: string
  subject?: string
  sender?: string
  communication_type?: string
  sent_or_received?: string
}

export interface Docinfo {
  attachments?: Attachment[]
  comments?: TimelineRow[]
  versions?: TimelineRow[]
  communications?: TimelineRow[]
  assignment_logs?: TimelineRow[]
  attachment_logs?: TimelineRow[]
  workflow_logs?: TimelineRow[]
  info_logs?: TimelineRow[]
  like_logs?: TimelineRow[]
  share_logs?: TimelineRow[]
  assignments?: Array<{ name: string; owner: string; description?: string }>
  permissions?: Record<string, number>
  shared?: Row[]
  tags?: string
  user_info?: Record<string, { fullname?: string; image?: string }>
}

export interface Loaded {
  doc: Doc
  docinfo: Docinfo
}

/** Definitions of a DocType and its child tables, the DocType first. */
export async function getMetas(doctype: string): Promise<Meta[]> {
  const answer = await readAnswer('frappe.desk.form.load.getdoctype', { doctype, with_parent: 1 })
  return docsOf(answer) as unknown as Meta[]
}

export async function getDoc(doctype: string, name: string): Promise<Loaded> {
  const answer = await readAnswer('frappe.desk.form.load.getdoc', { doctype, name })
  return { doc: docsOf(answer)[0] as Doc, docinfo: docinfoOf(answer) }
}

export async function getDocinfo(doctype: string, name: string): Promise<Docinfo> {
  return docinfoOf(await readAnswer('frappe.desk.form.load.get_docinfo', { doctype, name }))
}

export type SaveAction = 'Save' | 'Submit' | 'Update' | 'Cancel'

export async function saveDoc(doc: Doc, action: SaveAction): Promise<Loaded> {
  const answer = await post('frappe.desk.form.save.savedocs', { doc: JSON.stringify(doc), action })
  return { doc: docsOf(answer)[0] as Doc, docinfo: docinfoOf(answer) }
}

export const deleteDoc = (doctype: string, name: string): Promise<unknown> =>
  call('frappe.client.delete', { doctype, name })

export const renameDoc = (doctype: string, old_name: string, new_name: string, merge = 0): Promise<string> =>
  call<string>('frappe.client.rename_doc', { doctype, old_name, new_name, merge })

export interface Transition {
  action: string
  next_state: string
  allowed?: string
  state?: string
  /** The opinion may not be empty. */
  require_opinion?: number
}

export const getTransitions = (doc: Doc): Promise<Transition[]> =>
  call<Transition[]>('frappe.model.workflow.get_transitions', { doc: JSON.stringify(doc) })

export const applyWorkflow = (doc: Doc, action: string, opinion: string): Promise<Doc> =>
  call<Doc>('frappe.model.workflow.apply_workflow', { doc: JSON.stringify(doc), action, opinion })

export const addComment = (
  reference_doctype: string,
  reference_name: string,
  content: string,
  by: string,
  fullName: string,
): Promise<TimelineRow> =>
  call<TimelineRow>('frappe.desk.form.utils.add_comment', {
    reference_doctype,
    reference_name,
    content,
    comment_email: by,
    comment_by: fullName,
  })

export const assign = (doctype: string, name: string, users: string[], description = ''): Promise<unknown> =>
  call('frappe.desk.form.assign_to.add', { doctype, name, assign_to: JSON.stringify(users), description })

export const unassign = (doctype: string, name: string, assign_to: string): Promise<unknown> =>
  call('frappe.desk.form.assign_to.remove', { doctype, name, assign_to })

export const addTag = (dt: string, dn: string, tag: string): Promise<unknown> =>
  call('frappe.desk.doctype.tag.tag.add_tag', { dt, dn, tag })

export const removeTag = (dt: string, dn: string, tag: string): Promise<unknown> =>
  call('frappe.desk.doctype.tag.tag.remove_tag', { dt, dn, tag })

export const removeAttachment = (dt: string, dn: string, fid: string): Promise<unknown> =>
  call('frappe.desk.form.utils.remove_attach', { dt, dn, fid })

export interface UploadTarget {
  doctype?: string
  docname?: string
  fieldname?: string
  isPrivate?: boolean
}

export function uploadFile(
  file: File,
  target: UploadTarget,
  progress?: (share: number) => void,
): Promise<Attachment> {
  const form = new FormData()
  form.append('file', file, file.name)
  form.append('is_private', target.isPrivate === false ? '0' : '1')
  form.append('folder', 'Home/Attachments')
  for (const key of ['doctype', 'docname', 'fieldname'] as const) {
    if (target[key]) form.append(key, target[key])
  }
  return upload<Attachment>(form, progress)
}

interface OpenCounts {
  count:
    | { external_links_found?: LinkCount[]; internal_links_found?: LinkCount[] }
    | Array<{ name: string; count?: number; open_count?: number }>
}

interface LinkCount {
  doctype: string
  count?: number
  open_count?: number
  names?: string[]
}

export interface Connection {
  count: number
  names?: string[]
}

/** How many records of each DocType are connected with this one. */
export async function getConnections(
  doctype: string,
  name: string,
  items: string[],
): Promise<Record<string, Connection>> {
  const answer = await read<OpenCounts>('frappe.desk.notifications.get_open_count', { doctype, name, items })
  const count = answer?.count
  if (Array.isArray(count))
    return Object.fromEntries(count.map((row) => [row.name, { count: row.count ?? 0 }]))
  const rows = [...(count?.external_links_found ?? []), ...(count?.internal_links_found ?? [])]
  return Object.fromEntries(rows.map((row) => [row.doctype, { count: row.count ?? 0, names: row.names }]))
}

/** A whitelisted function that gets the document, or a method of the document itself. */
export async function runAction(method: string, doc: Doc): Promise<{ message: unknown; doc?: Doc }> {
  const answer = method.includes('.')
    ? await post(method, {
        doc: JSON.stringify(doc),
        doctype: doc.doctype,
        docname: doc.name,
        source_name: doc.name,
      })
    : await post('run_doc_method', { method, docs: JSON.stringify(doc) })
  return { message: answer.message, doc: docsOf(answer)[0] as Doc | undefined }
}

function docsOf(answer: { docs?: unknown[]; message?: unknown }): unknown[] {
  if (answer.docs?.length) return answer.docs
  const message = answer.message as { docs?: unknown[] } | undefined
  return message?.docs ?? []
}

function docinfoOf(answer: { docinfo?: unknown; message?: unknown }): Docinfo {
  return (answer.docinfo ?? (answer.message as { docinfo?: Docinfo } | undefined)?.docinfo ?? {}) as Docinfo
}
