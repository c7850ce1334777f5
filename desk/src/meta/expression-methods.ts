/** Members and methods that values of the expression language have. */

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each entry says what it takes; wrong kinds raise in JavaScript
type Method = (target: any, args: any) => unknown

const STRING_METHODS: Record<string, Method> = {
  includes: (text: string, [part, from]: [string, number?]) => text.includes(part, from),
  startsWith: (text: string, [part]: [string]) => text.startsWith(part),
  endsWith: (text: string, [part]: [string]) => text.endsWith(part),
  indexOf: (text: string, [part]: [string]) => text.indexOf(part),
  toLowerCase: (text: string) => text.toLowerCase(),
  toUpperCase: (text: string) => text.toUpperCase(),
  trim: (text: string) => text.trim(),
  slice: (text: string, [from, to]: [number, number?]) => text.slice(from, to),
  substring: (text: string, [from, to]: [number, number?]) => text.substring(from, to),
  split: (text: string, [by]: [string]) => (by === undefined ? [text] : text.split(by)),
  replace: (text: string, [from, to]: [string, string]) => text.replace(from, () => to),
  charAt: (text: string, [at]: [number]) => text.charAt(at),
  concat: (text: string, parts: string[]) => text.concat(...parts),
  toString: (text: string) => text,
}

type Callback = (value: unknown, index: number) => unknown

const ARRAY_METHODS: Record<string, Method> = {
  includes: (list: unknown[], [value]: [unknown]) => list.includes(value),
  indexOf: (list: unknown[], [value]: [unknown]) => list.indexOf(value),
  some: (list: unknown[], [test]: [Callback]) => list.some((value, i) => test(value, i)),
  every: (list: unknown[], [test]: [Callback]) => list.every((value, i) => test(value, i)),
  find: (list: unknown[], [test]: [Callback]) => list.find((value, i) => test(value, i)),
  findIndex: (list: unknown[], [test]: [Callback]) => list.findIndex((value, i) => test(value, i)),
  filter: (list: unknown[], [test]: [Callback]) => list.filter((value, i) => test(value, i)),
  map: (list: unknown[], [change]: [Callback]) => list.map((value, i) => change(value, i)),
  reduce: (
    list: unknown[],
    [step, ...start]: [(sum: unknown, value: unknown, i: number) => unknown, unknown?],
  ) =>
    start.length
      ? list.reduce((s, v, i) => step(s, v, i), start[0])
      : list.reduce((s, v, i) => step(s, v, i)),
  join: (list: unknown[], [by]: [string?]) => list.join(by),
  slice: (list: unknown[], [from, to]: [number?, number?]) => list.slice(from, to),
  concat: (list: unknown[], parts: unknown[]) => list.concat(...parts),
}

const NUMBER_METHODS: Record<string, Method> = {
  toFixed: (value: number, [digits]: [number?]) => value.toFixed(digits),
  toString: (value: number) => String(value),
}

function methodsOf(target: unknown): Record<string, Method> | null {
  if (typeof target === 'string') return STRING_METHODS
  if (typeof target === 'number') return NUMBER_METHODS
  if (Array.isArray(target)) return ARRAY_METHODS
  return null
}

/** Read an own member; prototypes can't be reached. */
export function memberOf(target: unknown, name: string): unknown {
  if (target === null || target === undefined)
    throw new TypeError(`Cannot read ${name} of ${String(target)}.`)
  if (name === 'length' && (typeof target === 'string' || Array.isArray(target))) return target.length
  if (typeof target === 'string') return /^\d+$/.test(name) ? target[Number(name)] : undefined
  if (typeof target !== 'object' || !Object.hasOwn(target, name)) return undefined
  return (target as Record<string, unknown>)[name]
}

/** Call one of the known methods, or a function that the scope put into an object. */
export function callMethod(target: unknown, name: string, args: unknown[]): unknown {
  const methods = methodsOf(target)
  if (methods && Object.hasOwn(methods, name)) return methods[name]!(target, args)
  const member = memberOf(target, name)
  if (typeof member !== 'function') throw new TypeError(`${name} is not a function.`)
  return member(...args)
}
