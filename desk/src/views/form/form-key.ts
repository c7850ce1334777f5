/** The form's document and rights, for the parts of the form view. */
import { inject, type InjectionKey } from 'vue'
import type { DocumentForm } from '@/composables/use-document'
import type { Access } from '@/composables/use-field-access'
import type { Doc, Meta } from '@/meta/types'

export interface FormParts {
  form: DocumentForm
  access: Access
}

export const FORM_KEY: InjectionKey<FormParts> = Symbol('form view')

export function useFormParts(): FormParts {
  return inject(FORM_KEY)!
}

/** Document and definition of a form that has been loaded. */
export function loaded(form: DocumentForm): { doc: Doc; meta: Meta } {
  return { doc: form.doc.value!, meta: form.meta.value! }
}
