/** Text from a spreadsheet to cells, and cells to values. */
import { DATE_KINDS, type DateFormats } from '@/meta/date-text'
import { NUMERIC_TYPES } from '@/meta/fieldtypes'
import { parseNumber } from '@/meta/numbers'
import type { DocField, Value } from '@/meta/types'

/** Rows of cells; quoted cells may hold tabs and line breaks. */
export function parseCells(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  for (let at = 0; at < source.length; at++) {
    const sign = source[at]!
    if (quoted && sign === '"' && source[at + 1] === '"') cell += source[++at]
    else if (sign === '"' && (quoted || cell === '')) quoted = !quoted
    else if (!quoted && (sign === '\t' || sign === '\n')) {
      rows.at(-1)!.push(cell)
      cell = ''
      if (sign === '\n') rows.push([])
    } else cell += sign
  }
  rows.at(-1)!.push(cell)
  return rows
}

const YES = /^(1|y|yes|true|是|√|x)$/i

/** The site's formats and its clock. */
export interface CellSettings extends DateFormats {
  numberFormat: string
  now: string
}

/** Value of a pasted cell for a field; undefined when the text can't be one. */
export function cellValue(df: DocField, text: string, settings: CellSettings): Value {
  const cleaned = text.trim()
  if (df.fieldtype === 'Check') return YES.test(cleaned) ? 1 : 0
  if (NUMERIC_TYPES.has(df.fieldtype)) return parseNumber(cleaned, settings.numberFormat) ?? undefined
  const dates = DATE_KINDS[df.fieldtype]
  if (!dates) return cleaned
  return cleaned ? (dates.read(cleaned, settings, settings.now) ?? undefined) : null
}
