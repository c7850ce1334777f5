import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const PACKED = /\.(js|css|html|svg|json)$/
const LEAST_BYTES = 1024

/** Write a `.br` and a `.gz` beside each text file of the build, so that the server never compresses. */
export function compress(): Plugin {
  let folder = ''
  return {
    name: 'desk-compress',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
    },
    async closeBundle() {
      const files = await readdir(folder, { recursive: true })
      const wanted = files.filter((file) => PACKED.test(file))
      await Promise.all(wanted.map((file) => packFile(join(folder, file))))
    },
  }
}

async function packFile(path: string): Promise<void> {
  const content = await readFile(path)
  if (content.length < LEAST_BYTES) return
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
  await writeFile(`${path}.br`, await promisify(brotliCompress)(content, brotli))
  await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }))
}
