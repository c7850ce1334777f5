import { expect, it } from 'vitest'
import { toHtml, toText } from './markup'

it('edits plain paragraphs as text and gives up on anything richer', () => {
  expect(toText('<div class="ql-editor read-mode"><p>a<br>b</p><p>c &amp; d</p></div>')).toBe('a\nb\n\nc & d')
  expect(toText('<p>a <b>b</b></p>')).toBeNull()
  expect(toText('<p style="x">a</p>')).toBeNull()
})

it('writes text as escaped paragraphs and reads it back', () => {
  const text = 'a <b>\nb\n\nc & d'
  expect(toHtml(text)).toBe('<div class="ql-editor read-mode"><p>a &lt;b&gt;<br>b</p><p>c &amp; d</p></div>')
  expect(toText(toHtml(text))).toBe(text)
  expect(toHtml('  ')).toBe('')
})
