/** Shapes of what the server tells about a DocType. Only the parts the desk reads. */

export type Value = string | number | boolean | null | undefined | Row[] | object

export interface Row {
  [fieldname: string]: Value
  name?: string
  idx?: number
}

export interface Doc extends Row {
  doctype: string
  name: string
  docstatus?: number
  modified?: string
  owner?: string
  __islocal?: 0 | 1
}

export interface DocField {
  fieldname: string
  fieldtype: string
  label?: string
  options?: string | null
  default?: string | null
  description?: string | null
  placeholder?: string | null
  reqd?: number
  hidden?: number
  read_only?: number
  bold?: number
  unique?: number
  permlevel?: number
  length?: number
  precision?: string | number | null
  columns?: number
  in_list_view?: number
  in_standard_filter?: number
  depends_on?: string | null
  mandatory_depends_on?: string | null
  read_only_depends_on?: string | null
  collapsible?: number
  collapsible_depends_on?: string | null
  fetch_from?: string | null
  fetch_if_empty?: number
  allow_on_submit?: number
  set_only_once?: number
  no_copy?: number
  non_negative?: number
  is_virtual?: number
  link_filters?: string | null
  hide_border?: number
  hide_days?: number
  hide_seconds?: number
  report_hide?: number
  ignore_user_permissions?: number
  parent?: string
}

export interface DocPerm {
  role: string
  permlevel?: number
  if_owner?: number
  [right: string]: string | number | undefined
}

export interface DocAction {
  label: string
  group?: string
  action_type: string
  action: string
  hidden?: number
}

export interface DocLink {
  link_doctype: string
  link_fieldname: string
  group?: string
  hidden?: number
  is_child_table?: number
  parent_doctype?: string
  table_fieldname?: string
}

export interface DocState {
  title: string
  color?: string
}

export interface WorkflowState {
  doctype?: string
  name: string
  style?: string
}

export interface Workflow {
  name: string
  document_type?: string
  is_active?: number
  workflow_state_field?: string
  states: Array<{ state: string; doc_status?: string | number; allow_edit?: string }>
  transitions: Array<{ state: string; action: string; next_state: string; allowed?: string }>
}

export interface Dashboard {
  fieldname?: string
  non_standard_fieldnames?: Record<string, string>
  internal_links?: Record<string, string | [string, string]>
  dynamic_links?: Record<string, [string, string]>
  transactions?: Array<{ label?: string; items: string[] }>
  /** Documents that can be made from this one: DocType to the method that maps it. */
  make?: Record<string, string>
}

export interface Meta {
  name: string
  module?: string
  description?: string
  fields: DocField[]
  permissions?: DocPerm[]
  actions?: DocAction[]
  links?: DocLink[]
  states?: DocState[]
  issingle?: number
  istable?: number
  is_tree?: number
  is_submittable?: number
  in_create?: number
  read_only?: number
  allow_import?: number
  allow_rename?: number
  allow_copy?: number
  editable_grid?: number
  quick_entry?: number
  autoname?: string
  title_field?: string
  image_field?: string
  search_fields?: string
  sort_field?: string
  sort_order?: string
  show_title_field_in_link?: number
  track_changes?: number
  max_attachments?: number
  __workflow_docs?: Array<Record<string, unknown>>
  __dashboard?: Dashboard
  __messages?: Record<string, string>
}
