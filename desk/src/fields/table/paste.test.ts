import { expect, it } from 'vitest'
import { cellValue, parseCells } from './paste'

it('reads cells of a spreadsheet', () => {
  expect(parseCells('a\tb\r\nc\td\n')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ])
  expect(parseCells('"two\nlines"\t"say ""hi"""')).toEqual([['two\nlines', 'say "hi"']])
})

it.each([
  ['Float', '1,234.5', 1234.5],
  ['Float', 'abc', undefined],
  ['Check', '是', 1],
  ['Check', '', 0],
  ['Date', '2026/1/2', '2026-01-02'],
  ['Date', '2026年11月2日', '2026-11-02'],
  ['Date', '2/1/2026', '2026-01-02'],
  ['Date', 'soon', undefined],
  ['Datetime', '2026/1/2 8:30', '2026-01-02 08:30:00'],
  ['Time', '8:30', '08:30:00'],
  ['Data', ' x ', 'x'],
])('%s from %s', (fieldtype, text, expected) => {
  const settings = {
    numberFormat: '#,###.##',
    dateFormat: 'dd/mm/yyyy',
    timeFormat: 'HH:mm',
    now: '2026-11-27 09:30:00',
  }
  expect(cellValue({ fieldname: 'x', fieldtype }, text, settings)).toBe(expected)
})
