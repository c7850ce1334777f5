/** Unsaved edits kept in this browser, so that a closed tab loses nothing. */
import type { Doc } from '@/meta/types'

const PREFIX = 'desk-draft:'
const DELAY_MS = 800
let timer: ReturnType<typeof setTimeout> | undefined

export function keepDraft(key: string, doc: () => Doc | null): void {
  clearTimeout(timer)
  timer = setTimeout(() => {
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify(doc()))
    } catch {
      // A full store must not stop anybody from typing.
    }
  }, DELAY_MS)
}

/** The draft of a document, if it stands on the version now shown. */
export function readDraft(key: string, current: Doc): Doc | null {
  const text = localStorage.getItem(PREFIX + key)
  if (!text) return null
  try {
    const draft = JSON.parse(text) as Doc
    const isSameVersion =
      draft.doctype === current.doctype && (draft.modified ?? '') === (current.modified ?? '')
    if (isSameVersion && Boolean(draft.__islocal) === Boolean(current.__islocal)) return draft
  } catch {
    // An unreadable draft is dropped below.
  }
  forgetDraft(key)
  return null
}

export function forgetDraft(key: string): void {
  clearTimeout(timer)
  localStorage.removeItem(PREFIX + key)
}
