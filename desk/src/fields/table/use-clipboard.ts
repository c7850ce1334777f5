/** Copy a cell; paste a block of cells from a spreadsheet. */
import type { DocField, Row, Value } from '@/meta/types'
import { useSession } from '@/stores/session'
import { cellValue, parseCells } from './paste'
import type { Grid } from './use-grid'

interface Cells {
  columns: () => DocField[]
  rows: () => Row[]
  add: () => void
  canEdit: (row: number, column: number) => boolean
  set: (row: number, column: number, value: Value) => void
}

export function useClipboard(
  grid: Grid,
  cells: Cells,
): { onPaste: (event: ClipboardEvent) => void; onCopy: (event: ClipboardEvent) => void } {
  const session = useSession()

  function onPaste(event: ClipboardEvent): void {
    const pasted = event.clipboardData?.getData('text/plain')
    if (grid.editing.value || !pasted) return
    event.preventDefault()
    parseCells(pasted).forEach((texts, down) => pasteRow(grid.row.value + down, texts))
  }

  function pasteRow(row: number, texts: string[]): void {
    if (row >= cells.rows().length) cells.add()
    texts.forEach((text, right) => {
      const column = grid.column.value + right
      const df = cells.columns()[column]
      const value =
        df && cells.canEdit(row, column)
          ? cellValue(df, text, { ...session.formats, now: session.now() })
          : undefined
      if (value !== undefined) cells.set(row, column, value)
    })
  }

  function onCopy(event: ClipboardEvent): void {
    const row = cells.rows()[grid.row.value]
    const df = cells.columns()[grid.column.value]
    if (grid.editing.value || !row || !df || getSelection()?.toString()) return
    event.preventDefault()
    event.clipboardData?.setData('text/plain', String(row[df.fieldname] ?? ''))
  }

  return { onPaste, onCopy }
}
