// Every package of the registry that is in a .deb: bundled in a program, or beside them. For copyright and the bill of
// materials: name, version and hash as package-lock.json has them, licence as the package itself says.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { ROOT } from './bundle.ts'
import { type Lock, type Locked, lockedAt } from './natives/lock.ts'

export interface Part extends Omit<Locked, 'place'> {
  /** SPDX, as its package.json says. */
  readonly licence: string
  /** What its licence files say, whole. */
  readonly text: string
  /** Bytes in the bundles; 0 for one that lies beside them. */
  readonly bundled: number
}

const MARK = 'node_modules/'

/** `node_modules/a/node_modules/@s/b/lib/c.js` → `node_modules/a/node_modules/@s/b`. */
export const placeOf = (path: string): string | undefined => {
  const at = path.lastIndexOf(MARK)
  if (at < 0) return undefined
  const rest = path.slice(at + MARK.length).split('/')
  return path.slice(0, at + MARK.length) + rest.slice(0, rest[0]?.startsWith('@') ? 2 : 1).join('/')
}

/** Bytes of each package in all bundles together. */
export const bytesByPlace = (metafiles: readonly Metafile[]): Map<string, number> => {
  const bytes = new Map<string, number>()
  for (const { inputs } of metafiles.flatMap(({ outputs }) => Object.values(outputs))) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const place = placeOf(path)
      if (place !== undefined) bytes.set(place, (bytes.get(place) ?? 0) + bytesInOutput)
    }
  }
  return bytes
}

interface Manifest {
  readonly license?: string | { readonly type: string }
  readonly licenses?: readonly { readonly type: string }[]
  readonly author?: string | { readonly name: string }
}

const licenceOf = ({ license, licenses }: Manifest): string =>
  (typeof license === 'object' ? license.type : license) ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'unknown'

const textOf = (folder: string, manifest: Manifest): string => {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)([.-]|$)/i.test(name))
  const texts = files.sort().map((name) => readFileSync(join(folder, name), 'utf8').trim())
  const author = typeof manifest.author === 'object' ? manifest.author.name : manifest.author
  return texts.length > 0 ? texts.join('\n\n') : `The package has no licence file. Author: ${author ?? 'not named'}.`
}

/** The part of another machine has no folder here: its licence is that of the one for this machine. */
const folderOf = (place: string): string => {
  const folder = join(ROOT, place)
  if (existsSync(folder)) return folder
  return folder.replace(/linux-(x64|arm64)/, (_, cpu) => `linux-${cpu === 'x64' ? 'arm64' : 'x64'}`)
}

export const partsOf = (lock: Lock, metafiles: readonly Metafile[], natives: readonly Locked[]): Part[] => {
  const bytes = bytesByPlace(metafiles)
  const places = new Set([...bytes.keys(), ...natives.map(({ place }) => place)])
  const parts = [...places].sort().map((place): Part => {
    const { name, version, integrity } = lockedAt(lock, place)
    const folder = folderOf(place)
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
    const licence = licenceOf(manifest)
    return { name, version, integrity, licence, text: textOf(folder, manifest), bundled: bytes.get(place) ?? 0 }
  })
  const once = new Map(parts.map((part) => [`${part.name}@${part.version}`, part] as const))
  return [...once.values()]
}

/** As it is left beside the package, for a bill of materials. */
export const listed = (parts: readonly Part[]): object[] =>
  parts.map(({ name, version, integrity, licence }) => ({ name, version, integrity, licence }))
