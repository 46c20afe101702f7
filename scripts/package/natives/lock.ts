// package-lock.json as a tree: which version of a package stands where, and what a package needs on an architecture.

import { HausrechtError } from '#protocol/fault.ts'
import { ARCH, type Arch } from '../arch.ts'

interface LockEntry {
  readonly version?: string
  readonly integrity?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>
}

/** One package of the lockfile, at its place (`node_modules/a/node_modules/b`). */
export interface Locked {
  readonly place: string
  readonly name: string
  readonly version: string
  /** `sha512-…` of the registry's tarball. */
  readonly integrity: string
}

const nameAt = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** @throws HausrechtError `package_lock` where the lockfile does not name it with version and hash */
export const lockedAt = (lock: Lock, place: string): Locked => {
  const { version, integrity } = lock.packages[place] ?? {}
  if (version === undefined || integrity === undefined)
    throw new HausrechtError('package_lock', `package-lock.json has no version and hash for ${place}: run npm install.`)
  return { place, name: nameAt(place), version, integrity }
}

/** Where Node finds `name` from the package at `from`: in it, then beside it, then above. */
const resolve = (lock: Lock, from: string, name: string): string | undefined => {
  const places: string[] = []
  for (let above = from; above !== ''; above = above.slice(0, Math.max(0, above.lastIndexOf('/node_modules/'))))
    places.push(`${above}/node_modules/${name}`)
  return [...places, `node_modules/${name}`].find((place) => place in lock.packages)
}

const fits = ({ os, cpu, libc }: LockEntry, arch: Arch): boolean =>
  (os?.includes('linux') ?? true) && (cpu?.includes(ARCH[arch].cpu) ?? true) && (libc?.includes('glibc') ?? true)

/**
 * The packages that must lie in a node_modules folder for `roots` to run on `arch`. Optional ones are taken where they
 * name that architecture: those without one are alternatives for others.
 */
export const closureOf = (lock: Lock, roots: readonly string[], arch: Arch, leave: readonly string[]): Locked[] => {
  const found = new Map<string, Locked>()
  const visit = (from: string, name: string, optional: boolean): void => {
    const place = resolve(lock, from, name)
    const entry = place === undefined ? undefined : lock.packages[place]
    if (place === undefined || !entry) {
      if (optional) return
      throw new HausrechtError('package_lock', `package-lock.json has no ${name}: run npm install.`)
    }
    if (optional && (entry.cpu === undefined || !fits(entry, arch))) return
    if (found.has(place) || leave.includes(name)) return
    found.set(place, lockedAt(lock, place))
    for (const needed of Object.keys(entry.dependencies ?? {})) visit(place, needed, false)
    for (const wanted of Object.keys(entry.optionalDependencies ?? {})) visit(place, wanted, true)
  }
  for (const root of roots) visit('', root, false)
  return [...found.values()].sort((one, other) => (one.place < other.place ? -1 : 1))
}
