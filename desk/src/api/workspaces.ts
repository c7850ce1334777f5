/** Workspaces and what they show. */
import { read } from './client'

export interface WorkspacePage {
  name: string
  title: string
  label?: string
  icon?: string
  parent_page?: string
  public?: number
  is_hidden?: number
  module?: string
  content?: string
}

export interface Shortcut {
  label: string
  type?: string
  link_to?: string
  doc_view?: string
  url?: string
  stats_filter?: string
  format?: string
  color?: string
}

export interface CardLink {
  label: string
  type?: string
  link_type?: string
  link_to?: string
  is_query_report?: number
  description?: string
}

export interface Card {
  label: string
  links: CardLink[]
}

export interface DesktopPage {
  shortcuts?: { items: Shortcut[] }
  cards?: { items: Card[] }
}

export async function getWorkspaces(): Promise<WorkspacePage[]> {
  const answer = await read<{ pages: WorkspacePage[] }>('frappe.desk.desktop.get_workspace_sidebar_items')
  return answer?.pages ?? []
}

export const getDesktopPage = (page: WorkspacePage): Promise<DesktopPage> =>
  read<DesktopPage>('frappe.desk.desktop.get_desktop_page', { page: { name: page.name, title: page.title } })
