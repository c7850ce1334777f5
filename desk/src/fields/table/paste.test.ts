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
  ['Date', 'soon', undefined],
  ['Data', ' x ', 'x'],
])('%s from %s', (fieldtype, text, expected) => {
  expect(cellValue({ fieldname: 'x', fieldtype }, text, '#,###.##')).toBe(expected)
})
