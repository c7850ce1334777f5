/** Values to text, by field type and the site's formats. */
import { formatDate, formatDatetime, formatTime } from './dates'
import { groupNumber, precisionOf, type NumberSettings } from './numbers'
import type { DocField, Row, Value } from './types'

export interface FormatSettings extends NumberSettings {
  language: string
  dateFormat: string
  timeFormat: string
  /** Translate a Select value or a title. */
  translate: (text: string, context?: string) => string
  /** Title of a linked record, when it is known. */
  titleOf?: (doctype: string, name: string) => string | undefined
}

type Formatter = (value: Value, df: DocField, settings: FormatSettings, doc: Row) => string

const text: Formatter = (value) => String(value)

const FORMATTERS: Record<string, Formatter> = {
  Check: (value, _df, settings) => settings.translate(Number(value) ? 'Yes' : 'No'),
  Int: (value, _df, settings) => groupNumber(Number(value), 0, settings.numberFormat),
  'Long Int': (value) => String(value),
  Float: (value, df, settings) =>
    groupNumber(Number(value), precisionOf(df, settings), settings.numberFormat, true),
  Percent: (value, df, settings) =>
    `${groupNumber(Number(value), precisionOf(df, settings), settings.numberFormat, true)}%`,
  Currency: (value, df, settings, doc) => formatMoney(Number(value), df, settings, doc),
  Date: (value, _df, settings) => formatDate(String(value), settings.dateFormat),
  Datetime: (value, _df, settings) => formatDatetime(String(value), settings.dateFormat, settings.timeFormat),
  Time: (value, _df, settings) => formatTime(String(value), settings.timeFormat),
  Duration: (value, df) => formatDuration(Number(value), df),
  Rating: (value, df) => formatRating(Number(value), df),
  Select: (value, df, settings) => settings.translate(String(value), df.parent),
  Link: (value, df, settings) => settings.titleOf?.(df.options ?? '', String(value)) ?? String(value),
  'Dynamic Link': (value, df, settings, doc) =>
    settings.titleOf?.(String(doc[df.options ?? ''] ?? ''), String(value)) ?? String(value),
  'Text Editor': (value) => plainText(String(value)),
  'HTML Editor': (value) => plainText(String(value)),
  Password: (value) => (value ? '••••••••' : ''),
  Attach: (value) => fileName(String(value)),
  'Attach Image': (value) => fileName(String(value)),
  JSON: (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
  Table: (value) => String(Array.isArray(value) ? value.length : ''),
  Geolocation: (value) => (value ? '◎' : ''),
  Signature: (value) => (value ? '✓' : ''),
}

/** Text of a value; empty for nothing. Zero is a value for numbers. */
export function formatValue(value: Value, df: DocField, settings: FormatSettings, doc: Row = {}): string {
  if (value === null || value === undefined || value === '') return ''
  return (FORMATTERS[df.fieldtype] ?? text)(value, df, settings, doc)
}

/** Code of the currency of a Currency field. */
export function currencyOf(df: DocField, settings: NumberSettings, doc: Row): string {
  const options = df.options ?? ''
  const field = options.includes(':') ? '' : options
  return String((field && doc[field]) || settings.currency || '')
}

function formatMoney(value: number, df: DocField, settings: FormatSettings, doc: Row): string {
  const code = currencyOf(df, settings, doc)
  const figure = groupNumber(Math.abs(value), precisionOf(df, settings), settings.numberFormat)
  return `${value < 0 ? '-' : ''}${currencySymbol(code, settings)}${figure}`
}

const symbols = new Map<string, string>()

/** Sign of a currency, as short as the language allows. */
export function currencySymbol(code: string, settings: FormatSettings): string {
  if (!code) return ''
  if (settings.symbols?.[code]) return settings.symbols[code]
  const key = `${settings.language} ${code}`
  if (!symbols.has(key)) symbols.set(key, findSymbol(code, settings.language))
  return symbols.get(key)!
}

function findSymbol(code: string, language: string): string {
  try {
    const style = { style: 'currency', currency: code, currencyDisplay: 'narrowSymbol' } as const
    const parts = new Intl.NumberFormat(language, style).formatToParts(0)
    const sign = parts.find((part) => part.type === 'currency')?.value ?? code
    return /^[A-Z]{3}$/.test(sign) ? `${sign} ` : sign
  } catch {
    return `${code} `
  }
}

/** Seconds as `1d 2h 3m 4s`. */
export function formatDuration(
  seconds: number,
  df: Pick<DocField, 'hide_days' | 'hide_seconds'> = {},
): string {
  const total = Math.abs(Math.round(seconds))
  const days = df.hide_days ? 0 : Math.floor(total / 86_400)
  const hours = Math.floor((total - days * 86_400) / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  const rest = df.hide_seconds ? 0 : total % 60
  const parts: Array<[number, string]> = [
    [days, 'd'],
    [hours, 'h'],
    [minutes, 'm'],
    [rest, 's'],
  ]
  const shown = parts.filter(([amount]) => amount).map(([amount, unit]) => `${amount}${unit}`)
  return `${seconds < 0 ? '-' : ''}${shown.join(' ') || '0s'}`
}

/** `1d 2h 3m 4s` to seconds; null when the text can't be read. A bare number counts as seconds. */
export function parseDuration(source: string): number | null {
  const cleaned = source.trim().toLowerCase()
  if (!cleaned) return 0
  if (/^\d+$/.test(cleaned)) return Number(cleaned)
  const units: Record<string, number> = { d: 86_400, h: 3600, m: 60, s: 1 }
  let total = 0
  const rest = cleaned.replace(/(\d+(?:\.\d+)?)\s*([dhms])/g, (_all, amount: string, unit: string) => {
    total += Number(amount) * units[unit]!
    return ''
  })
  return rest.trim() ? null : Math.round(total)
}

function formatRating(value: number, df: DocField): string {
  const stars = Number(df.options) || 5
  const filled = Math.round(value * stars * 2) / 2
  return `${filled} / ${stars}`
}

/** Text of some HTML, without running or loading any of it. */
export function plainText(html: string): string {
  return html
    .replace(/<(br|\/p|\/div|\/li)[^>]*>/gi, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Last part of a file address. */
export function fileName(url: string): string {
  const last = url.split(/[?#]/)[0]!.split('/').pop() ?? url
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}
