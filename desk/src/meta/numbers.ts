/** Numbers in the site's format. */
import type { DocField } from './types'

export interface NumberSettings {
  /** The contract's pattern, such as `#,###.##` or `#.###,##`. */
  numberFormat: string
  currency: string
  currencyPrecision: number
  floatPrecision: number
  symbols?: Record<string, string>
}

interface Marks {
  group: string
  point: string
}

/** Group and decimal marks of a pattern. */
export function marksOf(pattern: string): Marks {
  const signs = pattern.replace(/#/g, '')
  if (signs.length >= 2) return { group: signs[0]!, point: signs.at(-1)! }
  if (/[,.]#{3}$/.test(pattern) && signs) return { group: signs, point: signs === ',' ? '.' : ',' }
  return { group: '', point: signs || '.' }
}

/** Digits behind the point that a field shows. */
export function precisionOf(df: DocField, settings: NumberSettings): number {
  const own =
    df.precision === '' || df.precision === null || df.precision === undefined ? NaN : Number(df.precision)
  if (Number.isFinite(own)) return own
  return df.fieldtype === 'Currency' ? settings.currencyPrecision : settings.floatPrecision
}

/** Round half away from zero, free of the binary error of `toFixed`. */
export function round(value: number, digits: number): number {
  if (!Number.isFinite(value)) return 0
  const [mantissa, exponent = '0'] = String(Math.abs(value)).split('e')
  const shifted = Math.round(Number(`${mantissa}e${Number(exponent) + digits}`))
  const [back, power = '0'] = String(shifted).split('e')
  return Math.sign(value) * Number(`${back}e${Number(power) - digits}`)
}

/** A number with group marks; `trim` drops zeros at the end. */
export function groupNumber(value: number, digits: number, pattern: string, trim = false): string {
  const { group, point } = marksOf(pattern)
  const rounded = round(value, digits)
  const [whole = '0', rest = ''] = Math.abs(rounded).toFixed(digits).split('.')
  const size = pattern.startsWith('#,##,') ? 2 : 3
  const head =
    whole.length > 3
      ? whole.slice(0, -3).replace(new RegExp(`\\B(?=(\\d{${size}})+(?!\\d))`, 'g'), group)
      : ''
  const grouped = head ? `${head}${group}${whole.slice(-3)}` : whole
  const shown = trim ? rest.replace(/0+$/, '') : rest
  return `${rounded < 0 ? '-' : ''}${grouped}${shown ? point + shown : ''}`
}

/** Text typed by a person to a number; null when it isn't one. Understands full-width digits and the group mark. */
export function parseNumber(source: string, pattern: string): number | null {
  const { group, point } = marksOf(pattern)
  let text = source.normalize('NFKC').replace(/[\s¥$€£%]/g, '')
  if (group) text = text.split(group).join('')
  if (point !== '.') text = text.replace(point, '.')
  if (!text) return 0
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : null
}

const STEPS: Record<string, Array<[number, string]>> = {
  zh: [
    [1e8, '亿'],
    [1e4, '万'],
  ],
  en: [
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'K'],
  ],
}

/** Short form for cards and charts: 1.2万, 3.4M. */
export function shortNumber(value: number, language: string): string {
  const steps = STEPS[language.slice(0, 2)] ?? STEPS.en!
  const step = steps.find(([size]) => Math.abs(value) >= size)
  return step ? `${round(value / step[0], 1)}${step[1]}` : String(round(value, 2))
}
