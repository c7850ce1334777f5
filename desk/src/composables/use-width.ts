/** Width of an element, kept up to date. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

export function useWidth(element: Ref<HTMLElement | null>): Ref<number> {
  const width = ref(0)
  const watcher = new ResizeObserver((entries) => (width.value = entries[0]!.contentRect.width))
  onMounted(() => element.value && watcher.observe(element.value))
  onBeforeUnmount(() => watcher.disconnect())
  return width
}
