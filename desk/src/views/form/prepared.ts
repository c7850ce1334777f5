/** A document made elsewhere (copy, amendment, mapped) on its way into a form of new records. */
import type { Doc } from '@/meta/types'

let waiting: Doc | null = null

export function prepare(doc: Doc): void {
  waiting = doc
}

export function takePrepared(doctype: string): Doc | null {
  const doc = waiting?.doctype === doctype ? waiting : null
  waiting = null
  return doc
}
