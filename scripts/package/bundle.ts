// Programs as one file each, with what they import inside. Natives stay outside, in node_modules beside them.

import { fileURLToPath } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'
import { HausrechtError } from '#protocol/fault.ts'
import { file, type Tree } from './tree.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface BundleSpec {
  /** Source by the program's name: `device` becomes device.js. */
  readonly programs: Readonly<Record<string, string>>
  readonly natives: readonly string[]
  /** Sources of the project that a package does without: what they export is an empty list. */
  readonly without?: Readonly<Record<string, string>>
  readonly version: string
}

export interface Bundled {
  /** By file name, without a folder. */
  readonly tree: Tree
  readonly metafile: Metafile
}

/** CommonJS packages inside ask for Node's own modules by `require`. */
export const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);"

/** @param sources by path, the name of the list each exports */
const leavingOut = (sources: Readonly<Record<string, string>>): Plugin => ({
  name: 'leaving-out',
  setup: (building) => {
    building.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const exported = sources[path.slice(ROOT.length)]
      return exported === undefined ? undefined : { contents: `export const ${exported} = []`, loader: 'ts' }
    })
  },
})

/** Who a stack trace names must be found in the sources: names stay, nothing is minified. */
export const bundle = async ({ programs, natives, without = {}, version }: BundleSpec): Promise<Bundled> => {
  const { outputFiles, metafile, warnings } = await build({
    absWorkingDir: ROOT,
    entryPoints: { ...programs },
    outdir: 'dist/bundles',
    write: false,
    bundle: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: [...natives],
    define: { HAUSRECHT_VERSION: JSON.stringify(version) },
    banner: { js: REQUIRE },
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [leavingOut(without)],
  })
  if (warnings.length > 0)
    throw new HausrechtError(
      'package_bundle',
      warnings.map(({ text, location }) => `${location?.file}: ${text}`).join('\n'),
    )
  const tree = new Map(
    outputFiles.map(({ path, contents }) => [path.slice(path.lastIndexOf('/') + 1), file(contents)] as const),
  )
  return { tree, metafile }
}
