/** Field types to their declarations. */
import type { FieldDefinition } from './define'
import attach from './attach'
import autocomplete from './autocomplete'
import button from './button'
import check from './check'
import code from './code'
import color from './color'
import data from './data'
import date from './date'
import duration from './duration'
import html from './html'
import image from './image'
import link from './link'
import number from './number'
import password from './password'
import rating from './rating'
import richText from './rich-text'
import select from './select'
import signature from './signature'
import table from './table'
import tableMultiSelect from './table-multiselect'
import text from './text'

const ALL = [
  attach,
  autocomplete,
  button,
  check,
  code,
  color,
  data,
  date,
  duration,
  html,
  image,
  link,
  number,
  password,
  rating,
  richText,
  select,
  signature,
  table,
  tableMultiSelect,
  text,
]

const BY_TYPE = new Map(
  ALL.flatMap((definition) => definition.fieldtypes.map((name) => [name, definition] as const)),
)

/** Declaration of a field type; an unknown one is edited as plain text. */
export function fieldDefinition(fieldtype: string): FieldDefinition {
  return BY_TYPE.get(fieldtype) ?? data
}
