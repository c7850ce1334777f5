/** Dates as the server writes them: `2026-11-22`, `2026-11-22 09:30:00.123456`, in the site's wall clock. */

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?$/

/** A date in the site's format (`yyyy-mm-dd`, `dd.mm.yyyy`, ...). */
export function formatDate(value: string, pattern: string): string {
  const match = DATE.exec(value)
  if (!match) return value
  const [, year, month, day] = match
  return (pattern || 'yyyy-mm-dd').replace('yyyy', year!).replace('mm', month!).replace('dd', day!)
}

/** A clock in the site's format; without one the minute is enough. */
export function formatTime(value: string, pattern = 'HH:mm'): string {
  const match = CLOCK.exec(value)
  if (!match) return value
  const [, hour, minute, second = '00'] = match
  return pattern.replace('HH', hour!.padStart(2, '0')).replace('mm', minute!).replace('ss', second)
}

export function formatDatetime(value: string, datePattern: string, timePattern?: string): string {
  if (!DATE.test(value) || value.length <= 10) return formatDate(value, datePattern)
  return `${formatDate(value, datePattern)} ${formatTime(value.slice(11), timePattern)}`
}

const pad = (value: number): string => String(value).padStart(2, '0')

/** The calendar day of a moment in a time zone, as the server writes it. */
export function today(timeZone?: string, moment: Date = new Date()): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: timeZone || undefined }).format(moment)
  return DATE.test(parts)
    ? parts.slice(0, 10)
    : `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}`
}

/** The wall clock of a time zone, as the server writes it. */
export function now(timeZone?: string, moment: Date = new Date()): string {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: timeZone || undefined,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(moment)
  return `${today(timeZone, moment)} ${clock}`
}

const UNITS: Array<[Intl.RelativeTimeFormatUnit, number]> = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** "3 hours ago" in the given language; both times are wall clocks of the site. */
export function ago(value: string, language: string, nowText: string): string {
  const seconds = (wallClock(value) - wallClock(nowText)) / 1000
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit)
  }
  return words.format(0, 'second')
}

function wallClock(value: string): number {
  return Date.parse(`${value.slice(0, 19).replace(' ', 'T')}Z`)
}
