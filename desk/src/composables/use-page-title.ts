/** Title of the browser's tab. */
import { watchEffect } from 'vue'
import { useSession } from '@/stores/session'

export function usePageTitle(title: () => string): void {
  const session = useSession()
  watchEffect(() => {
    const own = title()
    document.title = own ? `${own} · ${session.applicationName}` : session.applicationName
  })
}
