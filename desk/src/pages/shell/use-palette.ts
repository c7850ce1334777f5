/** Entries of the command palette: pages, lists, new records, and records found by link search. */
import {
  CircleUser,
  FilePlus2,
  FileSearch,
  FileText,
  LayoutGrid,
  List,
  ShieldQuestion,
  Upload,
} from 'lucide-vue-next'
import { computed, ref, shallowRef, watch, type Component, type ComputedRef, type Ref } from 'vue'
import { useRoute } from 'vue-router'
import { searchLink } from '@/api/lists'
import { __ } from '@/locale'
import { formPath, listPath, newPath, slug, unslug } from '@/meta/slug'
import { useSession } from '@/stores/session'
import { useWorkspaces } from '@/stores/workspaces'

export interface PaletteEntry {
  key: string
  label: string
  hint: string
  icon: Component
  to: string
  /** What is matched besides the label. */
  also?: string
}

const MAX_ENTRIES = 30
const SEARCHED_DOCTYPES = 4

export function usePalette(text: Ref<string>): { entries: ComputedRef<PaletteEntry[]>; busy: Ref<boolean> } {
  const session = useSession()
  const workspaces = useWorkspaces()
  const route = useRoute()
  const records = shallowRef<PaletteEntry[]>([])
  const busy = ref(false)
  let controller: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const fixed = computed<PaletteEntry[]>(() => [
    ...workspaces.pages.map((page) => ({
      key: `w-${page.name}`,
      label: __(page.title),
      hint: __('Workspace'),
      icon: LayoutGrid,
      to: `/desk/w/${slug(page.name)}`,
      also: page.title,
    })),
    {
      key: 'import',
      label: __('Import data'),
      hint: __('Page'),
      icon: Upload,
      to: '/desk/import',
      also: 'Import',
    },
    { key: 'me', label: __('My page'), hint: __('Page'), icon: CircleUser, to: '/desk/me', also: 'Me' },
    {
      key: 'explain',
      label: __('Explain permissions'),
      hint: __('Page'),
      icon: ShieldQuestion,
      to: '/desk/explain',
      also: 'Explain permissions',
    },
    ...session.doctypes.map((doctype) => ({
      key: `l-${doctype}`,
      label: __(doctype),
      hint: __('List'),
      icon: List,
      to: listPath(doctype),
      also: doctype,
    })),
    ...(session.user.can_create ?? []).map((doctype) => ({
      key: `n-${doctype}`,
      label: __('New {0}', [__(doctype)]),
      hint: __('Create'),
      icon: FilePlus2,
      to: newPath(doctype),
      also: `new ${doctype}`,
    })),
  ])

  const entries = computed(() => {
    const words = text.value.trim().toLowerCase()
    if (!words) return fixed.value.slice(0, 12)
    const scored = fixed.value
      .map((entry) => ({ entry, score: scoreOf(entry, words) }))
      .filter(({ score }) => score > 0)
    scored.sort((a, b) => b.score - a.score)
    const found = scored.slice(0, MAX_ENTRIES / 2).map(({ entry }) => entry)
    return [...found, ...records.value].slice(0, MAX_ENTRIES)
  })

  watch(text, () => {
    clearTimeout(timer)
    controller?.abort()
    records.value = []
    busy.value = text.value.trim().length > 0
    if (busy.value) timer = setTimeout(() => void search(), 200)
  })

  async function search(): Promise<void> {
    controller = new AbortController()
    const { signal } = controller
    const typed = text.value.trim()
    const targets = targetsOf(typed)
    const answers = await Promise.all(
      targets.map(({ doctype, txt }) =>
        searchLink({ doctype, txt, page_length: 5 }, signal).then(
          (options) =>
            options.map((option) => recordEntry(doctype, option.value, option.label, option.description)),
          () => [],
        ),
      ),
    )
    if (signal.aborted) return
    records.value = answers.flat()
    busy.value = false
  }

  /** "customer acme" looks into customers only; otherwise the open list and the workspace's lists are asked. */
  function targetsOf(typed: string): Array<{ doctype: string; txt: string }> {
    for (const doctype of session.doctypes) {
      for (const name of [__(doctype), doctype]) {
        const isNamed = typed.toLowerCase().startsWith(`${name.toLowerCase()} `)
        if (isNamed) return [{ doctype, txt: typed.slice(name.length + 1).trim() }]
      }
    }
    const here = typeof route.params.slug === 'string' ? unslug(route.params.slug, session.doctypes) : ''
    const linked = [
      ...(workspaces.desktop?.shortcuts?.items ?? []).filter(
        (item) => (item.type ?? 'DocType') === 'DocType',
      ),
      ...(workspaces.desktop?.cards?.items ?? []).flatMap((card) =>
        card.links.filter((link) => (link.link_type ?? 'DocType') === 'DocType'),
      ),
    ].map((item) => item.link_to ?? '')
    const wanted = [...new Set([here, ...linked])].filter((name) => name && session.doctypes.includes(name))
    return wanted.slice(0, SEARCHED_DOCTYPES).map((doctype) => ({ doctype, txt: typed }))
  }

  return { entries, busy }
}

function recordEntry(doctype: string, value: string, label?: string, description?: string): PaletteEntry {
  const hint = [__(doctype), label && label !== value ? value : description].filter(Boolean).join(' · ')
  return {
    key: `r-${doctype}-${value}`,
    label: label || value,
    hint,
    icon: label ? FileText : FileSearch,
    to: formPath(doctype, value),
  }
}

function scoreOf(entry: PaletteEntry, words: string): number {
  const names = [entry.label.toLowerCase(), entry.also?.toLowerCase() ?? '']
  if (names.includes(words)) return 4
  if (names.some((name) => name.startsWith(words))) return 3
  if (names.some((name) => name.includes(` ${words}`))) return 2
  return names.some((name) => name.includes(words)) ? 1 : 0
}
