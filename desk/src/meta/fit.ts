/** How many columns of a list fit into a width; the least important ones go first. */
import type { ListColumn } from './columns'

const SELECT_WIDTH = 36
const TITLE_WIDTH = 200

const WIDTHS: Record<string, number> = {
  Check: 84,
  Int: 96,
  Float: 110,
  Percent: 96,
  Currency: 132,
  Date: 108,
  Datetime: 152,
  Time: 84,
  Duration: 110,
  Rating: 84,
  Color: 96,
  Select: 124,
  Link: 150,
  'Dynamic Link': 150,
}
const BY_ROLE: Partial<Record<ListColumn['role'], number>> = { status: 132, name: 176, modified: 116 }

export function columnWidth(column: ListColumn): number {
  if (column.role === 'title') return TITLE_WIDTH
  return BY_ROLE[column.role] ?? WIDTHS[column.df.fieldtype] ?? 150
}

/** Drop value columns from the right, then the date, then the name; title and status stay. */
export function fitColumns(columns: ListColumn[], width: number): ListColumn[] {
  const kept = [...columns]
  const total = (): number => kept.reduce((sum, column) => sum + columnWidth(column), SELECT_WIDTH)
  for (const role of ['value', 'modified', 'name'] as const) {
    while (total() > width) {
      const at = kept.findLastIndex((column) => column.role === role)
      if (at < 0) break
      kept.splice(at, 1)
    }
  }
  return kept
}
