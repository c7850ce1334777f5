/** DocTypes connected with one, from its dashboard and its link rows. */
import type { Meta } from './types'

export interface ConnectionItem {
  doctype: string
  /** Field of the other DocType that names this one; empty for links that this document holds. */
  fieldname: string
}

export interface ConnectionGroup {
  label: string
  items: ConnectionItem[]
}

export function connectionGroups(meta: Meta): ConnectionGroup[] {
  const board = meta.__dashboard ?? {}
  const groups = new Map<string, ConnectionItem[]>()
  const taken = new Set<string>()
  const add = (label: string, item: ConnectionItem): void => {
    if (taken.has(item.doctype)) return
    taken.add(item.doctype)
    groups.set(label, [...(groups.get(label) ?? []), item])
  }
  for (const { label = '', items } of board.transactions ?? []) {
    for (const doctype of items) {
      const fieldname = board.internal_links?.[doctype]
        ? ''
        : (board.non_standard_fieldnames?.[doctype] ?? board.fieldname ?? '')
      add(label, { doctype, fieldname })
    }
  }
  for (const link of meta.links ?? []) {
    if (!link.hidden)
      add(link.group ?? '', {
        doctype: link.is_child_table ? (link.parent_doctype ?? link.link_doctype) : link.link_doctype,
        fieldname: link.is_child_table ? '' : link.link_fieldname,
      })
  }
  return [...groups].map(([label, items]) => ({ label, items }))
}

export function connectionQuery(item: ConnectionItem, name: string): string {
  return item.fieldname ? `?${item.fieldname}=${encodeURIComponent(name)}` : ''
}
