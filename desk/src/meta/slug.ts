/** DocType and workspace names in the address. */

export function slug(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
}

/** The name among `known` that has this slug; a guess in title case when none has. */
export function unslug(text: string, known: Iterable<string>): string {
  for (const name of known) if (slug(name) === text) return name
  return text.replace(
    /(^|-)(\p{L})/gu,
    (_all, dash: string, letter: string) => (dash ? ' ' : '') + letter.toUpperCase(),
  )
}

export const listPath = (doctype: string): string => `/desk/${encodeURIComponent(slug(doctype))}`
export const formPath = (doctype: string, name: string): string =>
  `${listPath(doctype)}/${encodeURIComponent(name)}`
export const newPath = (doctype: string): string => `${listPath(doctype)}/new`
