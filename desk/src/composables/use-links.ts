/** Search behind link boxes. */
import { searchLink } from '@/api/lists'
import type { ComboOption } from '@/components/ComboBox.vue'
import { useTitles } from '@/stores/titles'

export interface LinkSearch {
  doctype: string
  filters?: unknown
  reference?: string
  ignoreUserPermissions?: number
}

export function useLinkSearch(): (
  about: LinkSearch,
) => (text: string, signal: AbortSignal) => Promise<ComboOption[]> {
  const titles = useTitles()
  return (about) => async (txt, signal) => {
    const found = await searchLink(
      {
        doctype: about.doctype,
        txt,
        filters: about.filters,
        reference_doctype: about.reference,
        ignore_user_permissions: about.ignoreUserPermissions,
      },
      signal,
    )
    const titled = found.filter((option) => option.label && option.label !== option.value)
    titles.remember(about.doctype, Object.fromEntries(titled.map((option) => [option.value, option.label!])))
    if (!titles.isTranslated(about.doctype)) return found
    return found.map((option) => ({ ...option, label: titles.find(about.doctype, option.value) }))
  }
}
