/** Operations: what a request, an import or an undo changed, and taking it back. */
import { call, read } from './client'

const OPERATIONS = 'frappe.desk.operations'

export interface KeptRecord {
  doctype: string
  name: string
  title: string
  /** Why the undo left it alone. */
  reason: string
}

export interface OperationState {
  operation: string
  user: string
  /** UTC, ISO 8601. */
  at: string
  /** Number of records it changed. */
  changes: number
  /** Of its undo; null when nobody asked for one. */
  status: 'queued' | 'started' | 'finished' | 'failed' | null
  undone_by: string | null
  /** Known for an undo of this session or of a background job. */
  undone?: number
  kept_count?: number
  kept?: KeptRecord[]
}

export const operationState = (operation: string): Promise<OperationState> =>
  read<OperationState>(`${OPERATIONS}.get_state`, { operation })

export const undoOperation = (operation: string): Promise<OperationState> =>
  call<OperationState>(`${OPERATIONS}.undo`, { operation })
