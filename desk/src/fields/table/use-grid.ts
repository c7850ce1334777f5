/** Moving, editing and pasting in the cells of a child table. */
import { nextTick, ref, type Ref } from 'vue'

export interface GridActions {
  rowCount: () => number
  columnCount: () => number
  canEdit: (row: number, column: number) => boolean
  clear: (row: number, column: number) => void
  addRow: () => void
  /** A new row that holds nothing yet: another one behind it is of no use. */
  isLeftEmpty: (row: number) => boolean
  removeRow: (row: number) => void
  moveRow: (from: number, to: number) => void
  openRow: (row: number) => void
  /** Turn a box on or off; false when the cell is no box. */
  toggle: (row: number, column: number) => boolean
  /** Text typed at a cell that is not being edited. */
  typed: (row: number, column: number) => boolean
}

export interface Grid {
  row: Ref<number>
  column: Ref<number>
  editing: Ref<boolean>
  focusCell: (row: number, column: number) => void
  edit: (row: number, column: number, first?: string) => void
  onKey: (event: KeyboardEvent) => void
  stop: () => void
}

export function useGrid(host: Ref<HTMLElement | null>, actions: GridActions): Grid {
  const row = ref(0)
  const column = ref(0)
  const editing = ref(false)
  let isMoving = false

  const cell = (): HTMLElement | null =>
    host.value?.querySelector(`[data-cell="${row.value}-${column.value}"]`) ?? null

  function focusCell(toRow: number, toColumn: number): void {
    editing.value = false
    row.value = Math.max(0, Math.min(actions.rowCount() - 1, toRow))
    column.value = Math.max(0, Math.min(actions.columnCount() - 1, toColumn))
    void nextTick(() => cell()?.focus())
  }

  function edit(atRow: number, atColumn: number, first?: string): void {
    row.value = atRow
    column.value = atColumn
    if (!actions.canEdit(atRow, atColumn)) return focusCell(atRow, atColumn)
    editing.value = true
    void nextTick(() => {
      const box = cell()?.querySelector<HTMLInputElement>('input, textarea, select')
      box?.focus()
      if (first && box instanceof HTMLInputElement && box.type !== 'checkbox') replaceText(box, first)
    })
  }

  /** Leave the box, so that its change event fires. */
  function commit(): void {
    isMoving = true
    ;(document.activeElement as HTMLElement | null)?.blur()
    isMoving = false
  }

  function leave(toRow: number, toColumn: number, keepEditing = false): void {
    commit()
    if (keepEditing) edit(toRow, toColumn)
    else focusCell(toRow, toColumn)
  }

  /** Begin a row behind the last one, unless that one is still empty. */
  function begin(): boolean {
    commit()
    if (actions.isLeftEmpty(actions.rowCount() - 1)) return false
    actions.addRow()
    return true
  }

  /** The next cell that can be edited; behind the last one a new row begins. */
  function next(step: 1 | -1): void {
    const width = actions.columnCount()
    const end = actions.rowCount() * width
    let at = row.value * width + column.value + step
    while (at >= 0 && at < end && !actions.canEdit(Math.floor(at / width), at % width)) at += step
    if (at < 0) return
    if (at >= end && !begin()) return focusCell(row.value, column.value)
    leave(Math.floor(at / width), at % width, true)
  }

  const whileEditing: Record<string, (event: KeyboardEvent) => boolean> = {
    Escape: () => (focusCell(row.value, column.value), true),
    Enter: (event) => {
      if (event.shiftKey || event.target instanceof HTMLSelectElement) return false
      down()
      return true
    },
    Tab: (event) => (next(event.shiftKey ? -1 : 1), true),
  }

  function down(): void {
    if (row.value + 1 >= actions.rowCount() && !begin()) return focusCell(row.value, column.value)
    leave(row.value + 1, column.value)
  }

  const whileMoving: Record<string, (event: KeyboardEvent) => void> = {
    ArrowDown: (event) => (event.altKey ? move(1) : focusCell(row.value + 1, column.value)),
    ArrowUp: (event) => (event.altKey ? move(-1) : focusCell(row.value - 1, column.value)),
    ArrowRight: () => focusCell(row.value, column.value + 1),
    ArrowLeft: () => focusCell(row.value, column.value - 1),
    Home: () => focusCell(row.value, 0),
    End: () => focusCell(row.value, actions.columnCount() - 1),
    Enter: (event) => (event.altKey ? actions.openRow(row.value) : edit(row.value, column.value)),
    F2: () => edit(row.value, column.value),
    Delete: (event) => (event.ctrlKey || event.metaKey ? remove() : actions.clear(row.value, column.value)),
    Backspace: () => actions.clear(row.value, column.value),
  }

  function move(step: number): void {
    const to = row.value + step
    if (to < 0 || to >= actions.rowCount()) return
    actions.moveRow(row.value, to)
    focusCell(to, column.value)
  }

  function remove(): void {
    actions.removeRow(row.value)
    if (actions.rowCount()) focusCell(row.value, column.value)
  }

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return
    const isHandled = editing.value ? (whileEditing[event.key]?.(event) ?? false) : onMoveKey(event)
    if (!isHandled) return
    event.preventDefault()
    event.stopPropagation()
  }

  function onMoveKey(event: KeyboardEvent): boolean {
    const isOnCell = (event.target as HTMLElement).dataset.cell !== undefined
    if (!isOnCell) return false
    const action = whileMoving[event.key]
    if (action) return (action(event), true)
    const isText = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey
    if (!isText || !actions.typed(row.value, column.value)) return false
    edit(row.value, column.value, event.key)
    return true
  }

  /** The box was left for something outside the table; a step to another cell or a return to it is none of that. */
  function stop(): void {
    if (isMoving) return
    void nextTick(() => {
      if (!host.value?.contains(document.activeElement)) editing.value = false
    })
  }

  return { row, column, editing, focusCell, edit, onKey, stop }
}

function replaceText(box: HTMLInputElement, text: string): void {
  box.value = text
  box.dispatchEvent(new Event('input', { bubbles: true }))
  box.setSelectionRange(text.length, text.length)
}
