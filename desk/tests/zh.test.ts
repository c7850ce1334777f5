import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { MODIFIED_FIELD, NAME_FIELD, STANDARD_FIELDS } from '@/meta/columns'
import { operatorsFor, TIMESPANS } from '@/meta/filters'

const ROOT = fileURLToPath(new URL('../src/', import.meta.url))
const CSV = fileURLToPath(new URL('../../apps/frappe/frappe/translations/zh.csv', import.meta.url))
const rows = parseCsv(readFileSync(CSV, 'utf-8'))
const known = new Map(rows.map(([source, text]) => [source, text]))
const CALL = /__\(\s*(?:'((?:[^'\\]|\\.)+)'|"((?:[^"\\]|\\.)+)")/g

/** Lines of a translation file: source, translation, and a context where one is given. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  for (const line of text.split('\n').filter(Boolean)) {
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)]
    rows.push(cells.map((match) => match[1]?.replace(/""/g, '"') ?? match[2] ?? ''))
  }
  return rows
}

/** Texts written where they are used. */
function usedTexts(): string[] {
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf-8' }).filter((file) =>
    /(?<!\.test)\.(ts|vue)$/.test(file),
  )
  return files.flatMap((file) =>
    [...readFileSync(ROOT + file, 'utf-8').matchAll(CALL)].map((match) =>
      (match[1] ?? match[2])!.replace(/\\'/g, "'"),
    ),
  )
}

it('every text of the desk has a Chinese translation', () => {
  expect(usedTexts().filter((text) => !known.has(text))).toEqual([])
})

it('operators, time spans and standard fields have one too', () => {
  const types = ['Data', 'Select', 'Link', 'Date', 'Currency', 'Time', 'Check']
  const operators = types.flatMap((fieldtype) =>
    operatorsFor({ fieldname: 'x', fieldtype }).map((operator) => operator.label),
  )
  const labels = [...STANDARD_FIELDS, NAME_FIELD, MODIFIED_FIELD].map((df) => df.label!)
  expect([...operators, ...TIMESPANS, ...labels].filter((text) => !known.has(text))).toEqual([])
})

it('translations keep the placeholders and end like a sentence where the source does', () => {
  const marks = (text: string): string[] => [...text.matchAll(/\{\w*\}/g)].map((match) => match[0]).sort()
  const broken = rows.filter(
    ([source, text]) =>
      marks(source!).join() !== marks(text!).join() || (/[a-z}]\.$/.test(source!) && !text!.endsWith('。')),
  )
  expect(broken).toEqual([])
})

it('Chinese texts use full-width punctuation', () => {
  expect(rows.filter(([, text]) => /\p{Script=Han}[,;:?!]|[,;:?!]\p{Script=Han}/u.test(text!))).toEqual([])
})
