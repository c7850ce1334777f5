/** Blocks of a workspace in the order of its content; records without a block come last. */
import type { Card, DesktopPage, Shortcut, WorkspacePage } from '@/api/workspaces'
import { __ } from '@/locale'
import { plainText } from '@/meta/format'

export type Block =
  | { key: string; type: 'header' | 'paragraph'; text: string }
  | { key: string; type: 'shortcut'; shortcut: Shortcut }
  | { key: string; type: 'card'; card: Card }
  | { key: string; type: 'break' }

interface ContentBlock {
  id?: string
  type: string
  data?: Record<string, unknown>
}

export function blocksOf(page: WorkspacePage, desktop: DesktopPage): Block[] {
  const shortcuts = new Map((desktop.shortcuts?.items ?? []).map((item) => [item.label, item]))
  const cards = new Map(
    (desktop.cards?.items ?? []).filter((card) => card.links.length).map((card) => [card.label, card]),
  )
  const placed: Block[] = []
  contentOf(page).forEach((content, index) => {
    const block = blockOf(content, `b${index}`, shortcuts, cards)
    if (block) placed.push(block)
  })
  const restShortcuts = [...shortcuts.values()].map((shortcut): Block => ({
    key: `s-${shortcut.label}`,
    type: 'shortcut',
    shortcut,
  }))
  const restCards = [...cards.values()].map((card): Block => ({ key: `c-${card.label}`, type: 'card', card }))
  return withoutRepeats(page, withoutEmptyHeaders([...placed, ...restShortcuts, ...restCards]))
}

/** Two kinds of boxes never share a row, and the page's title is not said twice. */
function withoutRepeats(page: WorkspacePage, blocks: Block[]): Block[] {
  const named = blocks.filter(
    (block, index) => !(index === 0 && block.type === 'header' && block.text === (page.label ?? page.name)),
  )
  return named.flatMap((block, index): Block[] => {
    const before = named[index - 1]?.type
    const turns =
      (block.type === 'card' && before === 'shortcut') || (block.type === 'shortcut' && before === 'card')
    return turns ? [{ key: `${block.key}-break`, type: 'break' }, block] : [block]
  })
}

function blockOf(
  content: ContentBlock,
  key: string,
  shortcuts: Map<string, Shortcut>,
  cards: Map<string, Card>,
): Block | null {
  const data = content.data ?? {}
  if (content.type === 'header' || content.type === 'paragraph') {
    const text = plainText(String(data.text ?? ''))
    return text ? { key, type: content.type, text } : null
  }
  if (content.type === 'shortcut') {
    const shortcut = takeFrom(shortcuts, String(data.shortcut_name ?? ''))
    return shortcut ? { key, type: 'shortcut', shortcut } : null
  }
  const card = content.type === 'card' ? takeFrom(cards, String(data.card_name ?? '')) : null
  return card ? { key, type: 'card', card } : null
}

/** The content names records by their label; the server may have translated the labels already. */
function takeFrom<T>(from: Map<string, T>, label: string): T | null {
  for (const key of [label, __(label)]) {
    const found = from.get(key)
    if (!found) continue
    from.delete(key)
    return found
  }
  return null
}

function contentOf(page: WorkspacePage): ContentBlock[] {
  try {
    const parsed: unknown = JSON.parse(page.content || '[]')
    return Array.isArray(parsed) ? (parsed as ContentBlock[]) : []
  } catch {
    return []
  }
}

/** A heading with nothing under it (its links are not for this user) says nothing. */
function withoutEmptyHeaders(blocks: Block[]): Block[] {
  return blocks.filter(
    (block, index) => block.type !== 'header' || !['header', undefined].includes(blocks[index + 1]?.type),
  )
}
