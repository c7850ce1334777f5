import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

interface Entry {
  file: string
  src?: string
  imports?: string[]
  css?: string[]
}
type Manifest = Record<string, Entry>

/** Bytes that each part may have when packed. */
const BUDGETS: Array<{ part: string; entries: string[]; script: number; style?: number }> = [
  {
    part: 'shell and list',
    entries: ['index.html', 'src/views/list/ListView.vue'],
    script: 110_000,
    style: 12_000,
  },
  { part: 'form', entries: ['index.html', 'src/pages/FormPage.vue'], script: 130_000 },
]

/** Fail the build when a part has grown beyond its budget. */
export function checkSizes(): Plugin {
  let folder = ''
  return {
    name: 'desk-sizes',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      folder = config.build.outDir
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf-8')) as Manifest
        const faults = BUDGETS.flatMap((budget) => faultsOf(budget, manifest, folder))
        if (faults.length) throw new Error(faults.join('\n'))
      },
    },
  }
}

function faultsOf(
  { part, entries, script, style }: (typeof BUDGETS)[number],
  manifest: Manifest,
  folder: string,
): string[] {
  const files = new Set<string>()
  const styles = new Set<string>()
  const visit = (key: string): void => {
    const entry = manifest[key]
    if (!entry || files.has(entry.file)) return
    files.add(entry.file)
    entry.css?.forEach((file) => styles.add(file))
    entry.imports?.forEach(visit)
  }
  entries.forEach(visit)
  const sum = (names: Set<string>): number =>
    [...names].reduce((total, name) => total + packedSize(join(folder, name)), 0)
  const found: Array<[string, number, number | undefined]> = [
    ['scripts', sum(files), script],
    ['styles', sum(styles), style],
  ]
  for (const [kind, bytes] of found) console.info(`${part}: ${kind} ${(bytes / 1000).toFixed(1)} KB packed`)
  return found
    .filter(([, bytes, most]) => most !== undefined && bytes > most)
    .map(([kind, bytes, most]) => `${part}: ${kind} are ${bytes} bytes packed, the budget is ${most}.`)
}

function packedSize(path: string): number {
  const packed = statSync(`${path}.gz`, { throwIfNoEntry: false })
  return (packed ?? statSync(path)).size
}
