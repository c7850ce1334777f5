/** Texts of the desk: `__()` looks a source string up in the dictionary that came with the boot call. */
import { shallowRef } from 'vue'

type Dictionary = Record<string, string>

const dictionary = shallowRef<Dictionary>({})
const language = shallowRef('en')

/** Replace the dictionary and set the language of the page. */
export function setLanguage(code: string, messages: Dictionary): void {
  dictionary.value = messages
  language.value = code
  if (typeof document !== 'undefined') document.documentElement.lang = htmlLanguage(code)
}

/** Add texts that arrived later, such as the labels of a DocType. */
export function addMessages(messages: Dictionary | undefined): void {
  if (!messages || !Object.keys(messages).length) return
  dictionary.value = { ...dictionary.value, ...messages }
}

/** The language code of the server (`zh`, `en`). */
export function currentLanguage(): string {
  return language.value
}

/** The language tag browsers know. */
export function htmlLanguage(code: string): string {
  return code === 'zh' ? 'zh-CN' : code
}

type Arguments = ReadonlyArray<string | number> | Readonly<Record<string, string | number>>

/** Translate `source` and fill its placeholders: `{0}` from a list, `{name}` from an object. */
export function __(source: string | undefined | null, args?: Arguments | null, context?: string): string {
  if (!source) return ''
  const found = (context && dictionary.value[`${source}:${context}`]) || dictionary.value[source] || source
  return args ? fill(found, args) : found
}

function fill(text: string, args: Arguments): string {
  const values = args as Record<string, string | number>
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => (key in values ? String(values[key]) : whole))
}
