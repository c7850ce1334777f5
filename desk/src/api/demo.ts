/** The demo company: whether it is on the site, and taking it away. */
import { call, read } from './client'
import type { KeptRecord } from './operations'

const DEMO = 'frappe.install.demo'

export interface DemoRemoval {
  deleted: number
  kept: KeptRecord[]
}

export const isDemoLoaded = (): Promise<boolean> => read<boolean>(`${DEMO}.is_loaded`)

/** What removing would delete and keep; nothing is changed. */
export const previewDemoRemoval = (): Promise<DemoRemoval> => read<DemoRemoval>(`${DEMO}.preview`)

export const removeDemo = (): Promise<DemoRemoval> => call<DemoRemoval>(`${DEMO}.remove`)
