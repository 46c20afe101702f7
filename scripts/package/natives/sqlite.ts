// better-sqlite3's native part: the registry has it as source alone, so it is compiled here, for either machine, from
// the lockfile's tarball and the headers of the Node that runs this. Bound to Node's ABI: Debian 13's Node has the same.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import { ARCH, type Arch } from '../arch.ts'
import { run } from '../run.ts'
import { file, type Tree } from '../tree.ts'
import type { Locked } from './lock.ts'
import { withUnpacked } from './unpack.ts'

/** Node 20's; `libnode115` is Debian 13's name for it. */
export const NODE_ABI = '115'

const COMPILE_LIMIT = 900_000
const BUILT = 'build/Release/better_sqlite3.node'

/** Node's headers lie beside it. @throws HausrechtError `package_node` */
const nodeFolder = (): string => {
  const folder = dirname(dirname(process.execPath))
  if (process.versions.modules !== NODE_ABI || !existsSync(join(folder, 'include/node/node.h')))
    throw new HausrechtError(
      'package_node',
      `The bridge's package is made with Node 20 and its headers (ABI ${NODE_ABI}); this is ${process.version} in ${folder}.`,
    )
  return folder
}

const nodeGyp = (): string =>
  join(run('npm', ['root', '--global']).toString().trim(), 'npm/node_modules/node-gyp/bin/node-gyp.js')

const compile = (source: string, arch: Arch): Buffer => {
  const { triplet, cpu } = ARCH[arch]
  // Paths of this machine must not end up in what is compiled.
  const flags = `-ffile-prefix-map=${source}=. -fdebug-prefix-map=${source}=.`
  run(
    process.execPath,
    [
      nodeGyp(),
      'rebuild',
      '--release',
      `--arch=${cpu}`,
      `--nodedir=${nodeFolder()}`,
      '--jobs=2',
      `--target_arch=${cpu}`,
    ],
    {
      cwd: source,
      within: COMPILE_LIMIT,
      env: {
        ...process.env,
        ...{ CC: `${triplet}-gcc`, CXX: `${triplet}-g++`, AR: `${triplet}-ar`, LINK: `${triplet}-g++` },
        ...{ CFLAGS: flags, CXXFLAGS: flags },
      },
    },
  )
  return readFileSync(join(source, BUILT))
}

/** @param cache folder where it is kept: compiling takes a minute or two */
export const sqliteTree = (locked: Locked, arch: Arch, tarball: string, cache: string): Tree => {
  const compiler = run(`${ARCH[arch].triplet}-g++`, ['--version']).toString().split('\n')[0] ?? ''
  const made = createHash('sha256').update([locked.integrity, compiler, process.version].join('\n')).digest('hex')
  const kept = join(cache, `better_sqlite3-${locked.version}-${arch}-${made.slice(0, 16)}.node`)
  if (!existsSync(kept)) {
    mkdirSync(cache, { recursive: true, mode: 0o700 })
    writeFileSync(
      `${kept}.new`,
      withUnpacked(tarball, (source) => compile(source, arch)),
    )
    renameSync(`${kept}.new`, kept)
  }
  return new Map([[join(locked.place, BUILT), file(readFileSync(kept))]])
}
