/** Where the keyboard stands after a change of the page. */
import { nextTick } from 'vue'
import { useRouter } from 'vue-router'

/** A dialog that closes gives the focus back a moment later. */
const SETTLE_MS = 40
const LIMIT_MS = 8000
const HEADING = '#main h1'
const FIRST_BOX = '#main [data-fieldname] :is(input, select, textarea):not([type=checkbox], [type=file])'

/** Nothing that can be seen has the keyboard. */
export function isFocusLost(): boolean {
  return !document.activeElement || document.activeElement === document.body
}

/** A new page is read from its heading, a new record is begun in its first empty box. */
export function useArrival(): void {
  useRouter().afterEach((to, from, failure) => {
    if (failure || !from.matched.length || to.path === from.path) return
    const left = to.params.slug === from.params.slug ? document.querySelector(HEADING) : null
    void arrive(to.name === 'new', left)
  })
}

/** A record that has only got its name keeps its form, and with it the heading that was `left`. */
async function arrive(isNew: boolean, left: Element | null): Promise<void> {
  const path = location.pathname
  await nextTick()
  await new Promise((done) => setTimeout(done, SETTLE_MS))
  if (left?.isConnected) return
  const heading = await appearance(HEADING)
  const isPlaced = !isFocusLost() && document.activeElement?.closest('#main, [role=dialog]')
  if (!heading || isPlaced || location.pathname !== path) return
  const target = (isNew && firstEmptyBox()) || heading
  target.focus()
}

/** Fingers are not met with a keyboard over half the page. */
function firstEmptyBox(): HTMLElement | undefined {
  if (matchMedia('(pointer: coarse)').matches) return undefined
  return [...document.querySelectorAll<HTMLInputElement>(FIRST_BOX)].find((box) => !box.value)
}

function appearance(selector: string): Promise<HTMLElement | null> {
  const find = (): HTMLElement | null => document.querySelector<HTMLElement>(selector)
  return new Promise((done) => {
    if (find()) return done(find())
    const finish = (): void => {
      observer.disconnect()
      clearTimeout(limit)
      done(find())
    }
    const observer = new MutationObserver(() => find() && finish())
    const limit = setTimeout(finish, LIMIT_MS)
    observer.observe(document.body, { childList: true, subtree: true })
  })
}
