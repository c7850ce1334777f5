/** What people type for dates and times, to values as the server writes them, and back. */
import { formatDate, formatDatetime, formatTime } from './dates'

export interface DateFormats {
  dateFormat: string
  timeFormat: string
}

/** Reads typed text; `now` is the site's wall clock. Null when the text can't be a value. */
type Reader = (text: string, formats: DateFormats, now: string) => string | null

export interface DateKind {
  /** The format in letters, for an empty box. */
  pattern: (formats: DateFormats) => string
  show: (value: string, formats: DateFormats) => string
  read: Reader
  /** A value to show what is expected. */
  sample: (now: string) => string
  /** The value when a day is chosen in the calendar; what has no day has none. */
  withDay?: (day: string, before: string) => string
}

const DAYS_FROM_NOW: Record<string, number> = {
  today: 0,
  tomorrow: 1,
  yesterday: -1,
  今天: 0,
  明天: 1,
  后天: 2,
  昨天: -1,
  前天: -2,
}
const NOW = new Set(['now', '现在'])
const AFTERNOON = /pm|下午|晚上/
const HALF_DAY = /\s*(am|pm|上午|下午|晚上)\s*/

const clean = (text: string): string => text.normalize('NFKC').trim().toLowerCase()
const pad = (value: number): string => String(value).padStart(2, '0')

/** `2026-11-27` when there is such a day, else null. */
function isoDay(year: number, month: number, day: number): string | null {
  const moment = new Date(Date.UTC(year, month - 1, day))
  const exists = year >= 1000 && moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day
  return exists ? `${year}-${pad(month)}-${pad(day)}` : null
}

function shifted(today: string, days: number): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Day and month in the order of the site's format, in the other order where only that is a day. */
function dayAndMonth(first: number, second: number, year: number, dateFormat: string): string | null {
  const isDayFirst = dateFormat.indexOf('dd') < dateFormat.indexOf('mm')
  const asDayFirst = isoDay(year, second, first)
  const asMonthFirst = isoDay(year, first, second)
  return isDayFirst ? (asDayFirst ?? asMonthFirst) : (asMonthFirst ?? asDayFirst)
}

const readDate: Reader = (source, { dateFormat }, now) => {
  const text = clean(source)
  if (text in DAYS_FROM_NOW) return shifted(now.slice(0, 10), DAYS_FROM_NOW[text]!)
  const packed = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  const parts = packed?.slice(1) ?? text.replace(/日$/, '').split(/\s*[-/.,年月\s]\s*/)
  if (parts.length < 2 || parts.length > 3 || !parts.every((part) => /^\d{1,4}$/.test(part))) return null
  const [first, second, third] = parts.map(Number) as [number, number, number | undefined]
  if (third === undefined) return dayAndMonth(first, second, Number(now.slice(0, 4)), dateFormat)
  if (parts[0]!.length === 4) return isoDay(first, second, third)
  return dayAndMonth(first, second, parts[2]!.length === 2 ? 2000 + third : third, dateFormat)
}

const CLOCK = /^(\d{1,2})[:.点时](\d{1,2})?(?:[:.分](\d{1,2})?)?(?:\.\d+|秒)?$/
const PACKED_CLOCK = /^(\d{1,2})(\d{2})$/

const readTime: Reader = (source, _formats, now) => {
  const text = clean(source)
  if (NOW.has(text)) return now.slice(11, 19)
  const half = HALF_DAY.exec(text)?.[1]
  const bare = text.replace(HALF_DAY, '')
  const match = CLOCK.exec(bare) ?? PACKED_CLOCK.exec(bare) ?? (half ? /^(\d{1,2})$/.exec(bare) : null)
  if (!match) return null
  const [hour, minute, second] = [match[1], match[2], match[3]].map((part) => Number(part ?? 0))
  const full = half ? (hour! % 12) + (AFTERNOON.test(half) ? 12 : 0) : hour!
  return full < 24 && minute! < 60 && second! < 60 ? `${pad(full)}:${pad(minute!)}:${pad(second!)}` : null
}

/** A day and a clock; a day alone begins at midnight, a clock alone is today's. */
const readDatetime: Reader = (source, formats, now) => {
  const text = clean(source).replace(/^(\d{4}-\d{2}-\d{2})t/, '$1 ')
  if (NOW.has(text)) return now
  const day = readDate(text, formats, now)
  if (day) return `${day} 00:00:00`
  const gap = text.search(/\s+\S*[:点时]|\s+\d{3,4}$|\s+\d{1,2}\s*[ap]m$/)
  const date = gap < 0 ? now.slice(0, 10) : readDate(text.slice(0, gap), formats, now)
  const time = readTime(gap < 0 ? text : text.slice(gap), formats, now)
  return date && time ? `${date} ${time}` : null
}

/** Field types that hold a date or a time. */
export const DATE_KINDS: Record<string, DateKind> = {
  Date: {
    pattern: ({ dateFormat }) => dateFormat,
    show: (value, { dateFormat }) => formatDate(value, dateFormat),
    read: readDate,
    sample: (now) => now.slice(0, 10),
    withDay: (day) => day,
  },
  Datetime: {
    pattern: ({ dateFormat, timeFormat }) => `${dateFormat} ${timeFormat}`,
    show: (value, { dateFormat, timeFormat }) => formatDatetime(value, dateFormat, timeFormat),
    read: readDatetime,
    sample: (now) => now,
    withDay: (day, before) => `${day} ${before.slice(11, 19) || '00:00:00'}`,
  },
  Time: {
    pattern: ({ timeFormat }) => timeFormat,
    show: (value, { timeFormat }) => formatTime(value, timeFormat),
    read: readTime,
    sample: (now) => now.slice(11, 19),
  },
}
