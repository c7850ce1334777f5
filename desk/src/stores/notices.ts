/** Short messages at the edge of the page, and the live region that reads them out. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

export interface Notice {
  id: number
  text: string
  tone: 'info' | 'success' | 'error'
  /** Something to copy for support. */
  reference?: string
}

const SHOWN_MS = 6000
let counter = 0

export const useNotices = defineStore('notices', () => {
  const notices = ref<Notice[]>([])
  const announcement = ref('')

  function show(text: string, tone: Notice['tone'] = 'info', reference?: string): void {
    const notice: Notice = { id: ++counter, text, tone, reference }
    notices.value = [...notices.value.slice(-3), notice]
    if (tone !== 'error') setTimeout(() => close(notice.id), SHOWN_MS)
  }

  function close(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  /** Tell a screen reader without showing anything. */
  function announce(text: string): void {
    announcement.value = ''
    setTimeout(() => (announcement.value = text), 50)
  }

  return { notices, announcement, show, close, announce }
})
