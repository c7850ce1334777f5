/** Which fields of a form are shown, asked for and open. */
import { computed, type ComputedRef, type Ref } from 'vue'
import { fieldState, type FieldState } from '@/meta/depends-on'
import { canReadField, canWriteField, levelsOf } from '@/meta/permissions'
import type { Doc, DocField, Meta, Row } from '@/meta/types'
import { workflowOf } from '@/stores/metas'
import { useSession } from '@/stores/session'
import type { Docinfo } from '@/api/documents'

export interface Access {
  /** May anything in the form be changed now? */
  canEdit: ComputedRef<boolean>
  can: (right: string) => boolean
  stateOf: (df: DocField, row?: Row) => FieldState
}

export function useFieldAccess(meta: Ref<Meta | null>, doc: Ref<Doc | null>, docinfo: Ref<Docinfo>): Access {
  const session = useSession()
  const levels = computed(() =>
    meta.value ? levelsOf(meta.value, session.user.roles, session.user.name) : null,
  )
  const isNew = computed(() => Boolean(doc.value?.__islocal))

  function can(right: string): boolean {
    if (isNew.value)
      return right === 'write' || right === 'create' || session.can(right as 'submit', meta.value?.name ?? '')
    const told = docinfo.value.permissions?.[right]
    return told === undefined ? session.can(right as 'write', meta.value?.name ?? '') : Boolean(told)
  }

  /** A workflow state names the role that may edit in it. */
  const isStateOpen = computed(() => {
    const view = workflowOf(meta.value)
    const current = view && doc.value ? doc.value[view.field] : null
    const role = view?.workflow.states.find((state) => state.state === current)?.allow_edit
    return !role || isNew.value || session.user.name === 'Administrator' || session.user.roles.includes(role)
  })

  const canEdit = computed(() => {
    if (!meta.value || !doc.value || meta.value.read_only || doc.value.docstatus === 2) return false
    return can('write') && isStateOpen.value
  })

  function stateOf(df: DocField, row?: Row): FieldState {
    const at = {
      doc: row ?? doc.value ?? {},
      parent: doc.value ?? undefined,
      user: session.user.name,
      roles: session.user.roles,
    }
    const state = fieldState(df, at)
    const holder = row ?? doc.value
    const isLocked =
      !canEdit.value ||
      (doc.value?.docstatus === 1 && !df.allow_on_submit) ||
      (Boolean(df.set_only_once) && !isNew.value && Boolean(holder?.[df.fieldname])) ||
      (levels.value && !row ? !canWriteField(levels.value, df) : false)
    const isReadable = !levels.value || Boolean(row) || canReadField(levels.value, df)
    return {
      visible: state.visible && isReadable,
      required: state.required && !state.readOnly && !isLocked,
      readOnly: state.readOnly || isLocked,
    }
  }

  return { canEdit, can, stateOf }
}
