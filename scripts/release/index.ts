// The index of one release as apt reads it: Packages for each architecture, by hash as well, bills of materials, and the
// Release file over all of them. Made in a folder that nobody reads yet.

import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { run } from '#scripts/package/run.ts'

export const ORIGIN = 'Hausrecht'
export const SUITE = 'stable'
export const COMPONENT = 'main'
const ARCHITECTURES = ['arm64', 'amd64'] as const
const DAY = 86_400_000

export interface IndexParts {
  /** The repository. */
  readonly to: string
  /** Where the index is made. */
  readonly folder: string
  /** The index before, or undefined. */
  readonly before: string | undefined
  /** Packages that are published, below `to`. */
  readonly pool: readonly string[]
  /** Wall clock, ms. */
  readonly at: number
  readonly daysValid: number
}

/** apt-ftparchive reads the whole pool; what is about to be dropped is left out here. */
const stanzas = (to: string, architecture: string, pool: readonly string[]): string => {
  const all = run(
    'apt-ftparchive',
    [
      '--arch',
      architecture,
      '-o',
      'APT::FTPArchive::MD5=false',
      '-o',
      'APT::FTPArchive::SHA1=false',
      'packages',
      'pool',
    ],
    { cwd: to, within: 600_000 },
  ).toString()
  const wanted = all.split(/\n\n+/).filter((stanza) => pool.includes(/^Filename: (.+)$/m.exec(stanza)?.[1] ?? ''))
  return wanted.map((stanza) => `${stanza.trim()}\n`).join('\n')
}

/** A client that read the Release before asks for what it named, even now: old names stay for one release. */
const putByHash = (folder: string, before: string | undefined): void => {
  const names = join(folder, 'by-hash', 'SHA256')
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
  mkdirSync(names, { recursive: true })
  for (const { name } of files) {
    const hash = createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex')
    linkSync(join(folder, name), join(names, hash))
  }
  if (before === undefined || !existsSync(before)) return
  for (const { name } of readdirSync(before, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    const hash = createHash('sha256')
      .update(readFileSync(join(before, name)))
      .digest('hex')
    if (!existsSync(join(names, hash))) copyFileSync(join(before, name), join(names, hash))
  }
}

/** RFC 5322 as Debian writes it, always UTC. */
const dated = (at: number): string => new Date(at).toUTCString().replace('GMT', 'UTC')

const putBills = ({ to, folder, pool }: IndexParts): void => {
  const bills = join(folder, COMPONENT, 'sbom')
  mkdirSync(bills, { recursive: true })
  for (const path of pool) {
    const bill = join(to, path.replace(/\.deb$/, '.cdx.json'))
    if (existsSync(bill)) copyFileSync(bill, join(bills, basename(bill)))
  }
}

export const makeIndex = (parts: IndexParts): void => {
  const { to, folder, before, pool, at, daysValid } = parts
  for (const architecture of ARCHITECTURES) {
    const place = join(COMPONENT, `binary-${architecture}`)
    mkdirSync(join(folder, place), { recursive: true })
    const text = stanzas(to, architecture, pool)
    writeFileSync(join(folder, place, 'Packages'), text)
    writeFileSync(join(folder, place, 'Packages.gz'), gzipSync(text, { level: 9 }))
    writeFileSync(join(folder, place, 'Packages.xz'), run('xz', ['--stdout', '-9'], { input: Buffer.from(text) }))
    putByHash(join(folder, place), before === undefined ? undefined : join(before, place))
  }
  putBills(parts)
  const fields = {
    Origin: ORIGIN,
    Label: ORIGIN,
    Suite: SUITE,
    Codename: SUITE,
    Architectures: ARCHITECTURES.join(' '),
    Components: COMPONENT,
    Date: dated(at),
    'Acquire-By-Hash': 'yes',
    'Patterns::': '*.cdx.json',
  }
  const options = Object.entries(fields).flatMap(([name, value]) => [
    '-o',
    `APT::FTPArchive::Release::${name}=${value}`,
  ])
  // As Debian does: one kind of hash, by whose name apt asks.
  const others = ['MD5', 'SHA1', 'SHA512'].flatMap((name) => ['-o', `APT::FTPArchive::${name}=false`])
  const release = run('apt-ftparchive', [...options, ...others, 'release', '.'], { cwd: folder }).toString()
  // apt-ftparchive counts this from its own clock only (ValidTime).
  const until = `Valid-Until: ${dated(at + daysValid * DAY)}`
  writeFileSync(join(folder, 'Release'), `${until}\n${release}`)
}
