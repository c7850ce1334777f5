/** What a field may ask of the form around it. */
import { inject, provide, type InjectionKey } from 'vue'
import type { FieldState } from '@/meta/depends-on'
import type { Doc, DocField, Meta, Row, Value } from '@/meta/types'

export interface FormContext {
  doctype: string
  doc: () => Doc
  childMeta: (doctype: string) => Meta | undefined
  stateOf: (df: DocField, row?: Row) => FieldState
  setValue: (df: DocField, row: Row, value: Value) => void
  touch: () => void
  /** Text of the fault at a cell of a child table, if any. */
  errorAt: (table: string, row: Row, df: DocField) => string | undefined
  runButton: (df: DocField) => void
}

const KEY: InjectionKey<FormContext> = Symbol('form')

export const provideForm = (context: FormContext): void => provide(KEY, context)

export function useForm(): FormContext {
  const context = inject(KEY)
  if (!context) throw new Error('A field needs a form around it.')
  return context
}
