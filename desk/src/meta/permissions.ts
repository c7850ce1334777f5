/** Which permission levels a user's roles reach. The server decides; this spares the user useless boxes. */
import type { DocField, Meta } from './types'

export interface Levels {
  read: ReadonlySet<number>
  write: ReadonlySet<number>
}

/** Levels a user reads and writes; Administrator reaches all. */
export function levelsOf(meta: Meta, roles: readonly string[], user: string): Levels {
  const rows = meta.permissions ?? []
  if (user === 'Administrator') {
    const all = new Set([0, ...meta.fields.map((df) => df.permlevel ?? 0)])
    return { read: all, write: all }
  }
  const held = rows.filter((row) => roles.includes(row.role))
  const reached = (right: string): Set<number> =>
    new Set(held.filter((row) => Number(row[right])).map((row) => row.permlevel ?? 0))
  const write = reached('write')
  if (held.some((row) => Number(row.create) && !row.permlevel)) write.add(0)
  return { read: new Set([...reached('read'), ...reached('select')]), write }
}

/** Level 0 is left to the document's own rights; higher levels need a row. */
export const canReadField = (levels: Levels, df: DocField): boolean =>
  !df.permlevel || levels.read.has(df.permlevel)
export const canWriteField = (levels: Levels, df: DocField): boolean =>
  !df.permlevel || levels.write.has(df.permlevel)
