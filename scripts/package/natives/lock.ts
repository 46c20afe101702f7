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

/** The places a package asks for; optional ones only where they are this architecture's part of it. */
const askedBy = (lock: Lock, place: string, arch: Arch): string[] => {
  const { dependencies = {}, optionalDependencies = {} } = lock.packages[place] ?? {}
  const needed = Object.keys(dependencies).map((name) => resolve(lock, place, name) ?? missing(name))
  const parts = Object.keys(optionalDependencies).flatMap((name) => {
    const found = resolve(lock, place, name)
    const entry = found === undefined ? undefined : lock.packages[found]
    return found !== undefined && entry?.cpu !== undefined && fits(entry, arch) ? [found] : []
  })
  return [...needed, ...parts]
}

const missing = (name: string): never => {
  throw new HausrechtError('package_lock', `package-lock.json has no ${name}: run npm install.`)
}

/**
 * The packages that must lie in a node_modules folder for `roots` to run on `arch`.
 * @param leave names of what is asked for and not needed to run
 */
export const closureOf = (lock: Lock, roots: readonly string[], arch: Arch, leave: readonly string[]): Locked[] => {
  const found = new Map<string, Locked>()
  const open = roots.map((root) => resolve(lock, '', root) ?? missing(root))
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (found.has(place) || leave.includes(nameAt(place))) continue
    found.set(place, lockedAt(lock, place))
    open.push(...askedBy(lock, place, arch))
  }
  return [...found.values()].sort((one, other) => (one.place < other.place ? -1 : 1))
}
