/** The dot and word that stand for a record's state. */
import { statusField } from './columns'
import type { Meta, Row } from './types'

export type Tone = 'grey' | 'blue' | 'green' | 'amber' | 'red' | 'violet'

export interface Indicator {
  text: string
  tone: Tone
}

const STYLES: Record<string, Tone> = {
  Primary: 'blue',
  Info: 'blue',
  Success: 'green',
  Warning: 'amber',
  Danger: 'red',
  Inverse: 'grey',
}

const COLOURS: Record<string, Tone> = {
  blue: 'blue',
  'light blue': 'blue',
  cyan: 'blue',
  green: 'green',
  yellow: 'amber',
  orange: 'amber',
  red: 'red',
  pink: 'red',
  purple: 'violet',
  violet: 'violet',
  gray: 'grey',
  grey: 'grey',
  darkgrey: 'grey',
}

const GUESSES: Array<[RegExp, Tone]> = [
  [/^(overdue|urgent|rejected|failed|error|lost|expired|blocked|cancelled|high)$/i, 'red'],
  [/^(open|pending|draft|waiting|on hold|medium|partially.*|to .*|unpaid|replied)$/i, 'amber'],
  [
    /^(active|enabled|completed?|closed|approved|won|paid|resolved|success|submitted|converted|ordered|accepted)$/i,
    'green',
  ],
  [/^(in progress|working|running|sent|new|lead|processing|quotation|opportunity)$/i, 'blue'],
  [/^(inactive|disabled|archived|dormant|low|passive)$/i, 'grey'],
]

/** Tone of a status word nobody coloured. */
export function guessTone(word: string): Tone {
  return GUESSES.find(([pattern]) => pattern.test(word.trim()))?.[1] ?? 'grey'
}

const DOCSTATUS: Indicator[] = [
  { text: 'Draft', tone: 'grey' },
  { text: 'Submitted', tone: 'blue' },
  { text: 'Cancelled', tone: 'red' },
]

export interface StateStyles {
  workflowField?: string
  /** Style of each workflow state. */
  styles?: Record<string, string | undefined>
}

/** What to show for a record: workflow state, DocType state, status word, docstatus, disabled. */
export function indicatorOf(
  meta: Meta,
  doc: Row,
  { workflowField, styles = {} }: StateStyles = {},
): Indicator | null {
  const field = statusField(meta, workflowField)
  const word = field ? String(doc[field.fieldname] ?? '') : ''
  if (workflowField && word) return { text: word, tone: toneOfState(meta, word, STYLES[styles[word] ?? '']) }
  if (meta.is_submittable && doc.docstatus === 2) return DOCSTATUS[2]!
  if (meta.is_submittable && !doc.docstatus && !word) return DOCSTATUS[0]!
  if (word) return { text: word, tone: toneOfState(meta, word) }
  if (meta.is_submittable) return DOCSTATUS[Number(doc.docstatus ?? 0)] ?? null
  return disabledOf(meta, doc)
}

function toneOfState(meta: Meta, word: string, styled?: Tone): Tone {
  const state = meta.states?.find((candidate) => candidate.title === word)
  return styled ?? (state?.color ? COLOURS[state.color.toLowerCase()] : undefined) ?? guessTone(word)
}

function disabledOf(meta: Meta, doc: Row): Indicator | null {
  if (meta.fields.some((df) => df.fieldname === 'disabled') && 'disabled' in doc) {
    return doc.disabled ? { text: 'Disabled', tone: 'grey' } : { text: 'Enabled', tone: 'green' }
  }
  if (meta.fields.some((df) => df.fieldname === 'enabled') && 'enabled' in doc) {
    return doc.enabled ? { text: 'Enabled', tone: 'green' } : { text: 'Disabled', tone: 'grey' }
  }
  return null
}
