/** Fields of a DocType to tabs, sections and columns. */
import type { DocField } from './types'

export interface LayoutColumn {
  key: string
  label: string
  fields: DocField[]
}

export interface LayoutSection {
  key: string
  df: DocField | null
  label: string
  columns: LayoutColumn[]
}

export interface LayoutTab {
  key: string
  df: DocField | null
  label: string
  sections: LayoutSection[]
}

/** The order of fields is the layout: breaks open the next tab, section or column. */
export function layoutOf(fields: readonly DocField[]): LayoutTab[] {
  const tabs: LayoutTab[] = []
  for (const df of fields) (BREAKS[df.fieldtype] ?? addField)(tabs, df)
  return tabs.map(withoutEmpty).filter((tab) => tab.sections.length)
}

type Step = (tabs: LayoutTab[], df: DocField) => void

const addTab = (tabs: LayoutTab[], df: DocField | null): void => {
  tabs.push({ key: df?.fieldname ?? 'main', df, label: df?.label ?? '', sections: [] })
}

const addSection = (tabs: LayoutTab[], df: DocField | null): void => {
  if (!tabs.length) addTab(tabs, null)
  const tab = tabs.at(-1)!
  const key = df?.fieldname ?? `${tab.key}-section`
  tab.sections.push({ key, df, label: df?.label ?? '', columns: [] })
}

const addColumn = (tabs: LayoutTab[], df: DocField | null): void => {
  if (!tabs.at(-1)?.sections.length) addSection(tabs, null)
  const section = tabs.at(-1)!.sections.at(-1)!
  const key = df?.fieldname ?? `${section.key}-column`
  section.columns.push({ key, label: df?.label ?? '', fields: [] })
}

const addField: Step = (tabs, df) => {
  if (!tabs.at(-1)?.sections.at(-1)?.columns.length) addColumn(tabs, null)
  tabs.at(-1)!.sections.at(-1)!.columns.at(-1)!.fields.push(df)
}

const BREAKS: Record<string, Step> = {
  'Tab Break': addTab,
  'Section Break': addSection,
  'Column Break': addColumn,
  Fold: addSection,
}

function withoutEmpty(tab: LayoutTab): LayoutTab {
  const sections = tab.sections
    .map((section) => ({ ...section, columns: section.columns.filter((column) => column.fields.length) }))
    .filter((section) => section.columns.length)
  return { ...tab, sections }
}

/** All fields of a section, column after column. */
export function fieldsOf(section: LayoutSection): DocField[] {
  return section.columns.flatMap((column) => column.fields)
}
