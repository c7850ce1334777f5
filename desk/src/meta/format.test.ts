import { describe, expect, it } from 'vitest'
import { formatDuration, formatValue, parseDuration, plainText, type FormatSettings } from './format'
import { groupNumber, parseNumber, round, shortNumber } from './numbers'
import { ago, formatDate, formatDatetime, now, today } from './dates'
import type { DocField } from './types'

const settings: FormatSettings = {
  language: 'zh-CN',
  numberFormat: '#,###.##',
  currency: 'CNY',
  currencyPrecision: 2,
  floatPrecision: 3,
  dateFormat: 'yyyy-mm-dd',
  timeFormat: 'HH:mm:ss',
  translate: (text) => ({ Open: '进行中', Yes: '是' })[text] ?? text,
}
const df = (fieldtype: string, parts: Partial<DocField> = {}): DocField => ({
  fieldname: 'x',
  fieldtype,
  ...parts,
})

describe('formatValue', () => {
  it.each([
    ['Currency', 1234.5, '¥1,234.50'],
    ['Currency', -0.005, '-¥0.01'],
    ['Float', 1234.5, '1,234.5'],
    ['Percent', 13, '13%'],
    ['Int', 1234567, '1,234,567'],
    ['Int', 0, '0'],
    ['Check', 1, '是'],
    ['Select', 'Open', '进行中'],
    ['Date', '2026-11-22', '2026-11-22'],
    ['Datetime', '2026-11-22 09:30:05.123456', '2026-11-22 09:30:05'],
    ['Time', '9:05:00', '09:05:00'],
    ['Duration', 93784, '1d 2h 3m 4s'],
    ['Rating', 0.5, '2.5 / 5'],
    ['Text Editor', '<p>a</p><p>b &amp; c</p>', 'a b & c'],
    ['Password', '******', '••••••••'],
    ['Data', null, ''],
  ] as const)('%s %s', (fieldtype, value, text) =>
    expect(formatValue(value, df(fieldtype), settings)).toBe(text),
  )

  it('takes the currency from the field that names it', () => {
    expect(formatValue(5, df('Currency', { options: 'currency' }), settings, { currency: 'EUR' })).toBe(
      '€5.00',
    )
  })
})

describe('numbers', () => {
  it('groups by the pattern', () => {
    expect(groupNumber(1234567.891, 2, '#.###,##')).toBe('1.234.567,89')
    expect(groupNumber(1234567, 0, '#,##,###.##')).toBe('12,34,567')
    expect(groupNumber(1234567.5, 1, '# ###.##')).toBe('1 234 567.5')
    expect(groupNumber(1.5, 3, '#,###.##', true)).toBe('1.5')
  })

  it('rounds half away from zero without binary surprises', () => {
    expect(round(1.005, 2)).toBe(1.01)
    expect(round(-2.5, 0)).toBe(-3)
    expect(round(1e21, 2)).toBe(1e21)
  })

  it('reads what people type', () => {
    expect(parseNumber('１，２３４．５', '#,###.##')).toBe(1234.5)
    expect(parseNumber('1.234,5', '#.###,##')).toBe(1234.5)
    expect(parseNumber('¥ 1,000', '#,###.##')).toBe(1000)
    expect(parseNumber('abc', '#,###.##')).toBeNull()
    expect(parseNumber('', '#,###.##')).toBe(0)
  })

  it('shortens by ten thousands in Chinese, by thousands in English', () => {
    expect(shortNumber(123456, 'zh-CN')).toBe('12.3万')
    expect(shortNumber(123456, 'en')).toBe('123.5K')
  })
})

describe('dates', () => {
  it('formats by the pattern', () => {
    expect(formatDate('2026-01-02', 'dd.mm.yyyy')).toBe('02.01.2026')
    expect(formatDatetime('2026-01-02 03:04:05', 'dd/mm/yyyy')).toBe('02/01/2026 03:04')
  })

  it('leaves text that is no date as it is', () => {
    expect(formatDatetime('some day next week', 'dd/mm/yyyy')).toBe('some day next week')
  })

  it("takes the site's day and clock, not the browser's", () => {
    const moment = new Date('2026-11-22T20:30:00Z')
    expect(today('Asia/Shanghai', moment)).toBe('2026-11-23')
    expect(now('Asia/Shanghai', moment)).toBe('2026-11-23 04:30:00')
  })

  it('tells how long ago', () => {
    expect(ago('2026-11-22 08:00:00', 'en', '2026-11-22 11:10:00')).toBe('3 hours ago')
    expect(ago('2026-11-22 08:00:00.5', 'zh-CN', '2026-11-22 08:00:20')).toBe('现在')
  })
})

describe('durations', () => {
  it('are read and written as 1d 2h', () => {
    expect(parseDuration('1d 2h 3m 4s')).toBe(93784)
    expect(parseDuration('90')).toBe(90)
    expect(parseDuration('soon')).toBeNull()
    expect(formatDuration(93784, { hide_days: 1 })).toBe('26h 3m 4s')
  })
})

it('plainText drops markup and keeps words', () => {
  expect(plainText('<div>a<br>b</div> <script>x</script>&lt;c&gt;')).toBe('a b x<c>')
})
