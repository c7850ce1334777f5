/** Where links of a workspace lead. */
import type { CardLink, Shortcut } from '@/api/workspaces'
import { listPath, slug } from '@/meta/slug'

/** Address of a card's link; null for what the desk has no view of. */
export function linkPath(link: CardLink): string | null {
  const target = link.link_to
  if (!target) return null
  const type = (link.link_type ?? 'DocType').toLowerCase()
  if (type === 'doctype') return listPath(target)
  if (type === 'report') return `/desk/query-report/${encodeURIComponent(target)}`
  if (type === 'page') return `/desk/${slug(target)}`
  if (type === 'dashboard') return `/desk/dashboard-view/${encodeURIComponent(target)}`
  return null
}

export function shortcutPath(shortcut: Shortcut): string | null {
  if (shortcut.type === 'URL') return shortcut.url ?? null
  const path = linkPath({ label: shortcut.label, link_type: shortcut.type, link_to: shortcut.link_to })
  if (!path || (shortcut.type ?? 'DocType') !== 'DocType') return path
  if (shortcut.doc_view === 'New') return `${path}/new`
  const query = new URLSearchParams(
    shortcutFilters(shortcut).map(([field, operator, value]) => [
      field,
      operator === '=' ? String(value) : `${operator}~${value}`,
    ]),
  )
  return query.size ? `${path}?${query}` : path
}

/** Filters of a shortcut's count, from its JSON object or list. */
export function shortcutFilters(shortcut: Shortcut): Array<[string, string, unknown]> {
  const text = shortcut.stats_filter
  if (!text) return []
  try {
    const parsed: unknown = JSON.parse(text)
    if (Array.isArray(parsed))
      return parsed.map((row: unknown[]) => (row.length > 3 ? [row[1], row[2], row[3]] : row)) as Array<
        [string, string, unknown]
      >
    return Object.entries(parsed as Record<string, unknown>).map(([field, value]) =>
      Array.isArray(value) ? [field, String(value[0]), value[1]] : [field, '=', value],
    )
  } catch {
    return []
  }
}
