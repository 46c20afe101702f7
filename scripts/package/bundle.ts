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
  /** By file name, without a folder: programs, and what they load later, named by its contents. */
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

const built = async (name: string, source: string, spec: BundleSpec): Promise<Bundled> => {
  const { outputFiles, metafile, warnings } = await build({
    absWorkingDir: ROOT,
    entryPoints: { [name]: source },
    outdir: 'dist/bundles',
    write: false,
    bundle: true,
    splitting: true,
    minifyWhitespace: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: [...spec.natives],
    define: { HAUSRECHT_VERSION: JSON.stringify(spec.version) },
    banner: { js: REQUIRE },
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [leavingOut(spec.without ?? {})],
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

/**
 * One file a program, without blanks, and what it needs only later in files of its own: a Pi starts as soon as it has
 * read the code. Who a stack trace names must be found in the sources: names stay.
 */
export const bundle = async (spec: BundleSpec): Promise<Bundled> => {
  const each = await Promise.all(Object.entries(spec.programs).map(([name, source]) => built(name, source, spec)))
  return {
    tree: new Map(each.flatMap(({ tree }) => [...tree])),
    metafile: {
      inputs: Object.assign({}, ...each.map(({ metafile }) => metafile.inputs)) as Metafile['inputs'],
      outputs: Object.assign({}, ...each.map(({ metafile }) => metafile.outputs)) as Metafile['outputs'],
    },
  }
}
