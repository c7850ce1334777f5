/** Keys of the page. Single letters count only outside inputs. */
import { onBeforeUnmount, onMounted } from 'vue'

type Action = (event: KeyboardEvent) => void

/** `mod+k` stands for Ctrl or Command. */
export function useKeys(keys: Record<string, Action>): void {
  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return
    const name = nameOf(event)
    const isPlain = !name.startsWith('mod+')
    if (isPlain && isTyping(event.target)) return
    const action = keys[name]
    if (!action) return
    event.preventDefault()
    action(event)
  }
  onMounted(() => addEventListener('keydown', onKey))
  onBeforeUnmount(() => removeEventListener('keydown', onKey))
}

function nameOf(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : ''
  const alt = event.altKey ? 'alt+' : ''
  return mod + alt + (event.key.length === 1 ? event.key.toLowerCase() : event.key)
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return Boolean(
    target.closest(
      'input, textarea, select, [contenteditable=true], [role=dialog], [role=menu], [role=grid]',
    ),
  )
}
