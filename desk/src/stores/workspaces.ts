/** Workspaces of the user, and the one the sidebar stands in. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { getDesktopPage, getWorkspaces, type DesktopPage, type WorkspacePage } from '@/api/workspaces'

const CHOSEN_KEY = 'desk-workspace'
const CACHE_KEY = 'desk-workspaces'

export const useWorkspaces = defineStore('workspaces', () => {
  const pages = shallowRef<WorkspacePage[]>([])
  const desktops = shallowRef<Record<string, DesktopPage>>({})
  const chosenName = ref(localStorage.getItem(CHOSEN_KEY) ?? '')
  const failed = ref(false)
  let loading: Promise<void> | null = null
  let cacheKey = ''

  const chosen = computed(
    () => pages.value.find((page) => page.name === chosenName.value) ?? pages.value[0] ?? null,
  )
  const desktop = computed(() => (chosen.value ? desktops.value[chosen.value.name] : undefined))

  function load(): Promise<void> {
    loading ??= fetchAll()
    return loading
  }

  /** Show what this browser knew last time, at once; the server is asked when the page has got its own data. */
  function loadLater(user: string, delayMs: number): void {
    cacheKey = `${user} ${document.documentElement.lang}`
    const cached = readCache(cacheKey)
    if (cached && !pages.value.length) {
      pages.value = cached.pages
      desktops.value = cached.desktops
    }
    setTimeout(() => void load(), cached ? delayMs : 0)
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
    if (cacheKey)
      localStorage.setItem(
        CACHE_KEY,
        JSON.stringify({ key: cacheKey, pages: pages.value, desktops: desktops.value }),
      )
    return desktop
  }

  async function choose(page: WorkspacePage): Promise<void> {
    chosenName.value = page.name
    localStorage.setItem(CHOSEN_KEY, page.name)
    await open(page)
  }

  return { pages, desktops, chosen, desktop, failed, load, loadLater, open, choose }
})

interface Cached {
  key: string
  pages: WorkspacePage[]
  desktops: Record<string, DesktopPage>
}

/** Links of another user or language are not shown. */
function readCache(key: string): Cached | null {
  try {
    const cached = JSON.parse(localStorage.getItem(CACHE_KEY) ?? 'null') as Cached | null
    return cached?.key === key ? cached : null
  } catch {
    return null
  }
}

/** After sign-out nothing of the user's workspaces stays in the browser. */
export const forgetWorkspaces = (): void => localStorage.removeItem(CACHE_KEY)
