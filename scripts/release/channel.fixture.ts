// A whole channel to test with: a key, packages of a few bytes, a server on loopback that can lie, and a machine of its
// own for apt: Debian's apt with every path of it in a temporary folder.

import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, normalize } from 'node:path'
import { run } from '#scripts/package/run.ts'
import { sourcesFile } from './channel.ts'
import { letGo, makeKey, publicKeys } from './keys.ts'
import { type Published, publish, type Release } from './publish.ts'

const APT_LIMIT = 60_000

export interface Told {
  readonly code: number
  readonly text: string
}

/** Runs to its end without stopping the event loop: the server answers meanwhile. */
export const tell = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Told> =>
  new Promise((resolve) => {
    const all = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive', ...env }
    execFile(command, args, { timeout: APT_LIMIT, env: all }, (error, stdout, stderr) => {
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : -1) : 0, text: stdout + stderr })
    })
  })

export const buildDeb = (folder: string, version: string, extra: Readonly<Record<string, string>> = {}): string => {
  const tree = join(folder, `tree-${version}`)
  mkdirSync(join(tree, 'DEBIAN'), { recursive: true })
  const control = {
    Package: 'hausrecht-device',
    Version: version,
    Architecture: 'all',
    Maintainer: 'Nobody <nobody@localhost>',
    Description: 'a door of a test',
    ...extra,
  }
  const lines = Object.entries(control).map(([name, value]) => `${name}: ${value}\n`)
  writeFileSync(join(tree, 'DEBIAN', 'control'), lines.join(''))
  const path = join(folder, `hausrecht-device_${version}_${control.Architecture}.deb`)
  run('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', tree, path])
  const parts = [{ name: 'pino', version: '10.4.0', integrity: 'sha512-AAEC', licence: 'MIT' }]
  writeFileSync(path.replace(/\.deb$/, '.parts.json'), JSON.stringify(parts))
  rmSync(tree, { recursive: true })
  return path
}

/** Serves a folder; `lies` may put other bytes in a file's place. */
const serve = async (folder: string, lies: Map<string, Uint8Array | undefined>) => {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(request.url ?? '/')).replace(/^\/+/, '')
    const answer = async () => {
      const lie = [...lies].find(([name]) => path.endsWith(name))
      return lie ? lie[1] : readFile(join(folder, path)).catch(() => undefined)
    }
    answer().then(
      (bytes) => response.writeHead(bytes === undefined ? 404 : 200).end(bytes),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { port: (server.address() as AddressInfo).port, close }
}

/** A machine that knows the channel's key and has nothing installed. */
export const openMachine = (root: string, url: string, key: string) => {
  const folders = [
    'etc/apt/sources.list.d',
    'etc/apt/apt.conf.d',
    'etc/apt/preferences.d',
    'etc/apt/trusted.gpg.d',
    'var/lib/apt/lists/partial',
    'var/cache/apt/archives/partial',
    'var/lib/dpkg/info',
    'var/lib/dpkg/updates',
    'var/log/apt',
    'keyrings',
  ]
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'var/lib/dpkg/status'), '')
  writeFileSync(join(root, 'var/lib/dpkg/available'), '')
  const trust = (armoured: string): void => writeFileSync(join(root, 'keyrings/hausrecht.asc'), armoured)
  trust(key)
  const sources = sourcesFile(url).replace(/(?<=Signed-By: ).*/, join(root, 'keyrings/hausrecht.asc'))
  writeFileSync(join(root, 'etc/apt/sources.list.d/hausrecht.sources'), sources)
  const settings = {
    Dir: root,
    'Dir::State::status': join(root, 'var/lib/dpkg/status'),
    'APT::Architecture': 'amd64',
    'APT::Architectures': 'amd64',
    'APT::Sandbox::User': '',
    'Acquire::Retries': '0',
    'Acquire::Languages': 'none',
    'Acquire::http::Timeout': '10',
    'Dpkg::Options::': `--root=${root}`,
  }
  writeFileSync(
    join(root, 'apt.conf'),
    Object.entries(settings)
      .map(([name, value]) => `${name} "${value}";\n`)
      .join(''),
  )
  const apt = (...args: string[]): Promise<Told> => tell('apt-get', args, { APT_CONFIG: join(root, 'apt.conf') })
  return {
    root,
    trust,
    apt,
    /** The newest version that apt would take, or nothing. */
    candidate: async (): Promise<string | undefined> => {
      const { text } = await tell('apt-cache', ['policy', 'hausrecht-device'], { APT_CONFIG: join(root, 'apt.conf') })
      return /Candidate: (\S+)/.exec(text)?.[1]
    },
  }
}

export const openChannel = async () => {
  // GnuPG's socket lies in its folder, and its name must stay short.
  const folder = await mkdtemp(join(tmpdir(), 'hr-'))
  const place = (name: string): string => join(folder, name)
  const home = place('gpg')
  const key = makeKey(home, 'A test', true)
  const lies = new Map<string, Uint8Array | undefined>()
  const served = await serve(place('to'), lies)
  const url = `http://127.0.0.1:${served.port}`
  let machines = 0
  const homes = [home]
  return {
    ...{ folder, home, key, lies, url },
    to: place('to'),
    /** Makes packages of these versions and publishes them. */
    release: (versions: readonly string[], how: Partial<Release> = {}): Published => {
      const packages = place('packages')
      rmSync(packages, { recursive: true, force: true })
      mkdirSync(packages)
      for (const version of versions) buildDeb(packages, version)
      const usual = { packages, to: place('to'), home, keys: [key], daysValid: 90, keep: 3, url, at: Date.now() }
      return publish({ ...usual, ...how })
    },
    machine: () => openMachine(place(`machine-${machines++}`), url, publicKeys(home, [key])),
    /** A key that no door knows. */
    stranger: () => {
      const other = place(`gpg${homes.length}`)
      homes.push(other)
      return { home: other, key: makeKey(other, 'A stranger', true) }
    },
    /** What is served now, to be put back later. */
    snapshot: (name: string): (() => void) => {
      cpSync(place('to'), place(name), { recursive: true, verbatimSymlinks: true })
      return () => {
        rmSync(place('to'), { recursive: true })
        cpSync(place(name), place('to'), { recursive: true, verbatimSymlinks: true })
      }
    },
    close: async (): Promise<void> => {
      await served.close()
      for (const one of homes) letGo(one)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
export type Channel = Awaited<ReturnType<typeof openChannel>>
