/**
 * The small language of `eval:` conditions.
 *
 * Member access, indexing, comparisons, `&& || ! ?: ??`, arithmetic, `in`, array and object literals, arrow functions
 * and a fixed set of string, array and helper functions. Nothing of the page can be reached: names resolve in the given
 * scope only, prototypes are closed, and no text is ever compiled. The server has the same language in Python; both read
 * `apps/frappe/tests/utils/eval_cases.json`.
 */
import { parse, type Node } from './expression-parser'
import { callMethod, memberOf } from './expression-methods'
import { FUNCTIONS } from './expression-functions'

export type Scope = Record<string, unknown>

const MAX_STEPS = 20_000
const parsed = new Map<string, Node>()

/** Evaluate `source`; throws `ExpressionError` when it is outside the language. */
export function evaluate(source: string, scope: Scope): unknown {
  let tree = parsed.get(source)
  if (!tree) parsed.set(source, (tree = parse(source)))
  return new Evaluator(scope).value(tree)
}

export class ExpressionError extends Error {}

class Evaluator {
  private steps = 0
  constructor(private scope: Scope) {}

  value(node: Node): unknown {
    if (++this.steps > MAX_STEPS) throw new ExpressionError('The expression takes too long.')
    return HANDLERS[node.type](this, node as never)
  }

  name(name: string): unknown {
    if (Object.hasOwn(this.scope, name)) return this.scope[name]
    if (Object.hasOwn(FUNCTIONS, name)) return FUNCTIONS[name]
    throw new ExpressionError(`Unknown name ${name}.`)
  }

  get names(): Scope {
    return this.scope
  }

  within(scope: Scope, body: Node): unknown {
    const outer = this.scope
    this.scope = scope
    try {
      return this.value(body)
    } finally {
      this.scope = outer
    }
  }
}

type Handlers = { [K in Node['type']]: (self: Evaluator, node: Extract<Node, { type: K }>) => unknown }

const HANDLERS: Handlers = {
  literal: (_self, node) => node.value,
  name: (self, node) => self.name(node.name),
  array: (self, node) => node.items.map((item) => self.value(item)),
  object: (self, node) => Object.fromEntries(node.entries.map(([key, value]) => [key, self.value(value)])),
  not: (self, node) => !self.value(node.operand),
  negative: (self, node) => -(self.value(node.operand) as number),
  positive: (self, node) => +(self.value(node.operand) as number),
  typeof: (self, node) => typeOf(self, node.operand),
  and: (self, node) => self.value(node.left) && self.value(node.right),
  or: (self, node) => self.value(node.left) || self.value(node.right),
  coalesce: (self, node) => self.value(node.left) ?? self.value(node.right),
  binary: (self, node) =>
    OPERATORS[node.operator]!(self.value(node.left) as never, self.value(node.right) as never),
  conditional: (self, node) => self.value(self.value(node.test) ? node.yes : node.no),
  template: (self, node) =>
    node.parts.map((part) => (typeof part === 'string' ? part : String(self.value(part)))).join(''),
  member: (self, node) => {
    const target = self.value(node.target)
    if (node.optional && target == null) return undefined
    return memberOf(target, node.name)
  },
  index: (self, node) => {
    const target = self.value(node.target)
    if (node.optional && target == null) return undefined
    return memberOf(target, String(self.value(node.index)))
  },
  arrow: (self, node) => {
    const closure = self.names
    return (...values: unknown[]) => {
      const given = Object.fromEntries(node.parameters.map((name, i) => [name, values[i]]))
      return self.within({ ...closure, ...given }, node.body)
    }
  },
  call: (self, node) => {
    const args = (): unknown[] => node.args.map((arg) => self.value(arg))
    if (node.callee.type !== 'member') return callFunction(self.value(node.callee), args())
    const target = self.value(node.callee.target)
    if (node.callee.optional && target == null) return undefined
    return callMethod(target, node.callee.name, args())
  },
}

function callFunction(callee: unknown, args: unknown[]): unknown {
  if (typeof callee !== 'function') throw new ExpressionError('Not a function.')
  return callee(...args)
}

function typeOf(self: Evaluator, operand: Node): string {
  try {
    return typeof self.value(operand)
  } catch (error) {
    if (operand.type === 'name') return 'undefined'
    throw error
  }
}

/** Equality is JavaScript's loose one, as conditions are written for it. */
const OPERATORS: Record<string, (a: never, b: never) => unknown> = {
  '==': (a, b) => a == b,
  '!=': (a, b) => a != b,
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => (a as number) + (b as number),
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  in: (a, b) => typeof b === 'object' && b !== null && Object.hasOwn(b, a),
}
