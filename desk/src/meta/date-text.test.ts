import { describe, expect, it } from 'vitest'
import { DATE_KINDS } from './date-text'

const NOW = '2026-11-27 09:30:05'
const read = (kind: string, text: string, dateFormat = 'yyyy-mm-dd'): string | null =>
  DATE_KINDS[kind]!.read(text, { dateFormat, timeFormat: 'HH:mm:ss' }, NOW)

describe('a typed date', () => {
  it.each([
    ['2026-11-27', '2026-11-27'],
    ['2026/1/2', '2026-01-02'],
    ['2026年1月2日', '2026-01-02'],
    ['２０２６．１１．２７', '2026-11-27'],
    ['20261127', '2026-11-27'],
    ['27.11', '2026-11-27'],
    ['11-27', '2026-11-27'],
    ['11月27日', '2026-11-27'],
    ['27.11.26', '2026-11-27'],
    ['today', '2026-11-27'],
    ['明天', '2026-11-28'],
    ['Yesterday', '2026-11-26'],
  ])('%s', (text, day) => expect(read('Date', text)).toBe(day))

  it.each([
    ['dd/mm/yyyy', '2026-02-01'],
    ['mm/dd/yyyy', '2026-01-02'],
    ['dd.mm.yyyy', '2026-02-01'],
  ])('follows the order of %s', (pattern, day) => {
    expect(read('Date', '1/2/2026', pattern)).toBe(day)
    expect(read('Date', '1.2', pattern)).toBe(day)
  })

  it('is read back from every format of the site', () => {
    for (const pattern of [
      'yyyy-mm-dd',
      'dd-mm-yyyy',
      'dd/mm/yyyy',
      'dd.mm.yyyy',
      'mm/dd/yyyy',
      'mm-dd-yyyy',
    ]) {
      const shown = DATE_KINDS.Date!.show('2026-03-04', { dateFormat: pattern, timeFormat: 'HH:mm' })
      expect(read('Date', shown, pattern)).toBe('2026-03-04')
    }
  })

  it.each(['soon', '2026-13-01', '2026-02-30', '1-2-3-4', '12', '40.40', '2026-11-27 08:30'])(
    '%s is none',
    (text) => expect(read('Date', text)).toBeNull(),
  )
})

describe('a typed time', () => {
  it.each([
    ['8:30', '08:30:00'],
    ['8:30:15', '08:30:15'],
    ['8:30:15.123456', '08:30:15'],
    ['0830', '08:30:00'],
    ['8:30 pm', '20:30:00'],
    ['9pm', '21:00:00'],
    ['下午3点', '15:00:00'],
    ['8点30分', '08:30:00'],
    ['12 am', '00:00:00'],
    ['now', '09:30:05'],
  ])('%s', (text, time) => expect(read('Time', text)).toBe(time))

  it.each(['soon', '24:00', '8:60', '8'])('%s is none', (text) => expect(read('Time', text)).toBeNull())
})

describe('a typed date with a time', () => {
  it.each([
    ['2026-11-27 08:30:15', '2026-11-27 08:30:15'],
    ['2026-11-27 08:30:15.123456', '2026-11-27 08:30:15'],
    ['2026-11-27T08:30', '2026-11-27 08:30:00'],
    ['27.11. 8:30', null],
    ['27.11 8:30', '2026-11-27 08:30:00'],
    ['2026/11/27 0830', '2026-11-27 08:30:00'],
    ['2026-11-27 9 pm', '2026-11-27 21:00:00'],
    ['2026-11-27', '2026-11-27 00:00:00'],
    ['明天 下午3点', '2026-11-28 15:00:00'],
    ['8:30', '2026-11-27 08:30:00'],
    ['now', NOW],
    ['2026-11-27 25:00', null],
    ['soon', null],
  ])('%s', (text, moment) => expect(read('Datetime', text)).toBe(moment))

  it('keeps its clock when another day is chosen', () => {
    expect(DATE_KINDS.Datetime!.withDay!('2026-12-01', '2026-11-27 08:30:15.5')).toBe('2026-12-01 08:30:15')
    expect(DATE_KINDS.Datetime!.withDay!('2026-12-01', '')).toBe('2026-12-01 00:00:00')
  })
})
