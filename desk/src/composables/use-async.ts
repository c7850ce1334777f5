/** A request with its three states. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Async<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<Error | null>
  busy: Ref<boolean>
  run: () => Promise<T | null>
}

export function useAsync<T>(request: () => Promise<T>): Async<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<Error | null>(null)
  const busy = ref(false)
  let latest = 0

  async function run(): Promise<T | null> {
    const mine = ++latest
    busy.value = true
    error.value = null
    try {
      const found = await request()
      if (mine === latest) data.value = found
      return found
    } catch (failure) {
      if (mine === latest) error.value = failure as Error
      return null
    } finally {
      if (mine === latest) busy.value = false
    }
  }
  return { data, error, busy, run }
}
