/** Rows of a child table: add, copy, remove, move. */
import { computed, type ComputedRef, type Ref } from 'vue'
import { isLeftEmpty, newRow, temporaryName } from '@/meta/new-doc'
import type { DocField, Meta, Row, Value } from '@/meta/types'
import { useSession } from '@/stores/session'
import { useForm } from '../context'

export interface Rows {
  rows: ComputedRef<Row[]>
  meta: ComputedRef<Meta | undefined>
  add: () => void
  duplicate: (index: number) => void
  remove: (index: number) => void
  move: (from: number, to: number) => void
  isLeftEmpty: (index: number) => boolean
  /** Rows of the document itself, ahead of what is rendered. */
  current: () => Row[]
}

export function useRows(df: Ref<DocField>, value: Ref<Value>, emit: (rows: Row[]) => void): Rows {
  const form = useForm()
  const session = useSession()
  const rows = computed(() => (Array.isArray(value.value) ? (value.value as Row[]) : []))
  const meta = computed(() => form.childMeta(df.value.options ?? ''))

  /** Rows are changed in place, so that several steps of one act see each other; the number follows the order. */
  function change(next: Row[]): void {
    next.forEach((row, index) => (row.idx = index + 1))
    form.doc()[df.value.fieldname] = next
    emit(next)
    form.touch()
  }

  function add(): void {
    if (meta.value)
      change([...current(), newRow(meta.value, form.doc(), df.value.fieldname, session.surroundings)])
  }

  function duplicate(index: number): void {
    const source = current()[index]
    if (!source) return
    const copy: Row = { ...source, name: temporaryName(String(source.doctype ?? 'row')), __islocal: 1 }
    change([...current().slice(0, index + 1), copy, ...current().slice(index + 1)])
  }

  const remove = (index: number): void => change(current().filter((_row, at) => at !== index))

  function move(from: number, to: number): void {
    const next = [...current()]
    const [row] = next.splice(from, 1)
    if (!row) return
    next.splice(to, 0, row)
    change(next)
  }

  const isEmptyAt = (index: number): boolean => {
    const row = current()[index]
    return Boolean(row && meta.value && isLeftEmpty(meta.value, row, session.surroundings))
  }

  const current = (): Row[] => (form.doc()[df.value.fieldname] as Row[] | undefined) ?? []
  return { rows, meta, add, duplicate, remove, move, isLeftEmpty: isEmptyAt, current }
}
