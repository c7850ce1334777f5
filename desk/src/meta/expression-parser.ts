/** Text of an expression to its syntax tree. */

export type Node =
  | { type: 'literal'; value: unknown }
  | { type: 'name'; name: string }
  | { type: 'array'; items: Node[] }
  | { type: 'object'; entries: Array<[string, Node]> }
  | { type: 'template'; parts: Array<string | Node> }
  | { type: 'not'; operand: Node }
  | { type: 'negative'; operand: Node }
  | { type: 'positive'; operand: Node }
  | { type: 'typeof'; operand: Node }
  | { type: 'and'; left: Node; right: Node }
  | { type: 'or'; left: Node; right: Node }
  | { type: 'coalesce'; left: Node; right: Node }
  | { type: 'binary'; operator: string; left: Node; right: Node }
  | { type: 'conditional'; test: Node; yes: Node; no: Node }
  | { type: 'member'; target: Node; name: string; optional: boolean }
  | { type: 'index'; target: Node; index: Node; optional: boolean }
  | { type: 'call'; callee: Node; args: Node[] }
  | { type: 'arrow'; parameters: string[]; body: Node }

export class ExpressionSyntaxError extends Error {}

interface Token {
  kind: 'number' | 'string' | 'template' | 'name' | 'sign' | 'end'
  text: string
}

const MAX_DEPTH = 60
const SIGNS = /^(?:===|!==|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|[-+*/%<>!?:.,()[\]{}])/
const WORDS: Record<string, unknown> = {
  true: true,
  false: false,
  null: null,
  undefined: undefined,
  NaN: NaN,
}
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0' }

/** Parse one expression; a trailing `;` is allowed. */
export function parse(source: string): Node {
  const parser = new Parser(tokens(source.trim().replace(/;\s*$/, '')))
  const tree = parser.expression()
  parser.expectEnd()
  return tree
}

function tokens(source: string): Token[] {
  const found: Token[] = []
  let at = 0
  const take = (pattern: RegExp, kind: Token['kind']): boolean => {
    const match = pattern.exec(source.slice(at))
    if (!match) return false
    found.push({ kind, text: match[0] })
    at += match[0].length
    return true
  }
  while (at < source.length) {
    const blank = /^\s+/.exec(source.slice(at))
    if (blank) {
      at += blank[0].length
      continue
    }
    const known =
      take(/^(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/, 'number') ||
      take(/^[\p{L}_$][\p{L}\p{N}_$]*/u, 'name') ||
      take(/^(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/, 'string') ||
      take(/^`(?:[^`\\]|\\[\s\S])*`/, 'template') ||
      take(SIGNS, 'sign')
    if (!known) throw new ExpressionSyntaxError(`Unexpected ${source[at]} at ${at + 1}.`)
  }
  found.push({ kind: 'end', text: '' })
  return found
}

const BINARY: ReadonlyArray<ReadonlySet<string>> = [
  new Set(['==', '!=', '===', '!==']),
  new Set(['<', '<=', '>', '>=', 'in']),
  new Set(['+', '-']),
  new Set(['*', '/', '%']),
]

class Parser {
  private at = 0
  private depth = 0
  constructor(private readonly list: Token[]) {}

  expression(): Node {
    if (++this.depth > MAX_DEPTH) throw new ExpressionSyntaxError('Nested too deeply.')
    const node = this.arrow() ?? this.conditional()
    this.depth--
    return node
  }

  expectEnd(): void {
    if (this.token.kind !== 'end') throw new ExpressionSyntaxError(`Unexpected ${this.token.text}.`)
  }

  private get token(): Token {
    return this.list[this.at]!
  }

  private isName(): boolean {
    return this.token.kind === 'name'
  }

  private is(text: string): boolean {
    const { kind, text: found } = this.token
    return found === text && (kind === 'sign' || kind === 'name')
  }

  private accept(text: string): boolean {
    if (!this.is(text)) return false
    this.at++
    return true
  }

  private expect(text: string): void {
    if (!this.accept(text))
      throw new ExpressionSyntaxError(`Expected ${text}, found ${this.token.text || 'the end'}.`)
  }

  private arrow(): Node | null {
    const start = this.at
    const parameters = this.parameters()
    if (parameters && this.accept('=>')) return { type: 'arrow', parameters, body: this.expression() }
    this.at = start
    return null
  }

  private parameters(): string[] | null {
    if (this.isName()) return [this.list[this.at++]!.text]
    if (!this.accept('(')) return null
    const names: string[] = []
    while (this.isName()) {
      names.push(this.list[this.at++]!.text)
      if (!this.accept(',')) break
    }
    return this.accept(')') ? names : null
  }

  private conditional(): Node {
    const test = this.either()
    if (!this.accept('?')) return test
    const yes = this.expression()
    this.expect(':')
    return { type: 'conditional', test, yes, no: this.expression() }
  }

  private either(): Node {
    let left = this.both()
    for (;;) {
      if (this.accept('||')) left = { type: 'or', left, right: this.both() }
      else if (this.accept('??')) left = { type: 'coalesce', left, right: this.both() }
      else return left
    }
  }

  private both(): Node {
    let left = this.binary(0)
    while (this.accept('&&')) left = { type: 'and', left, right: this.binary(0) }
    return left
  }

  private binary(level: number): Node {
    const operators = BINARY[level]
    if (!operators) return this.unary()
    let left = this.binary(level + 1)
    while (operators.has(this.token.text) && this.token.kind !== 'string') {
      const operator = this.list[this.at++]!.text
      left = { type: 'binary', operator, left, right: this.binary(level + 1) }
    }
    return left
  }

  private unary(): Node {
    if (this.accept('!')) return { type: 'not', operand: this.unary() }
    if (this.accept('-')) return { type: 'negative', operand: this.unary() }
    if (this.accept('+')) return { type: 'positive', operand: this.unary() }
    if (this.accept('typeof')) return { type: 'typeof', operand: this.unary() }
    return this.postfix(this.primary())
  }

  private postfix(start: Node): Node {
    let node = start
    for (;;) {
      if (this.accept('.')) node = { type: 'member', target: node, name: this.word(), optional: false }
      else if (this.accept('?.')) node = this.optional(node)
      else if (this.accept('[')) node = this.indexed(node, false)
      else if (this.accept('(')) node = { type: 'call', callee: node, args: this.items(')') }
      else return node
    }
  }

  private optional(target: Node): Node {
    if (this.accept('[')) return this.indexed(target, true)
    return { type: 'member', target, name: this.word(), optional: true }
  }

  private indexed(target: Node, optional: boolean): Node {
    const index = this.expression()
    this.expect(']')
    return { type: 'index', target, index, optional }
  }

  private word(): string {
    if (this.token.kind !== 'name')
      throw new ExpressionSyntaxError(`Expected a name, found ${this.token.text}.`)
    return this.list[this.at++]!.text
  }

  private items(close: string): Node[] {
    const found: Node[] = []
    while (!this.is(close)) {
      found.push(this.expression())
      if (!this.accept(',')) break
    }
    this.expect(close)
    return found
  }

  private primary(): Node {
    const token = this.list[this.at++]!
    if (token.kind === 'number') return { type: 'literal', value: Number(token.text) }
    if (token.kind === 'string') return { type: 'literal', value: unescape(token.text.slice(1, -1)) }
    if (token.kind === 'template') return template(token.text.slice(1, -1))
    if (token.kind === 'name') return named(token.text)
    if (token.text === '(') return this.group()
    if (token.text === '[') return { type: 'array', items: this.items(']') }
    if (token.text === '{') return this.object()
    throw new ExpressionSyntaxError(token.kind === 'end' ? 'Unexpected end.' : `Unexpected ${token.text}.`)
  }

  private group(): Node {
    const node = this.expression()
    this.expect(')')
    return node
  }

  private object(): Node {
    const entries: Array<[string, Node]> = []
    while (!this.is('}')) {
      const key = this.list[this.at++]!
      const name = key.kind === 'string' ? unescape(key.text.slice(1, -1)) : key.text
      this.expect(':')
      entries.push([name, this.expression()])
      if (!this.accept(',')) break
    }
    this.expect('}')
    return { type: 'object', entries }
  }
}

const RESERVED = new Set(
  'new function class this delete void await yield import super let const var return'.split(' '),
)

function named(text: string): Node {
  if (Object.hasOwn(WORDS, text)) return { type: 'literal', value: WORDS[text] }
  if (RESERVED.has(text)) throw new ExpressionSyntaxError(`${text} is not part of the language.`)
  return { type: 'name', name: text }
}

function unescape(text: string): string {
  return text.replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|[\s\S])/g, (_whole, code: string) =>
    code.length > 1 ? String.fromCharCode(parseInt(code.slice(1), 16)) : (ESCAPES[code] ?? code),
  )
}

function template(text: string): Node {
  const parts: Array<string | Node> = []
  let rest = text
  for (;;) {
    const start = rest.indexOf('${')
    if (start < 0) break
    const end = rest.indexOf('}', start)
    if (end < 0) throw new ExpressionSyntaxError('Unfinished template.')
    parts.push(unescape(rest.slice(0, start)), parse(rest.slice(start + 2, end)))
    rest = rest.slice(end + 1)
  }
  parts.push(unescape(rest))
  return { type: 'template', parts }
}
