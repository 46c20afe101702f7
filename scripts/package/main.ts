// npm run package -- [device|bridge|cloud …] [--arch arm64,amd64] [--version V] [--to DIR] [--quick]
// Writes a .deb for each, into dist/packages in the place of the one before, and shows what weighs what. Ends with 0, or 2 for a word it does not know, 3 for a fault.

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { HausrechtError } from '#protocol/fault.ts'
import { ARCHES, type Arch } from './arch.ts'
import { buildPackage, debArch } from './build.ts'
import { ROOT } from './bundle.ts'
import { clearOthers } from './clear.ts'
import type { Lock } from './natives/lock.ts'
import { RECIPES, ROOMS, type Room } from './recipes.ts'
import { run } from './run.ts'
import { weightTable } from './weight.ts'

/** deb-version(7), without an epoch; `-` would say that Debian made it. */
const VERSION = /^\d[A-Za-z0-9.+~]*$/

/** Holds one version of each package. */
const USUAL = join(ROOT, 'dist/packages')

const among = <Word extends string>(words: readonly string[], known: readonly Word[]): Word[] =>
  words.map((word) => {
    const found = known.find((each) => each === word)
    if (found === undefined) throw new HausrechtError('package_usage', `"${word}" is none of: ${known.join(', ')}`)
    return found
  })

/** The last commit's, so that the same commit gives the same bytes. */
const epochNow = (): number =>
  Number(process.env['SOURCE_DATE_EPOCH'] ?? run('git', ['log', '-1', '--format=%ct'], { cwd: ROOT }).toString())

const read = <Content>(path: string): Content => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Content

interface Asked {
  readonly rooms: readonly Room[]
  readonly arches: readonly Arch[]
  readonly version: string
  readonly to: string
  readonly quick: boolean
}

const asked = (argv: readonly string[]): Asked => {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      arch: { type: 'string', default: ARCHES.join(',') },
      version: { type: 'string' },
      to: { type: 'string', default: USUAL },
      quick: { type: 'boolean', default: false },
    },
  })
  const version = values.version ?? read<{ version: string }>('package.json').version
  if (!VERSION.test(version))
    throw new HausrechtError('package_usage', `"${version}" is no version of a Debian package.`)
  return {
    rooms: positionals.length === 0 ? ROOMS : among(positionals, ROOMS),
    arches: among(values.arch.split(','), ARCHES),
    ...{ version, to: resolve(values.to), quick: values.quick },
  }
}

const main = async (): Promise<void> => {
  const { rooms, arches, version, to, quick } = asked(process.argv.slice(2))
  const lock = read<Lock>('package-lock.json')
  for (const room of rooms) {
    const recipe = RECIPES[room]
    // One for all machines is made once.
    const each = debArch(recipe.natives, 'amd64') === 'all' ? arches.slice(0, 1) : arches
    for (const arch of each) {
      const options = { version, arch, to, epoch: epochNow(), compression: quick ? 'zstd' : 'xz' } as const
      const built = await buildPackage(recipe, lock, options)
      const cleared = to === USUAL ? clearOthers(built.path) : []
      if (cleared.length > 0) console.log(`removed from ${to}: ${cleared.join(', ')}`)
      console.log(`${built.path}  ${Math.ceil(built.installed / 1024)} MiB installed\n${weightTable(built.tree)}`)
    }
  }
}

try {
  await main()
} catch (error) {
  const known = error instanceof HausrechtError ? `${error.code}: ${error.message}` : String(error)
  process.stderr.write(`${known}\n`)
  process.exitCode = error instanceof HausrechtError && error.code === 'package_usage' ? 2 : 3
}
