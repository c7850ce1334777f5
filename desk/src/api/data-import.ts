/** Import of files: template, preview, run. */
import { call, download, read } from './client'

const IMPORT = 'frappe.core.doctype.data_import.data_import'

export type ImportType = 'Insert New Records' | 'Update Existing Records' | 'Insert or Update Records'
export type ImportMode = 'strict' | 'partial'

export interface ImportProblem {
  /** Number of the row in the file; null for a column or the whole file. */
  row: number | null
  /** Letter of the column. */
  column: string | null
  /** Label of the field, in the user's language. */
  label: string | null
  fieldname: string | null
  value: string | null
  message: string
  /** The way out. */
  hint: string | null
  /** A warning stops nothing. */
  level: 'error' | 'warning'
}

export interface ImportColumn {
  letter: string
  /** First row of the file. */
  header: string
  /** Field it goes to; null leaves it out. */
  fieldname: string | null
  label: string | null
}

export interface ImportPreview {
  columns: ImportColumn[]
  rows: unknown[][]
  row_numbers: number[]
  total_rows: number
  good_rows: number
  inserts: number
  updates: number
  /** What was not checked in full. */
  note: string | null
  /** All problems; the first of them are in `problems`. */
  problem_count: number
  problems: ImportProblem[]
  /** No row can be imported before a column is put right. */
  blocks_all: boolean
}

export interface ImportResult {
  data_import: string
  status: string
  /** It runs in the background; ask again. */
  queued: boolean
  /** What it wrote, as one operation that can be undone. */
  operation: string | null
  total: number
  imported: number
  failed: number
  documents: string[]
  problem_count: number
  problems: ImportProblem[]
  error_file_url: string | null
}

/** Field of each column that the user chose, by the column's letter. */
export type Mapping = Record<string, string>

/** Values that count instead of those in the file, by the column's letter and the text in the cell. */
export type Replacements = Record<string, Record<string, string>>

export const downloadTemplate = (
  doctype: string,
  file_type: 'Excel' | 'CSV',
  withRecords = false,
): Promise<void> =>
  download(
    `${IMPORT}.download_template`,
    { doctype, file_type, export_records: withRecords ? 'all' : 'blank_template' },
    `${doctype}.${file_type === 'CSV' ? 'csv' : 'xlsx'}`,
  )

export interface ImportRequest {
  doctype: string
  file_url: string
  import_type: ImportType
  mapping: Mapping
  value_mapping: Replacements
  /** Records that links name and that do not exist are made. */
  create_links: 0 | 1
  submit_after_import: 0 | 1
}

export const previewImport = (request: ImportRequest): Promise<ImportPreview> =>
  call<ImportPreview>(`${IMPORT}.preview`, { ...request })

export const startImport = (request: ImportRequest & { mode: ImportMode }): Promise<ImportResult> =>
  call<ImportResult>(`${IMPORT}.start`, { ...request })

/** How far an import is, or how it went. */
export const importResult = (data_import: string): Promise<ImportResult> =>
  read<ImportResult>(`${IMPORT}.get_result`, { data_import })

export interface SavedMapping {
  name: string
  /** Field of each column, by its heading. */
  columns: Record<string, string>
  replaced: Record<string, Record<string, string>>
}

export async function keptMappings(doctype: string): Promise<SavedMapping[]> {
  const rows = await read<Array<{ name: string; columns: string; replaced: string }>>(
    'frappe.client.get_list',
    {
      doctype: 'Import Mapping',
      fields: ['name', 'columns', 'replaced'],
      filters: { reference_doctype: doctype },
      order_by: 'modified desc',
      limit_page_length: 50,
    },
  )
  return rows.map((row) => ({
    name: row.name,
    columns: JSON.parse(row.columns || '{}'),
    replaced: JSON.parse(row.replaced || '{}'),
  }))
}

export const keepMapping = (
  doctype: string,
  title: string,
  { columns, replaced }: Omit<SavedMapping, 'name'>,
): Promise<unknown> =>
  call('frappe.client.insert', {
    doc: {
      doctype: 'Import Mapping',
      title,
      reference_doctype: doctype,
      columns: JSON.stringify(columns),
      replaced: JSON.stringify(replaced),
    },
  })
