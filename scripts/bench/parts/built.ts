// The project's programs as one file each, as in the packages: for whoever starts dozens of them and would wait each time
// until their sources are compiled. Files beside a source stay beside it: each part keeps the URL of its source.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { REQUIRE } from '../../package/bundle.ts'
import { RECIPES, ROOMS } from '../../package/recipes.ts'
import { PLACE } from '../run.ts'
import { startBuilt } from './program.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** Says where the door's other programs are by where it is itself: they lie beside it here, too. */
const MOVES = join(ROOT, 'device/program.ts')

const OTHERS = ['hardware/simulator/main.ts', 'scripts/bench/doors/crowd/main.ts']

const SOURCES = [...new Set([...ROOMS.flatMap((room) => Object.values(RECIPES[room].programs)), ...OTHERS])]

/** `device/camera/main.ts` becomes camera.js: as device/program.ts looks for it. */
const nameOf = (source: string): string => basename(dirname(source))

const keepUrls: Plugin = {
  name: 'keep-urls',
  setup: (building) => {
    building.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path === MOVES || path.includes('/node_modules/')) return undefined
      const source = await readFile(path, 'utf8')
      return { contents: source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)), loader: 'ts' }
    })
  },
}

/** @param folder within the checkout, so that native packages are found. @returns path by source */
const buildPrograms = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const programs = new Map(SOURCES.map((source) => [source, join(folder, `${nameOf(source)}.js`)] as const))
  await build({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(SOURCES.map((source) => [nameOf(source), source])),
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: ROOMS.flatMap((room) => [...RECIPES[room].natives]),
    banner: { js: REQUIRE },
    logLevel: 'error',
    plugins: [keepUrls],
  })
  return programs
}

/** From now on `typescript()` names built programs. @returns ends that, and takes them away */
export const compileOnce = async (): Promise<() => void> => {
  mkdirSync(PLACE, { recursive: true, mode: 0o700 })
  const folder = mkdtempSync(join(PLACE, 'built-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  const end = startBuilt(await buildPrograms(folder))
  return () => {
    process.off('exit', remove)
    end()
    remove()
  }
}
