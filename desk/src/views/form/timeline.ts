/** Everything that happened to a document in one stream, newest first. */
import type { Docinfo, TimelineRow } from '@/api/documents'
import { __ } from '@/locale'
import { formatValue, plainText, type FormatSettings } from '@/meta/format'
import type { DocField, Meta, Value } from '@/meta/types'

export type TimelineKind = 'comment' | 'change' | 'mail' | 'other'

export interface TimelineEntry {
  key: string
  kind: TimelineKind
  who: string
  time: string
  title: string
  html?: string
  lines?: string[]
}

export const KINDS: Array<[TimelineKind | 'all', string]> = [
  ['all', 'All'],
  ['comment', 'Comments'],
  ['change', 'Changes'],
  ['mail', 'Mails'],
  ['other', 'Other'],
]

export function timelineOf(info: Docinfo, meta: Meta, formats: FormatSettings): TimelineEntry[] {
  const logs: Array<[TimelineRow[] | undefined, string]> = [
    [info.assignment_logs, 'assignment'],
    [info.attachment_logs, 'attachment'],
    [info.workflow_logs, 'workflow'],
    [info.info_logs, 'info'],
    [info.share_logs, 'share'],
    [info.like_logs, 'like'],
  ]
  const entries = [
    ...(info.comments ?? []).map(comment),
    ...(info.communications ?? []).map(mail),
    ...(info.versions ?? []).map((row) => change(row, meta, formats)),
    ...logs.flatMap(([rows, key]) => (rows ?? []).map((row) => log(row, key))),
  ]
  return entries.sort((a, b) => (a.time < b.time ? 1 : -1))
}

const comment = (row: TimelineRow): TimelineEntry => ({
  key: `c-${row.name}`,
  kind: 'comment',
  who: row.owner ?? '',
  time: row.creation,
  title: __('commented'),
  html: row.content ?? '',
})

const mail = (row: TimelineRow): TimelineEntry => ({
  key: `m-${row.name}`,
  kind: 'mail',
  who: row.sender ?? row.owner ?? '',
  time: row.creation,
  title: row.subject ?? '',
  html: row.content ?? '',
})

function log(row: TimelineRow, key: string): TimelineEntry {
  const kind = key === 'workflow' ? 'change' : 'other'
  const state =
    key === 'workflow'
      ? __('moved it to “{0}”', [__(plainText(row.content ?? ''))])
      : plainText(row.content ?? '')
  return { key: `${key}-${row.name}`, kind, who: row.owner ?? '', time: row.creation, title: state }
}

interface VersionData {
  changed?: Array<[string, Value, Value]>
  added?: Array<[string, unknown]>
  removed?: Array<[string, unknown]>
  row_changed?: Array<[string, number, string, Array<[string, Value, Value]>]>
}

const MAX_LINES = 8

function change(row: TimelineRow, meta: Meta, formats: FormatSettings): TimelineEntry {
  const entry: TimelineEntry = {
    key: `v-${row.name}`,
    kind: 'change',
    who: row.owner ?? '',
    time: row.creation,
    title: __('changed it'),
  }
  const data = versionData(row)
  const fieldOf = (name: string): DocField =>
    meta.fields.find((df) => df.fieldname === name) ?? { fieldname: name, fieldtype: 'Data', label: name }
  const labelOf = (name: string): string => __(fieldOf(name).label)
  const text = (df: DocField, value: Value): string => formatValue(value, df, formats) || __('empty')
  const lines = [
    ...(data.changed ?? []).map(([name, before, after]) =>
      __('{0}: {1} → {2}', [labelOf(name), text(fieldOf(name), before), text(fieldOf(name), after)]),
    ),
    ...(data.added ?? []).map(([table]) => __('{0}: row added', [labelOf(table)])),
    ...(data.removed ?? []).map(([table]) => __('{0}: row removed', [labelOf(table)])),
    ...(data.row_changed ?? []).map(([table, index]) =>
      __('{0}: row {1} changed', [labelOf(table), index + 1]),
    ),
  ]
  entry.lines =
    lines.length > MAX_LINES
      ? [...lines.slice(0, MAX_LINES), __('and {0} more', [lines.length - MAX_LINES])]
      : lines
  return entry
}

function versionData(row: TimelineRow): VersionData {
  try {
    return JSON.parse(row.data ?? '{}') as VersionData
  } catch {
    return {}
  }
}
