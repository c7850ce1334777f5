/** What can be done with the document now: save, submit, cancel, workflow, copy, delete, and the DocType's own actions. */
import { computed, nextTick, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { useRouter } from 'vue-router'
import {
  applyWorkflow,
  deleteDoc,
  getDoc,
  getTransitions,
  runAction,
  type SaveAction,
  type Transition,
} from '@/api/documents'
import { ApiError } from '@/api/errors'
import type { DocumentForm } from '@/composables/use-document'
import type { Access } from '@/composables/use-field-access'
import { copyDoc } from '@/meta/new-doc'
import { newPath } from '@/meta/slug'
import type { Doc, DocAction } from '@/meta/types'
import { useMetas, workflowOf } from '@/stores/metas'
import { useNotices } from '@/stores/notices'
import { useSession } from '@/stores/session'
import { prepare } from './prepared'

export interface FormActions {
  canSave: ComputedRef<boolean>
  canSubmit: ComputedRef<boolean>
  canCancel: ComputedRef<boolean>
  canAmend: ComputedRef<boolean>
  canDelete: ComputedRef<boolean>
  canCopy: ComputedRef<boolean>
  transitions: ShallowRef<Transition[]>
  own: ComputedRef<DocAction[]>
  makes: ComputedRef<Array<[string, string]>>
  busy: Ref<boolean>
  save: () => Promise<void>
  submit: () => Promise<void>
  cancel: () => Promise<void>
  amend: () => void
  copy: () => void
  remove: () => Promise<void>
  transition: (action: string, opinion: string) => Promise<void>
  run: (action: DocAction) => Promise<void>
  make: (method: string) => Promise<void>
}

interface Events {
  onSaved: (wasNew: boolean) => Promise<void>
  onDeleted: () => Promise<void>
}

export function useFormActions(form: DocumentForm, access: Access, events: Events): FormActions {
  const session = useSession()
  const metas = useMetas()
  const notices = useNotices()
  const router = useRouter()
  const transitions = shallowRef<Transition[]>([])
  const busy = ref(false)
  const { meta, doc, dirty, isNew } = form

  const workflow = computed(() => workflowOf(meta.value))
  const status = computed(() => Number(doc.value?.docstatus ?? 0))
  const isSubmittable = computed(() => Boolean(meta.value?.is_submittable))
  const canSave = computed(
    () => access.canEdit.value && status.value < 2 && (status.value === 0 || dirty.value),
  )
  const canSubmit = computed(
    () =>
      isSubmittable.value &&
      !workflow.value &&
      status.value === 0 &&
      !isNew.value &&
      !dirty.value &&
      access.can('submit'),
  )
  const canCancel = computed(
    () => isSubmittable.value && !workflow.value && status.value === 1 && access.can('cancel'),
  )
  const canAmend = computed(() => isSubmittable.value && status.value === 2 && access.can('amend'))
  const canDelete = computed(
    () => !isNew.value && status.value !== 1 && !meta.value?.issingle && access.can('delete'),
  )
  const canCopy = computed(
    () =>
      !isNew.value &&
      !meta.value?.issingle &&
      !meta.value?.allow_copy &&
      session.can('create', meta.value?.name ?? ''),
  )
  const own = computed(() =>
    isNew.value ? [] : (meta.value?.actions ?? []).filter((action) => !action.hidden),
  )
  const makes = computed(() =>
    isNew.value
      ? []
      : Object.entries(meta.value?.__dashboard?.make ?? {}).filter(([doctype]) =>
          session.can('create', doctype),
        ),
  )

  let loading = Promise.resolve()
  watch(
    () => [doc.value?.name, doc.value?.modified, dirty.value],
    () => {
      loading = loadTransitions()
    },
    { immediate: true },
  )

  async function loadTransitions(): Promise<void> {
    transitions.value = []
    if (!workflow.value || !doc.value || isNew.value || dirty.value) return
    const asked = doc.value
    const found = await getTransitions(asked).catch(() => [])
    if (doc.value === asked && !dirty.value) transitions.value = found
  }

  /** The buttons of the next steps stand there, or there are none. */
  async function stepsShown(): Promise<void> {
    await nextTick()
    await loading
  }

  async function store(action: SaveAction): Promise<void> {
    const wasNew = isNew.value
    if (!(await form.save(action))) return
    await events.onSaved(wasNew)
    await stepsShown()
  }

  /** Run something on the server; its error is shown, its document taken over. */
  async function attempt(work: () => Promise<Doc | null | undefined | void>): Promise<boolean> {
    busy.value = true
    try {
      const fresh = await work()
      if (fresh && fresh.doctype === doc.value?.doctype && fresh.name === doc.value?.name) form.replace(fresh)
      return true
    } catch (error) {
      if (error instanceof ApiError && (error.isConflict || error.isInvalid)) await form.explain(error)
      else notices.show((error as Error).message, 'error')
      return false
    } finally {
      busy.value = false
    }
  }

  async function transition(action: string, opinion: string): Promise<void> {
    const done = await attempt(() => applyWorkflow(doc.value!, action, opinion.trim()))
    if (!done) return
    await events.onSaved(false)
    await form.reloadInfo().catch(() => undefined)
    await stepsShown()
  }

  async function run(action: DocAction): Promise<void> {
    if (action.action_type === 'Route')
      return void (await router.push(action.action.replace(/^\/?(app|desk)?\/?/, '/desk/')))
    await attempt(async () => openResult(await runAction(action.action, doc.value!)))
  }

  async function make(method: string): Promise<void> {
    await attempt(async () => openResult(await runAction(method, doc.value!)))
  }

  /** A mapped document opens as a new record; this document is refreshed; a text is shown. */
  async function openResult(answer: { message: unknown; doc?: Doc }): Promise<Doc | undefined> {
    const made = answer.message as Doc | null
    if (
      made &&
      typeof made === 'object' &&
      typeof made.doctype === 'string' &&
      made.doctype !== doc.value?.doctype
    ) {
      if (!made.__islocal && made.name)
        await router.push({
          name: 'form',
          params: { slug: newPath(made.doctype).split('/')[2], name: made.name },
        })
      else await openNew(made)
      return undefined
    }
    if (typeof made === 'string' && made) notices.show(made, 'success')
    return answer.doc ?? (await getDoc(doc.value!.doctype, doc.value!.name)).doc
  }

  async function openNew(values: Doc): Promise<void> {
    await metas.load(values.doctype)
    prepare({ ...values, __islocal: 1 })
    await router.push(newPath(values.doctype))
  }

  const copyOf = (amend: boolean): void =>
    void openNew(copyDoc(meta.value!, metas.get, doc.value!, session.surroundings, amend))

  async function remove(): Promise<void> {
    const done = await attempt(async () => void (await deleteDoc(doc.value!.doctype, doc.value!.name)))
    if (done) await events.onDeleted()
  }

  return {
    canSave,
    canSubmit,
    canCancel,
    canAmend,
    canDelete,
    canCopy,
    transitions,
    own,
    makes,
    busy,
    save: () => store(status.value === 1 ? 'Update' : 'Save'),
    submit: () => store('Submit'),
    cancel: () => store('Cancel'),
    amend: () => copyOf(true),
    copy: () => copyOf(false),
    remove,
    transition,
    run,
    make,
  }
}
