/** Chosen rows of a list. */
import { computed, ref, type ComputedRef, type Ref } from 'vue'

export interface Selection {
  names: Ref<Set<string>>
  count: ComputedRef<number>
  has: (name: string) => boolean
  toggle: (name: string) => void
  /** Choose all between the last chosen row and this one. */
  extend: (name: string, order: string[]) => void
  setAll: (names: string[]) => void
  clear: () => void
}

export function useSelection(): Selection {
  const names = ref(new Set<string>())
  let last = ''

  function toggle(name: string): void {
    const next = new Set(names.value)
    if (!next.delete(name)) next.add(name)
    names.value = next
    last = name
  }

  function extend(name: string, order: string[]): void {
    const from = order.indexOf(last)
    const to = order.indexOf(name)
    if (from < 0 || to < 0) return toggle(name)
    const range = order.slice(Math.min(from, to), Math.max(from, to) + 1)
    names.value = new Set([...names.value, ...range])
  }

  return {
    names,
    count: computed(() => names.value.size),
    has: (name) => names.value.has(name),
    toggle,
    extend,
    setAll: (all) => (names.value = new Set(all)),
    clear: () => (names.value = new Set()),
  }
}
