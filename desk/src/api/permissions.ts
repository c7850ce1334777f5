/** Why a user may or may not do something. */
import { read } from './client'

export interface ExplainStep {
  /** What was looked at, such as "Role permissions". */
  rule: string
  /** Verdict of this step. */
  result: 'granted' | 'denied' | 'passed' | 'skipped' | string
  reason: string
  detail?: string
}

export interface Explanation {
  allowed: boolean | number
  summary?: string
  steps: ExplainStep[]
  [key: string]: unknown
}

export interface ExplainQuestion {
  doctype: string
  ptype: string
  doc?: string
  fieldname?: string
  user?: string
}

export const explain = (question: ExplainQuestion): Promise<Explanation> =>
  read<Explanation>('frappe.permissions.api.explain', { ...question })
