/** One document in a form: load, change, save, and what went wrong. */
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { ApiError } from '@/api/errors'
import { getDoc, getDocinfo, saveDoc, type Docinfo, type SaveAction } from '@/api/documents'
import { validateLink } from '@/api/lists'
import { __ } from '@/locale'
import { differences, mergeOnto, type Difference } from '@/meta/differences'
import { fetchedValues, fetchesOf, linkTarget } from '@/meta/links'
import { isLeftEmpty, newDoc } from '@/meta/new-doc'
import { isTable } from '@/meta/fieldtypes'
import type { Doc, DocField, Meta, Row, Value } from '@/meta/types'
import { useMetas } from '@/stores/metas'
import { useSession } from '@/stores/session'
import { forgetDraft, keepDraft, readDraft } from './drafts'
import { dateFault } from './date-fault'
import { fieldErrors, missingErrors, unreadableErrors, type FieldError } from './form-errors'

export interface Conflict {
  theirs: Doc
  differences: Difference[]
  who: string
  when: string
}

export interface DocumentForm {
  meta: ShallowRef<Meta | null>
  doc: Ref<Doc | null>
  docinfo: ShallowRef<Docinfo>
  failure: ShallowRef<Error | null>
  errors: Ref<FieldError[]>
  conflict: ShallowRef<Conflict | null>
  draft: ShallowRef<Doc | null>
  dirty: Ref<boolean>
  saving: Ref<boolean>
  isNew: ComputedRef<boolean>
  load: () => Promise<void>
  reloadInfo: () => Promise<void>
  replace: (doc: Doc) => void
  setValue: (df: DocField, row: Row, value: Value) => void
  touch: () => void
  /** Why the text in a field is no value of it. */
  faultAt: (df: DocField, row: Row) => string | undefined
  save: (action: SaveAction) => Promise<Doc | null>
  /** Show why the server refused: at the fields, or as a conflict. */
  explain: (error: ApiError) => Promise<void>
  start: (values: Doc) => void
  takeTheirs: () => void
  keepMine: () => void
  useDraft: (use: boolean) => void
}

/** `given` is empty for a new record; once saved, the form goes on with the name that the record has got. */
export function useDocument(doctype: string, given: string, initial: () => Row): DocumentForm {
  const session = useSession()
  const metas = useMetas()
  const meta = shallowRef<Meta | null>(null)
  const doc = ref<Doc | null>(null)
  const docinfo = shallowRef<Docinfo>({})
  const failure = shallowRef<Error | null>(null)
  const errors = ref<FieldError[]>([])
  const conflict = shallowRef<Conflict | null>(null)
  const draft = shallowRef<Doc | null>(null)
  const dirty = ref(false)
  const saving = ref(false)
  const isNew = computed(() => Boolean(doc.value?.__islocal))
  let name = given
  let base = '{}'
  const draftKey = (): string => `${doctype}/${name}`

  async function load(): Promise<void> {
    failure.value = null
    try {
      const loading = name ? getDoc(doctype, name) : null
      loading?.catch(() => undefined)
      meta.value = await metas.load(doctype)
      const loaded = await loading
      if (loaded) docinfo.value = loaded.docinfo
      replace(loaded?.doc ?? newDoc(meta.value, session.surroundings, initial()))
      draft.value = readDraft(draftKey(), doc.value!)
    } catch (error) {
      failure.value = error as Error
    }
  }

  async function reloadInfo(): Promise<void> {
    if (!isNew.value) docinfo.value = await getDocinfo(doctype, name)
  }

  /** Show what the server sent; nothing is unsaved afterwards. */
  function replace(fresh: Doc): void {
    base = JSON.stringify(fresh)
    doc.value = fresh
    dirty.value = false
    errors.value = []
    conflict.value = null
  }

  /** Begin from unsaved values: a copy, an amendment, a mapped document. */
  function start(values: Doc): void {
    replace(values)
    dirty.value = true
  }

  function touch(): void {
    dirty.value = true
    keepDraft(draftKey(), () => doc.value)
  }

  function setValue(df: DocField, row: Row, value: Value): void {
    if (row[df.fieldname] === value) return
    row[df.fieldname] = value
    errors.value = errors.value.filter(
      (error) => error.fieldname !== df.fieldname || (error.rowName ?? row.name) !== row.name,
    )
    touch()
    if (df.fieldtype === 'Link' || df.fieldtype === 'Dynamic Link') void fetchFrom(df, row)
  }

  /** A changed link brings the fields that are fetched from its record. */
  async function fetchFrom(df: DocField, row: Row): Promise<void> {
    const fields = (row === doc.value ? meta.value : metas.get(String(row.doctype)))?.fields ?? []
    const fetches = fetchesOf(fields, df.fieldname)
    if (!fetches.length) return
    const linkedName = String(row[df.fieldname] ?? '')
    const sources = [...new Set(fetches.map((fetch) => fetch.source))]
    const linked = linkedName
      ? await validateLink(linkTarget(df, row), linkedName, sources).catch(() => null)
      : null
    if (String(row[df.fieldname] ?? '') !== linkedName) return
    const values = fetchedValues(fetches, linked, row)
    for (const { target } of fetches)
      if (target.fieldname in values) setValue(target, row, values[target.fieldname])
  }

  async function save(action: SaveAction): Promise<Doc | null> {
    if (!doc.value || !meta.value || saving.value) return null
    dropEmptyRows()
    errors.value = action === 'Cancel' ? [] : faults(meta.value, doc.value)
    if (errors.value.length) return null
    saving.value = true
    try {
      const saved = await saveDoc(forServer(doc.value), action)
      forgetDraft(draftKey())
      draft.value = null
      name = saved.doc.name
      docinfo.value = saved.docinfo
      replace(saved.doc)
      return saved.doc
    } catch (error) {
      await explain(error as ApiError)
      return null
    } finally {
      saving.value = false
    }
  }

  const faultAt = (df: DocField, row: Row): string | undefined =>
    dateFault(df.fieldtype, row[df.fieldname], session.formats, session.now())

  const faults = (of: Meta, values: Doc): FieldError[] => [
    ...missingErrors(of, values, metas.get, session.user),
    ...unreadableErrors(of, values, metas.get, faultAt),
  ]

  /** Rows that were begun and never filled are not meant to be saved. */
  function dropEmptyRows(): void {
    for (const table of meta.value!.fields.filter((df) => isTable(df.fieldtype))) {
      const child = metas.get(table.options ?? '')
      const rows = (doc.value![table.fieldname] as Row[] | undefined) ?? []
      const kept = child ? rows.filter((row) => !isLeftEmpty(child, row, session.surroundings)) : rows
      if (kept.length === rows.length) continue
      kept.forEach((row, index) => (row.idx = index + 1))
      doc.value![table.fieldname] = kept
    }
  }

  async function explain(error: ApiError): Promise<void> {
    if (error.isConflict && name) return findConflict(error)
    errors.value = fieldErrors(error, meta.value!, doc.value!, metas.get)
  }

  async function findConflict(error: ApiError): Promise<void> {
    const latest = await getDoc(doctype, name).catch(() => null)
    if (!latest) {
      errors.value = fieldErrors(error, meta.value!, doc.value!, metas.get)
      return
    }
    const info = latest.docinfo.user_info?.[String(latest.doc.modified_by)]
    conflict.value = {
      theirs: latest.doc,
      differences: differences(meta.value!.fields, doc.value!, latest.doc),
      who: info?.fullname || String(latest.doc.modified_by ?? __('Somebody')),
      when: String(latest.doc.modified ?? ''),
    }
    docinfo.value = latest.docinfo
  }

  function takeTheirs(): void {
    if (!conflict.value) return
    forgetDraft(draftKey())
    replace(conflict.value.theirs)
  }

  /** My changed fields on top of the newest version: nobody's other edits are lost. */
  function keepMine(): void {
    if (!conflict.value || !doc.value) return
    start(mergeOnto(meta.value!.fields, JSON.parse(base) as Doc, doc.value, conflict.value.theirs))
  }

  function useDraft(use: boolean): void {
    if (use && draft.value) start(draft.value)
    else forgetDraft(draftKey())
    draft.value = null
  }

  return {
    meta,
    doc,
    docinfo,
    failure,
    errors,
    conflict,
    draft,
    dirty,
    saving,
    isNew,
    load,
    reloadInfo,
    replace,
    setValue,
    touch,
    faultAt,
    save,
    explain,
    start,
    takeTheirs,
    keepMine,
    useDraft,
  }
}

/** What the server expects: no layout, no helper keys but those that name new rows. */
function forServer(doc: Doc): Doc {
  const kept = new Set(['__islocal', '__newname', '__unsaved'])
  const clean = (row: Row): Row =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([key]) => !key.startsWith('__') || kept.has(key))
        .map(([key, value]) => [
          key,
          Array.isArray(value) ? value.map((child) => clean(child as Row)) : value,
        ]),
    )
  return { ...clean(doc), doctype: doc.doctype, name: doc.name }
}
