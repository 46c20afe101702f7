// The pages as they are built, in a folder of their own, once for all tests here.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const CONFIG = fileURLToPath(new URL('../vite.config.ts', import.meta.url))

export interface Built {
  readonly folder: string
  /** Paths of the courier's page: what its first load fetches. */
  firstLoad(): Promise<ReadonlyMap<string, Buffer>>
  remove(): Promise<void>
}

const imported = (script: string): string[] =>
  [...script.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)].map(([, name]) => `assets/${name ?? ''}`)

const loadOf = async (folder: string): Promise<ReadonlyMap<string, Buffer>> => {
  const found = new Map<string, Buffer>()
  const take = async (path: string): Promise<void> => {
    if (found.has(path)) return
    const bytes = await readFile(join(folder, path))
    found.set(path, bytes)
    const text = bytes.toString()
    const more = path.endsWith('.html')
      ? [...text.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, name]) => name ?? '')
      : imported(path.endsWith('.js') ? text : '')
    for (const one of more) await take(one)
  }
  await take('visit/index.html')
  return found
}

export const buildPages = async (): Promise<Built> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-pages-'))
  await build({ configFile: CONFIG, logLevel: 'silent', build: { outDir: folder } })
  return {
    folder,
    firstLoad: () => loadOf(folder),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
