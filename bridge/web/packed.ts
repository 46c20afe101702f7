// Packs what was built once and well, so that the bridge need not do it at each start: beside each text its .br and .gz.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXT = /\.(js|css|html|svg|json|webmanifest|txt|wasm)$/
/** Less than this fits into one packet as it is. */
const LEAST_BYTES = 1024

const pack = (file: string): void => {
  const bytes = readFileSync(file)
  if (bytes.length < LEAST_BYTES) return
  const hint = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length, [constants.BROTLI_PARAM_QUALITY]: 11 }
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: hint }))
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
}

export const packed = (): Plugin => ({
  name: 'packed',
  apply: 'build',
  enforce: 'post',
  writeBundle: {
    order: 'post',
    sequential: true,
    handler: ({ dir: folder = '' }) => {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (entry.isFile() && TEXT.test(entry.name)) pack(join(entry.parentPath, entry.name))
      }
    },
  },
})
