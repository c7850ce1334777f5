/** Rows of a list: state in the address, rows and count from the server. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { getCount, getRows, type ServerFilter } from '@/api/lists'
import { listColumns, listFieldnames, MAX_COLUMNS, searchFields, type ListColumn } from '@/meta/columns'
import { parseQuery, toQuery, toServer, type Filter, type ListState } from '@/meta/filters'
import { canReadField, levelsOf } from '@/meta/permissions'
import type { Meta, Row } from '@/meta/types'
import { useMetas, workflowOf, type WorkflowView } from '@/stores/metas'
import { useSession } from '@/stores/session'

export const PAGE_SIZE = 50

export interface List {
  meta: ShallowRef<Meta | null>
  workflow: ComputedRef<WorkflowView | null>
  columns: ComputedRef<ListColumn[]>
  state: ComputedRef<ListState>
  rows: ShallowRef<Row[]>
  count: Ref<number | null>
  error: ShallowRef<Error | null>
  /** True once the first rows are there. */
  ready: Ref<boolean>
  busy: Ref<boolean>
  hasMore: ComputedRef<boolean>
  change: (part: Partial<ListState>) => void
  setFilter: (filter: Filter, replaced?: Filter) => void
  removeFilter: (filter: Filter) => void
  reload: () => Promise<void>
  loadMore: () => void
  serverFilters: () => { filters: ServerFilter[]; or_filters: ServerFilter[] }
}

export function useList(doctype: string): List {
  const session = useSession()
  const metas = useMetas()
  const route = useRoute()
  const router = useRouter()
  const meta = shallowRef<Meta | null>(null)
  const rows = shallowRef<Row[]>([])
  const count = ref<number | null>(null)
  const error = shallowRef<Error | null>(null)
  const ready = ref(false)
  const busy = ref(false)
  let controller: AbortController | null = null

  const workflow = computed(() => workflowOf(meta.value))
  const sort = computed(() => defaultSort(meta.value))
  const state = computed(() => parseQuery(route.query, sort.value))
  const columns = computed(() => {
    if (!meta.value) return []
    const levels = levelsOf(meta.value, session.user.roles, session.user.name)
    return listColumns(meta.value, workflow.value?.field, (df) => canReadField(levels, df)).slice(
      0,
      MAX_COLUMNS,
    )
  })
  const hasMore = computed(() => rows.value.length >= state.value.pages * PAGE_SIZE)

  function change(part: Partial<ListState>): void {
    const pages = part.pages ?? 1
    void router.replace({ query: toQuery({ ...state.value, ...part, pages }, sort.value) })
  }

  function setFilter(filter: Filter, replaced?: Filter): void {
    const rest = state.value.filters.filter((other) => !isSame(other, replaced ?? filter))
    change({ filters: [...rest, filter] })
  }

  function removeFilter(filter: Filter): void {
    change({ filters: state.value.filters.filter((other) => !isSame(other, filter)) })
  }

  function serverFilters(): { filters: ServerFilter[]; or_filters: ServerFilter[] } {
    const text = state.value.search.trim()
    const names = meta.value ? searchFields(meta.value) : ['name']
    return {
      filters: state.value.filters.map((filter) => toServer(doctype, filter)),
      or_filters: text ? names.map((name): ServerFilter => [doctype, name, 'like', `%${text}%`]) : [],
    }
  }

  async function reload(): Promise<void> {
    controller?.abort()
    controller = new AbortController()
    const { signal } = controller
    busy.value = true
    error.value = null
    try {
      meta.value ??= await metas.load(doctype)
      void countRows(signal)
      const found = await fetchRows(0, state.value.pages * PAGE_SIZE, signal)
      if (signal.aborted) return
      rows.value = found
      ready.value = true
    } catch (failure) {
      if (!signal.aborted) error.value = failure as Error
    } finally {
      if (!signal.aborted) busy.value = false
    }
  }

  function fetchRows(start: number, page_length: number, signal: AbortSignal): Promise<Row[]> {
    const fields = listFieldnames(meta.value!, columns.value)
    const order_by = `${state.value.sortField} ${state.value.sortOrder}`
    const { filters, or_filters } = serverFilters()
    return getRows(
      {
        doctype,
        fields,
        filters,
        or_filters: or_filters.length ? or_filters : undefined,
        order_by,
        start,
        page_length,
      },
      signal,
    )
  }

  async function countRows(signal: AbortSignal): Promise<void> {
    const { filters, or_filters } = serverFilters()
    const found = await getCount(
      { doctype, filters, or_filters: or_filters.length ? or_filters : undefined },
      signal,
    ).catch(() => null)
    if (!signal.aborted) count.value = found
  }

  /** The next page is fetched alone; the address remembers how many are shown. */
  async function loadMore(): Promise<void> {
    if (busy.value || !hasMore.value) return
    busy.value = true
    const signal = (controller = new AbortController()).signal
    try {
      const next = await fetchRows(rows.value.length, PAGE_SIZE, signal)
      if (signal.aborted) return
      const known = new Set(rows.value.map((row) => row.name))
      rows.value = [...rows.value, ...next.filter((row) => !known.has(row.name))]
      skipNext = true
      change({ pages: state.value.pages + 1 })
    } catch (failure) {
      error.value = failure as Error
    } finally {
      busy.value = false
    }
  }

  let skipNext = false
  const asked = computed(() =>
    JSON.stringify([
      state.value.filters,
      state.value.search,
      state.value.sortField,
      state.value.sortOrder,
      state.value.pages,
    ]),
  )
  watch(asked, () => {
    if (!isHere() || !ready.value) return
    if (skipNext) skipNext = false
    else void reload()
  })

  /** The address may already be that of another view while this one is leaving. */
  const path = route.path
  const isHere = (): boolean => route.path === path

  void reload()
  return {
    meta,
    workflow,
    columns,
    state,
    rows,
    count,
    error,
    ready,
    busy,
    hasMore,
    change,
    setFilter,
    removeFilter,
    reload,
    loadMore: () => void loadMore(),
    serverFilters,
  }
}

const isSame = (a: Filter, b: Filter): boolean =>
  a.fieldname === b.fieldname && a.operator === b.operator && a.value === b.value

function defaultSort(meta: Meta | null): { field: string; order: 'asc' | 'desc' } {
  const [field = 'modified', order] = (meta?.sort_field || 'modified').split(',')[0]!.trim().split(' ')
  const wanted = (order ?? meta?.sort_order ?? 'desc').toLowerCase()
  return { field, order: wanted === 'asc' ? 'asc' : 'desc' }
}
