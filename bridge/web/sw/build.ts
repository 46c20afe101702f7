// Builds the service worker when everything else is there: one classic script, which every browser runs and which can
// name each file of the app by what is in it. What only the courier's page needs is left out.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Plugin } from 'vite'
import { SETTINGS, trimmedBundle } from '../trimmed.ts'
import type { Shell } from './shell.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

/** Of a bundle, what is needed here to walk it. */
interface Chunk {
  readonly type: 'chunk' | 'asset'
  readonly isEntry?: boolean
  readonly name?: string
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly viteMetadata?: { readonly importedCss: ReadonlySet<string>; readonly importedAssets: ReadonlySet<string> }
}
type Bundle = Readonly<Record<string, Chunk>>

/** Every file that a page of the app may ask for, first or later. */
export const reachedFrom = (bundle: Bundle, entry: string): ReadonlySet<string> => {
  const start = Object.entries(bundle).find(([, chunk]) => chunk.isEntry === true && chunk.name === entry)?.[0]
  const reached = new Set<string>()
  const open = start === undefined ? [] : [start]
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    const { imports = [], dynamicImports = [], viteMetadata } = bundle[file] ?? {}
    open.push(
      ...imports,
      ...dynamicImports,
      ...(viteMetadata?.importedCss ?? []),
      ...(viteMetadata?.importedAssets ?? []),
    )
  }
  return reached
}

/** Of the files beside the page: its icons and its manifest. */
const BESIDE = /^[\w-]+\.(svg|png|webmanifest)$/

/** @param folder of the build @param names of its files */
export const shellOf = (folder: string, names: Iterable<string>): Shell => {
  const hashOf = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('base64url')
  const beside = readdirSync(folder).filter((name) => BESIDE.test(name))
  const named = [...new Set([...names, ...beside])].sort().map((name) => [`/${name}`, hashOf(name)] as const)
  const files = [['/', hashOf('index.html')] as const, ...named]
  const version = createHash('sha256').update(JSON.stringify(files)).digest('base64url').slice(0, 12)
  return { version, files }
}

/** @param folder where the build is written to */
export const buildWorker = async (folder: string, shell: Shell): Promise<void> => {
  await build({
    entryPoints: [MAIN],
    outfile: join(folder, 'sw.js'),
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome94', 'firefox102', 'safari15.4'],
    minify: true,
    legalComments: 'none',
    define: { ...SETTINGS, SHELL: JSON.stringify(shell) },
    plugins: [trimmedBundle],
  })
}

export const worker = (): Plugin => ({
  name: 'worker',
  apply: 'build',
  enforce: 'post',
  writeBundle: {
    order: 'post',
    sequential: true,
    handler: async ({ dir = '' }, bundle) => {
      const names = [...reachedFrom(bundle as unknown as Bundle, 'app')].filter((name) => !name.endsWith('.html'))
      await buildWorker(dir, shellOf(dir, names))
    },
  },
})
