// A Debian package file, read: what it is called, what it leans on, its hash.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { HausrechtError } from '#protocol/fault.ts'
import { run } from '#scripts/package/run.ts'

export interface Deb {
  readonly path: string
  readonly name: string
  readonly version: string
  readonly architecture: string
  /** As in its control file. */
  readonly depends: string
  readonly recommends: string
  /** Hex. */
  readonly sha256: string
}

const FIELDS = ['Package', 'Version', 'Architecture', 'Depends', 'Recommends'] as const

/** @throws HausrechtError `release_no_package` when it is none */
export const readDeb = (path: string): Deb => {
  const told = run('dpkg-deb', ['--field', path, ...FIELDS]).toString()
  const field = (name: (typeof FIELDS)[number]): string =>
    new RegExp(`^${name}: ((?:.*)(?:\\n .*)*)`, 'm').exec(told)?.[1]?.replaceAll('\n', '') ?? ''
  const [name, version, architecture] = [field('Package'), field('Version'), field('Architecture')]
  // Names become paths: nothing but what Debian Policy §5.6 lets a name and a version be.
  if (!/^[a-z\d][a-z\d+.-]+$/.test(name) || !/^\d[\w.+~:-]*$/.test(version) || !/^[a-z\d-]+$/.test(architecture))
    throw new HausrechtError('release_no_package', `${path} is no package that can be published`)
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
  return { path, name, version, architecture, depends: field('Depends'), recommends: field('Recommends'), sha256 }
}

/** Debian's order of versions (Policy §5.6.12), asked of dpkg itself. */
export const isNewer = (version: string, than: string): boolean =>
  spawnSync('dpkg', ['--compare-versions', version, 'gt', than]).status === 0

/** The name Debian gives the file; an epoch is not in it. */
export const fileOf = ({ name, version, architecture }: Deb): string =>
  `${name}_${version.replace(/^\d+:/, '')}_${architecture}.deb`
