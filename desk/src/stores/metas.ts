/** Definitions of DocTypes, fetched once per page. */
import { defineStore } from 'pinia'
import { getMetas } from '@/api/documents'
import { addMessages } from '@/locale'
import type { Meta, Workflow, WorkflowState } from '@/meta/types'

export interface WorkflowView {
  field: string
  workflow: Workflow
  styles: Record<string, string | undefined>
}

export const useMetas = defineStore('metas', () => {
  const known = new Map<string, Meta>()
  const loading = new Map<string, Promise<Meta>>()

  /** The definition of a DocType; its child tables are known afterwards as well. */
  function load(doctype: string): Promise<Meta> {
    const found = known.get(doctype)
    if (found) return Promise.resolve(found)
    let request = loading.get(doctype)
    if (!request) {
      request = fetch(doctype).finally(() => loading.delete(doctype))
      loading.set(doctype, request)
    }
    return request
  }

  async function fetch(doctype: string): Promise<Meta> {
    const metas = await getMetas(doctype)
    remember(metas)
    const meta = metas.find((candidate) => candidate.name === doctype) ?? metas[0]
    if (!meta) throw new Error(`No definition of ${doctype}`)
    known.set(meta.name, meta)
    return meta
  }

  function remember(metas: Meta[]): void {
    for (const meta of metas) {
      if (!known.has(meta.name)) known.set(meta.name, meta)
      addMessages(meta.__messages)
    }
  }

  const get = (doctype: string): Meta | undefined => known.get(doctype)
  const forget = (): void => known.clear()
  return { load, get, remember, forget }
})

/** The active workflow of a DocType, null when it has none. */
export function workflowOf(meta: Meta | null | undefined): WorkflowView | null {
  const docs = meta?.__workflow_docs ?? []
  const workflow = docs.find((doc) => doc.doctype === 'Workflow' || 'transitions' in doc) as unknown as
    Workflow | undefined
  if (!workflow) return null
  const states = docs.filter((doc) => doc.doctype === 'Workflow State') as unknown as WorkflowState[]
  const styles = Object.fromEntries(states.map((state) => [state.name, state.style]))
  return { field: workflow.workflow_state_field || 'workflow_state', workflow, styles }
}
