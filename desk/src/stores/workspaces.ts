/** Workspaces of the user, and the one the sidebar stands in. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Boot } from '@/api/session'
import { getDesktopPage, getWorkspaces, type DesktopPage, type WorkspacePage } from '@/api/workspaces'

const CHOSEN_KEY = 'desk-workspace'

/** The workspace this browser stood in last. */
export const lastWorkspace = (): string => localStorage.getItem(CHOSEN_KEY) ?? ''

export const useWorkspaces = defineStore('workspaces', () => {
  const pages = shallowRef<WorkspacePage[]>([])
  const desktops = shallowRef<Record<string, DesktopPage>>({})
  const chosenName = ref(lastWorkspace())
  const failed = ref(false)
  const asked = new Map<string, Promise<DesktopPage>>()
  let loading: Promise<void> | null = null

  const chosen = computed(
    () => pages.value.find((page) => page.name === chosenName.value) ?? pages.value[0] ?? null,
  )
  const desktop = computed(() => (chosen.value ? desktops.value[chosen.value.name] : undefined))

  function load(): Promise<void> {
    loading ??= fetchAll()
    return loading
  }

  /** Take what the boot call brought, so that the sidebar needs no call of its own. */
  function take(brought: Boot['workspaces']): void {
    if (!brought) return
    pages.value = brought.pages.filter((page) => !page.is_hidden)
    if (brought.chosen) desktops.value = { [brought.chosen]: brought.desktop }
    loading = Promise.resolve()
  }

  async function fetchAll(): Promise<void> {
    try {
      pages.value = (await getWorkspaces()).filter((page) => !page.is_hidden)
      if (chosen.value) await refresh(chosen.value)
    } catch {
      failed.value = true
      loading = null
    }
  }

  /** What a workspace shows; asked for once. */
  async function open(page: WorkspacePage): Promise<DesktopPage> {
    return desktops.value[page.name] ?? asked.get(page.name) ?? refresh(page)
  }

  function refresh(page: WorkspacePage): Promise<DesktopPage> {
    const answer = getDesktopPage(page)
      .then((desktop) => {
        desktops.value = { ...desktops.value, [page.name]: desktop }
        return desktop
      })
      .finally(() => asked.delete(page.name))
    asked.set(page.name, answer)
    return answer
  }

  /** Stand in a workspace from now on; what it shows follows, and its page tells when that fails. */
  function choose(page: WorkspacePage): void {
    chosenName.value = page.name
    localStorage.setItem(CHOSEN_KEY, page.name)
    void open(page).catch(() => undefined)
  }

  return { pages, desktops, chosen, desktop, failed, take, load, open, choose }
})
