/** Import of files: template, preview, run. */
import { call, download } from './client'

const IMPORT = 'frappe.core.doctype.data_import.data_import'

export type ImportType = 'Insert New Records' | 'Update Existing Records'
export type ImportMode = 'strict' | 'partial'

export interface ImportProblem {
  row: number | null
  column?: string | null
  label?: string | null
  value?: unknown
  message: string
}

export interface ImportColumn {
  /** Header in the file. */
  header: string
  /** Field it goes to; empty leaves it out. */
  fieldname?: string | null
}

export interface ImportPreview {
  columns: ImportColumn[]
  rows: unknown[][]
  total_rows?: number
  problems: ImportProblem[]
}

export interface ImportResult {
  status: string
  imported: number
  failed: number
  problems: ImportProblem[]
  error_file_url?: string | null
}

/** Field of each file column, by header. */
export type Mapping = Record<string, string>

export const downloadTemplate = (doctype: string, file_type: 'Excel' | 'CSV'): Promise<void> =>
  download(
    `${IMPORT}.download_template`,
    { doctype, file_type },
    `${doctype}.${file_type === 'CSV' ? 'csv' : 'xlsx'}`,
  )

export interface ImportRequest {
  doctype: string
  file_url: string
  import_type: ImportType
  mapping: Mapping
}

export const previewImport = (request: ImportRequest): Promise<ImportPreview> =>
  call<ImportPreview>(`${IMPORT}.preview`, { ...request })

export const startImport = (request: ImportRequest & { mode: ImportMode }): Promise<ImportResult> =>
  call<ImportResult>(`${IMPORT}.start`, { ...request })
