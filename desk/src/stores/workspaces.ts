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
    return desktops.value[page.name] ?? refresh(page)
  }

  async function refresh(page: WorkspacePage): Promise<DesktopPage> {
    const desktop = await getDesktopPage(page)
    desktops.value = { ...desktops.value, [page.name]: desktop }
    return desktop
  }

  async function choose(page: WorkspacePage): Promise<void> {
    chosenName.value = page.name
    localStorage.setItem(CHOSEN_KEY, page.name)
    await open(page)
  }

  return { pages, desktops, chosen, desktop, failed, take, load, open, choose }
})
