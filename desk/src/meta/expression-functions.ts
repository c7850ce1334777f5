/** Functions that every expression may call. */

const number = (value: unknown): number => {
  const found = typeof value === 'string' ? Number(value.replace(/,/g, '')) : Number(value)
  return Number.isFinite(found) ? found : 0
}

export const FUNCTIONS: Record<string, unknown> = {
  in_list: (list: unknown, value: unknown) => Array.isArray(list) && list.includes(value),
  has_common: (a: unknown[], b: unknown[]) => a.some((value) => b.includes(value)),
  cint: (value: unknown) => Math.trunc(number(value)),
  flt: (value: unknown, precision?: number) => {
    const found = number(value)
    return precision === undefined ? found : Number(found.toFixed(precision))
  },
  cstr: (value: unknown) => (value === null || value === undefined ? '' : String(value)),
  is_null: (value: unknown) => value === null || value === undefined || value === '',
  Boolean: (value: unknown) => Boolean(value),
  Number: (value: unknown) => Number(value),
  String: (value: unknown) => String(value),
  parseInt: (value: string) => Number.parseInt(value, 10),
  parseFloat: (value: string) => Number.parseFloat(value),
  Math: {
    abs: Math.abs,
    ceil: Math.ceil,
    floor: Math.floor,
    round: Math.round,
    max: Math.max,
    min: Math.min,
  },
  Array: { isArray: Array.isArray },
  Object: { keys: (value: object) => Object.keys(value), values: (value: object) => Object.values(value) },
}
