/** What the `depends_on` family of a field says about one document. */
import { evaluate } from './expression'
import type { DocField, Row } from './types'

export interface Circumstances {
  doc: Row
  parent?: Row
  user?: string
  roles?: readonly string[]
}

export interface FieldState {
  visible: boolean
  required: boolean
  readOnly: boolean
}

/** True when a condition holds; an empty one holds, one outside the language counts as `otherwise`. */
export function holds(condition: string | null | undefined, at: Circumstances, otherwise = true): boolean {
  const text = condition?.trim()
  if (!text) return otherwise
  if (!text.startsWith('eval:')) return isTruthy(at.doc[text.replace(/^fn:/, '')])
  try {
    return Boolean(evaluate(text.slice(5), scopeOf(at)))
  } catch {
    return otherwise
  }
}

function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

function scopeOf({ doc, parent, user, roles }: Circumstances): Record<string, unknown> {
  const session = { user: user ?? '' }
  const has_role = (role: string): boolean => Boolean(roles?.includes(role))
  const frappe = { session, user_roles: roles ?? [], user: { name: user ?? '', has_role } }
  return { doc, parent: parent ?? doc, frappe, user_roles: roles ?? [] }
}

/** Visibility, duty and editability of a field as its conditions give them; permissions come on top. */
export function fieldState(df: DocField, at: Circumstances): FieldState {
  return {
    visible: !df.hidden && holds(df.depends_on, at),
    required: Boolean(df.reqd) || holds(df.mandatory_depends_on, at, false),
    readOnly: Boolean(df.read_only) || holds(df.read_only_depends_on, at, false),
  }
}

/** Fields that must be filled and are not, in form order, with their labels and rows. */
export interface Missing {
  fieldname: string
  label: string
  table?: string
  row?: number
}

export function missingValues(
  fields: DocField[],
  at: Circumstances,
  isEmpty: (df: DocField, value: unknown) => boolean,
): Missing[] {
  const found: Missing[] = []
  for (const df of fields) {
    const state = fieldState(df, at)
    if (state.visible && state.required && isEmpty(df, at.doc[df.fieldname]))
      found.push({ fieldname: df.fieldname, label: df.label ?? df.fieldname })
  }
  return found
}
