/** Starts the desk: boot call, language, router. */
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { listen } from './api/client'
import { router } from './router'
import { useNotices } from './stores/notices'
import { useSession } from './stores/session'
import { applyDensity, applyTheme, chosenDensity, chosenTheme } from './stores/theme'
import './styles/main.css'

applyTheme(chosenTheme())
applyDensity(chosenDensity())

const app = createApp(App).use(createPinia())
const session = useSession()
const notices = useNotices()

listen({
  messages: (messages) =>
    messages.forEach((message) => notices.show(message.message.replace(/<[^>]*>/g, ''))),
  signedOut: () => {
    if (session.isGuest) return
    void router.push({
      path: '/login',
      query: { 'redirect-to': router.currentRoute.value.fullPath, expired: '1' },
    })
  },
})

void start()

async function start(): Promise<void> {
  const failure = await session.load().then(
    () => null,
    (error: Error) => error,
  )
  session.startFailure = failure
  app.use(router)
  app.mount('#app')
}
