/** Options of an Autocomplete: lines of text, or a JSON list of texts or of `{value, label}`. */
export interface Option {
  value: string
  label?: string
}

export function optionsOf(source: string): Option[] {
  const text = source.trim()
  if (!text.startsWith('['))
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => ({ value: line.trim() }))
  try {
    return (JSON.parse(text) as Array<string | Option>).map((entry) =>
      typeof entry === 'string' ? { value: entry } : entry,
    )
  } catch {
    return []
  }
}
