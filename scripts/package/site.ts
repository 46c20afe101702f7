// The pages that the bridge serves, built anew into a folder of their own: a running bridge keeps those it has.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { ROOT } from './bundle.ts'
import { run } from './run.ts'
import { folderTree, type Tree } from './tree.ts'

const BUILD_LIMIT = 300_000

export const siteTree = (to: string): Tree => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-site-'))
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const config = join(ROOT, 'bridge/web/vite.config.ts')
  try {
    run(
      process.execPath,
      [vite, 'build', '--config', config, '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'],
      {
        cwd: ROOT,
        within: BUILD_LIMIT,
      },
    )
    return folderTree(folder, to)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const ENTRIES = ['shell/main.tsx', 'visit/main.tsx', 'sw/main.ts']

/** Which packages the pages are made of: the builder above does not tell. */
export const siteMetafile = async (): Promise<Metafile> => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES.map((entry) => `bridge/web/${entry}`),
    outdir: 'dist/pages',
    write: false,
    bundle: true,
    metafile: true,
    platform: 'browser',
    format: 'esm',
    splitting: true,
    logLevel: 'silent',
  })
  return metafile
}
