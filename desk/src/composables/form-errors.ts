/** Faults of a form, each at its field where that is known. */
import type { ApiError } from '@/api/errors'
import { __ } from '@/locale'
import { missingValues } from '@/meta/depends-on'
import { hasValue, isTable } from '@/meta/fieldtypes'
import { plainText } from '@/meta/format'
import type { Doc, DocField, Meta, Row } from '@/meta/types'

export interface FieldError {
  message: string
  fieldname?: string
  /** Child table and row when the fault lies in one. */
  table?: string
  rowName?: string
  reference?: string
}

type MetaOf = (doctype: string) => Meta | undefined
type FaultAt = (df: DocField, row: Row) => string | undefined
interface Person {
  name: string
  roles: string[]
}

/** Nothing chosen or typed; zero and an unticked box are values. */
export function isEmptyValue(df: DocField, value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (df.fieldtype === 'Check') return false
  if (value === null || value === undefined) return true
  return (
    typeof value === 'string' &&
    (df.fieldtype.endsWith('Editor') ? !plainText(value) && !/<img/i.test(value) : !value.trim())
  )
}

/** Empty mandatory fields of a document and its rows. */
export function missingErrors(meta: Meta, doc: Doc, metaOf: MetaOf, user: Person): FieldError[] {
  const at = { doc, user: user.name, roles: user.roles }
  const unnamed = doc.__islocal && /^prompt$/i.test(meta.autoname ?? '') && !doc.__newname
  const named = meta.fields.filter((df) => df.fieldname !== 'naming_series' || df.reqd)
  const own = missingValues(
    named.filter((df) => hasValue(df.fieldtype)),
    at,
    isEmptyValue,
  )
  const errors: FieldError[] = own.map(({ fieldname, label }) => ({
    fieldname,
    message: __('{0} is required.', [__(label)]),
  }))
  if (unnamed) errors.unshift({ fieldname: '__newname', message: __('{0} is required.', [__('Name')]) })
  for (const table of meta.fields.filter((df) => isTable(df.fieldtype)))
    errors.push(...rowErrors(table, doc, metaOf, user))
  return errors
}

function rowErrors(table: DocField, doc: Doc, metaOf: MetaOf, user: Person): FieldError[] {
  const meta = metaOf(table.options ?? '')
  const rows = (doc[table.fieldname] as Row[] | undefined) ?? []
  if (!meta) return []
  return rows.flatMap((row, index) =>
    missingValues(
      meta.fields.filter((df) => hasValue(df.fieldtype)),
      { doc: row, parent: doc, user: user.name, roles: user.roles },
      isEmptyValue,
    ).map(({ fieldname, label }) => ({
      fieldname,
      table: table.fieldname,
      rowName: row.name,
      message: __('{0}, row {1}: {2} is required.', [__(table.label), index + 1, __(label)]),
    })),
  )
}

/** Dates and times that can't be read; whoever typed them gets them back. */
export function unreadableErrors(meta: Meta, doc: Doc, metaOf: MetaOf, faultAt: FaultAt): FieldError[] {
  const errorsIn = (owner: Meta | undefined, row: Row, place: Partial<FieldError>): FieldError[] =>
    (owner?.fields ?? []).flatMap((df) => {
      const message = faultAt(df, row)
      return message ? [{ ...place, fieldname: df.fieldname, message: `${__(df.label)}: ${message}` }] : []
    })
  const tables = meta.fields.filter((df) => isTable(df.fieldtype))
  const inRows = tables.flatMap((table) =>
    ((doc[table.fieldname] as Row[] | undefined) ?? []).flatMap((row) =>
      errorsIn(metaOf(table.options ?? ''), row, { table: table.fieldname, rowName: row.name }),
    ),
  )
  return [...errorsIn(meta, doc, {}), ...inRows]
}

/** Faults the server named; where it names no field, its text is searched for a label. */
export function fieldErrors(error: ApiError, meta: Meta, doc: Doc, metaOf: MetaOf): FieldError[] {
  const lines = error.message.split('\n').filter(Boolean)
  const { fieldname, table, row } = error.parts
  const rows = table ? ((doc[table] as Row[] | undefined) ?? []) : []
  const rowName = row ? rows[row - 1]?.name : undefined
  return lines.map((message) => ({
    message,
    fieldname: fieldname ?? labelIn(message, meta)?.fieldname,
    table:
      table && metaOf(meta.fields.find((df) => df.fieldname === table)?.options ?? '') ? table : undefined,
    rowName,
    reference: error.status >= 500 ? error.reference : undefined,
  }))
}

function labelIn(message: string, meta: Meta): DocField | undefined {
  const named = meta.fields.filter((df) => df.label && hasValue(df.fieldtype) && !df.hidden)
  const found = named.filter((df) => message.includes(__(df.label)) || message.includes(df.label!))
  return found.sort((a, b) => (b.label?.length ?? 0) - (a.label?.length ?? 0))[0]
}
