import { expect, it } from 'vitest'
import { safeTarget } from './safe-target'

it.each([
  ['/desk/lead?x=1', '/desk/lead?x=1'],
  ['//evil.example', '/desk'],
  ['/\\evil.example', '/desk'],
  ['https://evil.example', '/desk'],
  ['/login', '/desk'],
  [undefined, '/desk'],
])('%s leads to %s', (wanted, expected) => expect(safeTarget(wanted)).toBe(expected))
