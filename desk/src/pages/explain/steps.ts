/** The chain of an explanation, whatever names its parts have. */
import type { Explanation } from '@/api/permissions'
import { __ } from '@/locale'

export interface ShownStep {
  rule: string
  verdict: string
  reason: string
  tone: 'good' | 'bad' | 'neutral'
}

const TONES: Array<[RegExp, ShownStep['tone']]> = [
  [/grant|allow|pass|yes|true|^1$/i, 'good'],
  [/den|refus|fail|no$|false|^0$/i, 'bad'],
]

export function verdictOf(answer: Explanation): boolean {
  return Boolean(answer.allowed ?? answer.verdict ?? answer.has_permission)
}

export function stepsOf(answer: Explanation): ShownStep[] {
  const rows = (answer.steps ?? answer.chain ?? answer.reasons ?? []) as unknown as Array<
    Record<string, unknown> | string
  >
  return rows.map((row) =>
    typeof row === 'string' ? { rule: row, verdict: '', reason: '', tone: 'neutral' } : shown(row),
  )
}

function shown(row: Record<string, unknown>): ShownStep {
  const verdict = String(row.result ?? row.verdict ?? row.outcome ?? row.allowed ?? '')
  const reason = [row.reason ?? row.text ?? row.message, row.detail].filter(Boolean).join('\n')
  return {
    rule: __(String(row.rule ?? row.label ?? row.step ?? row.name ?? '')),
    verdict: __(verdict),
    reason,
    tone: TONES.find(([pattern]) => pattern.test(verdict))?.[1] ?? 'neutral',
  }
}
