/** Titles of linked records. Asked for together: one request for each DocType, not one for each cell. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { getRows } from '@/api/lists'
import { __ } from '@/locale'
import { useMetas } from './metas'

const MAX_NAMES = 200

export const useTitles = defineStore('titles', () => {
  const metas = useMetas()
  const known = shallowRef<Record<string, string>>({})
  const asked = new Set<string>()
  const waiting = new Map<string, Set<string>>()
  let titled = new Set<string>()
  let translated = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  /** DocTypes whose links show a title. */
  function setTitled(doctypes: string[]): void {
    titled = new Set(doctypes)
  }

  /** DocTypes whose names are texts, such as countries and states. */
  function setTranslated(doctypes: string[]): void {
    translated = new Set(doctypes)
  }

  /** What a link shows instead of the name, in the reader's language where names are texts. */
  function find(doctype: string, name: string): string | undefined {
    const title = titleOf(doctype, name)
    return translated.has(doctype) && name ? __(title ?? name) : title
  }

  /** The title if it is known; if not it is fetched, and whoever showed the name shows the title then. */
  function titleOf(doctype: string, name: string): string | undefined {
    const key = `${doctype}::${name}`
    const found = known.value[key]
    if (found !== undefined || !name || !titled.has(doctype) || asked.has(key)) return found
    asked.add(key)
    waiting.set(doctype, (waiting.get(doctype) ?? new Set()).add(name))
    timer ??= setTimeout(() => void fetchWaiting())
    return undefined
  }

  function remember(doctype: string, titles: Record<string, string>): void {
    const entries = Object.entries(titles).map(([name, title]) => [`${doctype}::${name}`, title])
    if (entries.length) known.value = { ...known.value, ...Object.fromEntries(entries) }
  }

  async function fetchWaiting(): Promise<void> {
    timer = undefined
    const groups = [...waiting]
    waiting.clear()
    await Promise.all(
      groups.map(([doctype, names]) => fetchTitles(doctype, [...names]).catch(() => undefined)),
    )
  }

  async function fetchTitles(doctype: string, names: string[]): Promise<void> {
    const field = (await metas.load(doctype)).title_field
    if (!field) return
    for (let at = 0; at < names.length; at += MAX_NAMES) {
      const part = names.slice(at, at + MAX_NAMES)
      const query = { doctype, fields: ['name', field], page_length: MAX_NAMES }
      const rows = await getRows({ ...query, filters: [[doctype, 'name', 'in', part]] })
      remember(
        doctype,
        Object.fromEntries(rows.map((row) => [String(row.name), String(row[field] ?? row.name)])),
      )
    }
  }

  return {
    find,
    remember,
    setTitled,
    setTranslated,
    isTranslated: (doctype: string) => translated.has(doctype),
  }
})
