/** Why a typed date or time can't be taken. */
import { __ } from '@/locale'
import { DATE_KINDS, type DateFormats } from '@/meta/date-text'
import type { Value } from '@/meta/types'

const EXPECTED: Record<string, string> = {
  Date: 'Enter a date like {0}.',
  Datetime: 'Enter a date and time like {0}.',
  Time: 'Enter a time like {0}.',
}

/** What to write instead, or undefined when the value of the field type is fine; `now` is the site's wall clock. */
export function dateFault(
  fieldtype: string,
  value: Value,
  formats: DateFormats,
  now: string,
): string | undefined {
  const kind = DATE_KINDS[fieldtype]
  if (!kind || !value || kind.read(String(value), formats, now) !== null) return undefined
  return __(EXPECTED[fieldtype], [kind.show(kind.sample(now), formats)])
}
