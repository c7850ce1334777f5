/** Asks before unsaved edits are left. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'

export interface LeaveGuard {
  asking: Ref<boolean>
  answer: (leave: boolean) => void
}

export function useLeaveGuard(isDirty: () => boolean): LeaveGuard {
  const asking = ref(false)
  let settle: ((leave: boolean) => void) | null = null

  function ask(): Promise<boolean> | boolean {
    if (!isDirty()) return true
    settle?.(false)
    asking.value = true
    return new Promise((resolve) => (settle = resolve))
  }

  function answer(leave: boolean): void {
    asking.value = false
    settle?.(leave)
    settle = null
  }

  const onUnload = (event: BeforeUnloadEvent): void => {
    if (isDirty()) event.preventDefault()
  }
  onMounted(() => addEventListener('beforeunload', onUnload))
  onBeforeUnmount(() => removeEventListener('beforeunload', onUnload))
  onBeforeRouteLeave(ask)
  onBeforeRouteUpdate((to, from) => (to.path === from.path ? true : ask()))
  return { asking, answer }
}
