/** How a field type declares itself. */
import type { Component } from 'vue'
import type { Doc, DocField, Row, Value } from '@/meta/types'

export interface FieldProps {
  df: DocField
  modelValue: Value
  /** The document or child row that holds the field. */
  doc: Row
  /** The document around a child row; the document itself otherwise. */
  parent?: Doc
  id: string
  readOnly?: boolean
  required?: boolean
  invalid?: boolean
  describedby?: string
  /** In a cell of a child table. */
  compact?: boolean
}

export interface FieldDefinition {
  fieldtypes: string[]
  component: Component
  /** The component shows its read-only state itself; otherwise the formatted text stands there. */
  ownReader?: boolean
  /** The component writes its own label (boxes, buttons, markup). */
  ownLabel?: boolean
  /** The label names a group of controls, not one input. */
  group?: boolean
}

export const defineField = (definition: FieldDefinition): FieldDefinition => definition
