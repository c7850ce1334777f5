/** Families of field types. */

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(','))

export const LAYOUT_TYPES = setOf('Section Break,Column Break,Tab Break,Fold')
export const NO_VALUE_TYPES = setOf('Section Break,Column Break,Tab Break,Fold,HTML,Button,Image,Heading')
export const TABLE_TYPES = setOf('Table,Table MultiSelect')
export const NUMERIC_TYPES = setOf('Int,Long Int,Float,Currency,Percent,Check,Rating,Duration')
export const RIGHT_ALIGNED_TYPES = setOf('Int,Long Int,Float,Currency,Percent,Duration')
export const TEXT_TYPES = setOf(
  'Small Text,Text,Long Text,Text Editor,Markdown Editor,HTML Editor,Code,JSON,Geolocation,Signature',
)
/** Types that take the whole width of a section. */
export const WIDE_TYPES = setOf(
  'Table,Text Editor,Markdown Editor,HTML Editor,Code,JSON,Long Text,Geolocation',
)

export const hasValue = (fieldtype: string): boolean => !NO_VALUE_TYPES.has(fieldtype)
export const isTable = (fieldtype: string): boolean => TABLE_TYPES.has(fieldtype)
