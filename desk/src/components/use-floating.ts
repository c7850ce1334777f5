/** Keeps a panel in the top layer beside its anchor, so that no scrolling box clips it. */
import { nextTick, onBeforeUnmount, ref, watch, type Ref } from 'vue'

const GAP = 4
const EDGE = 8
/** What a list wants; a panel of another kind says its own. */
const LIST = { width: 240, height: 260 }

export function useFloating(
  open: Ref<boolean>,
  anchor: Ref<HTMLElement | null>,
  panel: Ref<HTMLElement | null>,
  wanted: { width: number; height: number } = LIST,
): Ref<Record<string, string>> {
  const style = ref<Record<string, string>>({})

  function place(): void {
    if (!anchor.value) return
    const at = anchor.value.getBoundingClientRect()
    const width = Math.max(at.width, Math.min(wanted.width, innerWidth - 2 * EDGE))
    const left = Math.max(EDGE, Math.min(at.left, innerWidth - width - EDGE))
    const below = innerHeight - at.bottom
    const side =
      below < wanted.height && at.top > below
        ? { bottom: `${innerHeight - at.top + GAP}px`, top: 'auto' }
        : { top: `${at.bottom + GAP}px`, bottom: 'auto' }
    style.value = {
      position: 'fixed',
      margin: '0',
      inset: 'auto',
      left: `${left}px`,
      width: `${width}px`,
      ...side,
    }
  }

  function stop(): void {
    removeEventListener('scroll', place, true)
    removeEventListener('resize', place)
  }

  watch(open, async (isOpen) => {
    stop()
    if (!isOpen) return
    place()
    addEventListener('scroll', place, true)
    addEventListener('resize', place)
    await nextTick()
    if (panel.value?.isConnected && !panel.value.matches(':popover-open')) panel.value.showPopover()
  })
  onBeforeUnmount(stop)
  return style
}
