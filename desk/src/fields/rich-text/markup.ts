/** Paragraphs of HTML to plain text and back, for the plain editor. */

const SIMPLE = /^(?:\s*<(?:p|div)(?:\s+class="ql-editor[^"]*")?>|<\/(?:p|div)>|<br\s*\/?>|[^<]|\s)*$/i

const decode = (text: string): string =>
  text
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')

/** Text of HTML that holds nothing but paragraphs and line breaks; null for anything richer. */
export function toText(html: string): string | null {
  if (!SIMPLE.test(html)) return null
  const lines = html
    .replace(/<\/p>\s*(?=<p)/gi, '\n\n')
    .replace(/<p>\s*<br\s*\/?>\s*<\/p>/gi, '')
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<\/?(?:p|div)[^>]*>/gi, '')
  return decode(lines)
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

export function toHtml(text: string): string {
  const escaped = text.trim().replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  if (!escaped) return ''
  const paragraphs = escaped.split(/\n{2,}/).map((part) => `<p>${part.replace(/\n/g, '<br>')}</p>`)
  return `<div class="ql-editor read-mode">${paragraphs.join('')}</div>`
}
