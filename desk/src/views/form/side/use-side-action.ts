/** Run something beside the document, show its error, and refresh what hangs on the document. */
import { useNotices } from '@/stores/notices'
import { useFormParts } from '../form-key'

export function useSideAction(): (work: () => Promise<unknown>) => Promise<void> {
  const { form } = useFormParts()
  const notices = useNotices()
  return async (work) => {
    try {
      await work()
      await form.reloadInfo()
    } catch (error) {
      notices.show((error as Error).message, 'error')
    }
  }
}
