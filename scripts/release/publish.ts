// Publishes packages: into the pool first, then an index beside the one that is read, then one rename. Whatever happens
// meanwhile, a door sees the release before or this one, whole.

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import { billOf } from './bill.ts'
import { sourcesFile, unattendedFile } from './channel.ts'
import { type Deb, fileOf, isNewer, readDeb } from './deb.ts'
import { makeIndex, SUITE } from './index.ts'
import { letGo, proveKeys, publicKeys, signRelease } from './keys.ts'
import { readParts } from './parts.ts'
import { type Plan, planRelease } from './plan.ts'

export interface Release {
  /** Folder with the packages to add; undefined: only sign anew, before what was signed runs out. */
  readonly packages: string | undefined
  /** The repository, to be served as it is. */
  readonly to: string
  /** GnuPG's folder with the keys. */
  readonly home: string
  /** Fingerprints; with two, doors that know either take it. */
  readonly keys: readonly string[]
  readonly daysValid: number
  /** How many versions of each package stay. */
  readonly keep: number
  /** Where doors find it, for the file that tells them. */
  readonly url: string | undefined
  /** Wall clock, ms. */
  readonly at: number
}

export interface Published {
  readonly added: readonly string[]
  readonly dropped: readonly string[]
  /** Left where they lie: a newer version of the same package lies beside them. */
  readonly passed: readonly string[]
  /** ISO 8601; after it apt takes nothing from here. */
  readonly validUntil: string
}

const debsBelow = (folder: string): Deb[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.deb'))
        .sort()
        .map((path) => readDeb(join(folder, path)))
    : []

const poolPath = (deb: Deb): string => join('pool', deb.name, fileOf(deb))

const replace = (path: string, content: string): void => {
  writeFileSync(`${path}.part`, content)
  renameSync(`${path}.part`, path)
}

const putInPool = ({ to, at }: Release, deb: Deb): void => {
  const path = join(to, poolPath(deb))
  mkdirSync(dirname(path), { recursive: true })
  replace(path.replace(/\.deb$/, '.cdx.json'), `${JSON.stringify(billOf(deb, readParts(deb.path), at), null, 2)}\n`)
  copyFileSync(deb.path, `${path}.part`)
  renameSync(`${path}.part`, path)
}

const takeAway = (path: string): void => {
  const bill = path.replace(/\.deb$/, '.cdx.json')
  for (const one of [path, bill, `${path}.part`, `${bill}.part`]) rmSync(one, { force: true })
}

/** Lets `dists/stable` lead to a fresh index, and forgets all but the one before. */
const switchIndex = (dists: string, fresh: string, before: string | undefined): void => {
  const link = join(dists, `.${SUITE}.link`)
  rmSync(link, { force: true })
  symlinkSync(fresh, link)
  renameSync(link, join(dists, SUITE))
  for (const name of readdirSync(dists))
    if (name.startsWith(`.${SUITE}-`) && name !== fresh && name !== before)
      rmSync(join(dists, name), { recursive: true, force: true })
}

const currentIndex = (dists: string): string | undefined => {
  try {
    return readlinkSync(join(dists, SUITE))
  } catch {
    return undefined
  }
}

/** Puts everything beside what is read, signed; takes all of it away again when any of it fails. */
const prepare = (release: Release, plan: Plan, before: string | undefined, folder: string): void => {
  const { to, home, keys, at, daysValid } = release
  try {
    // Before anything: a person may have to type the passphrase, and may leave instead.
    proveKeys(home, keys)
    for (const deb of plan.added) putInPool(release, deb)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    const pool = [...plan.kept.map(({ path }) => relative(to, path)), ...plan.added.map(poolPath)]
    makeIndex({ to, folder, before, pool, at, daysValid })
    signRelease(home, keys, folder)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    for (const deb of plan.added) takeAway(join(to, poolPath(deb)))
    throw error
  } finally {
    letGo(home)
  }
}

/** @throws HausrechtError of the plan, of the keys, or of a program that failed; nothing is published then */
export const publish = (release: Release): Published => {
  const { to, home, keys, at, daysValid } = release
  if (keys.length === 0) throw new HausrechtError('usage', 'Name the key that signs: --key FINGERPRINT')
  const shown = publicKeys(home, keys)
  const incoming = release.packages === undefined ? [] : debsBelow(release.packages)
  const plan = planRelease(debsBelow(join(to, 'pool')), incoming, release.keep, isNewer)
  const dists = join(to, 'dists')
  const before = currentIndex(dists)
  const stamp = new Date(at).toISOString().replace(/[-:.]/g, '')
  const fresh = `.${SUITE}-${stamp}`
  if (fresh === before) throw new HausrechtError('release_too_soon', 'There is a release of this moment: try again')
  prepare(release, plan, before && join(dists, before), join(dists, fresh))
  switchIndex(dists, fresh, before)
  for (const { path } of plan.dropped) takeAway(path)

  replace(join(to, 'hausrecht.asc'), shown)
  replace(join(to, '52hausrecht-channel'), unattendedFile())
  if (release.url !== undefined) replace(join(to, 'hausrecht.sources'), sourcesFile(release.url))
  const names = (debs: readonly Deb[]): string[] => debs.map(fileOf)
  const validUntil = new Date(at + daysValid * 86_400_000).toISOString()
  return { added: names(plan.added), dropped: names(plan.dropped), passed: names(plan.passed), validUntil }
}
