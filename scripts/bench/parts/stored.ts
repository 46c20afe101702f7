// Clips as they lie in the object store, read past the clip service: what is there is there, whoever was killed.

import { openFolderStore } from '#cloud/store/folder/folder.ts'
import type { Store } from '#cloud/store/port.ts'
import type { FoundPart } from '#protocol/clip/evidence.ts'
import { isFilm, kindOf, openFilm, openIdentity } from '#protocol/clip/film.ts'
import { type FramedPart, readFramed } from '#protocol/clip/framing.ts'
import { CLIP } from '#protocol/clip/head.ts'
import { type CheckedClip, verifyClip } from '#protocol/clip/verify.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { hashBytes } from '#protocol/hash.ts'
import { pairOfSeed } from '#protocol/seal/of-key.ts'
import { peekClaims } from '#protocol/token.ts'
import type { ClipId, DoorId, RequestId } from '#protocol/units.ts'
import type { House } from './house.ts'

export interface StoredClip {
  readonly clip: ClipId
  readonly checked: CheckedClip
  /** The MP4 file: init and segments, opened with the owner's key. */
  readonly film: Uint8Array
  /** The picture beside the film, and when it was taken. */
  readonly poster: { readonly jpeg: Uint8Array; readonly at: number } | undefined
}

export interface Shelf {
  /** Names of this visit's clips, the first one first. */
  of(request: RequestId): Promise<readonly ClipId[]>
  /** Number of the newest picture of it; undefined when there is none. */
  newest(clip: ClipId): Promise<number | undefined>
  /** Is its end there? */
  ended(clip: ClipId): Promise<boolean>
  /** @throws HausrechtError `bench_clip` when it cannot be opened */
  read(clip: ClipId): Promise<StoredClip>
}

const bytesOf = async (store: Store, key: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const found = await store.get(key)
  return found && new Uint8Array(found.bytes)
}

const textOf = async (store: Store, key: string): Promise<string | undefined> => {
  const bytes = await bytesOf(store, key)
  return bytes && new TextDecoder().decode(bytes)
}

const broken = (clip: ClipId, what: string): HausrechtError =>
  new HausrechtError('bench_clip', `Clip ${clip} in the store: ${what}`)

interface Placed extends FoundPart {
  readonly framed: FramedPart
}

const partsOf = async (store: Store, clip: ClipId, prefix: string): Promise<readonly Placed[]> => {
  const parts: Placed[] = []
  for await (const { key } of store.list(`${prefix}parts/`)) {
    const bytes = await bytesOf(store, key)
    const framed = bytes && readFramed(bytes)
    if (!framed) throw broken(clip, `${key} is no part`)
    const sealed = { hash: await hashBytes(framed.sealed), size: framed.sealed.length }
    parts.push({ place: Number(key.slice(-6)), line: framed.line, sealed, framed })
  }
  return parts
}

async function* framedOf(parts: readonly Placed[]): AsyncGenerator<FramedPart> {
  for (const { framed } of parts) yield framed
}

const newestOf = async (store: Store, prefix: string): Promise<number | undefined> => {
  let newest: number | undefined
  for await (const { key } of store.list(`${prefix}parts/`)) {
    const bytes = await bytesOf(store, key)
    const line = bytes && readFramed(bytes)?.line
    newest = (line === undefined ? undefined : kindOf(line)?.last) ?? newest
  }
  return newest
}

interface Opened {
  readonly film: Uint8Array
  readonly poster: Uint8Array | undefined
}

const openParts = async (clip: ClipId, parts: readonly Placed[], identity: string): Promise<Opened> => {
  const pieces: Uint8Array[] = []
  let poster: Uint8Array | undefined
  for await (const { n, what, opened } of openFilm(framedOf(parts), identity)) {
    if (!opened.ok) throw broken(clip, `part ${n} cannot be opened: ${opened.why}`)
    if (what === 'poster') poster = opened.bytes
    if (isFilm(what)) pieces.push(opened.bytes)
  }
  return { film: Buffer.concat(pieces), poster }
}

interface Place {
  readonly store: Store
  readonly door: DoorId
  /** The owner's age identity. */
  readonly identity: string
}

const readClip = async ({ store, door, identity: own }: Place, clip: ClipId, prefix: string): Promise<StoredClip> => {
  const head = await textOf(store, `${prefix}head`)
  const end = await textOf(store, `${prefix}end`)
  const parts = await partsOf(store, clip, prefix)
  const checked = await verifyClip({ door, clip, head: head ?? '', parts, ...(end === undefined ? {} : { end }) })
  const identity = await bytesOf(store, `${prefix}identity`)
  if (!checked.head || !identity) throw broken(clip, 'it has no head of the door’s, or no identity')
  const opened = await openIdentity(identity, own, checked.head)
  if (!opened.ok) throw broken(clip, opened.why)
  const { film, poster } = await openParts(clip, parts, opened.identity)
  const at = checked.lines.find(({ claims }) => claims.what === 'poster')?.claims.at
  return { clip, checked, film, poster: poster && at !== undefined ? { jpeg: poster, at } : undefined }
}

export const openShelf = async ({ store: folder, door, owner }: House): Promise<Shelf> => {
  const store = await openFolderStore(folder, Date.now())
  const place = { store, door, identity: pairOfSeed(owner.secret.d).identity }
  const prefixOf = (clip: ClipId): string => `clips/${door}/${clip}/`

  const of = async (request: RequestId): Promise<readonly ClipId[]> => {
    const found: { readonly clip: ClipId; readonly at: number }[] = []
    for await (const name of store.names(`clips/${door}/`)) {
      const clip = name as ClipId
      const head = CLIP.schema.safeParse(peekClaims((await textOf(store, `${prefixOf(clip)}head`)) ?? ''))
      if (head.success && head.data.request === request) found.push({ clip, at: head.data.at })
    }
    return found.sort((one, other) => one.at - other.at).map(({ clip }) => clip)
  }

  return {
    of,
    newest: (clip) => newestOf(store, prefixOf(clip)),
    read: (clip) => readClip(place, clip, prefixOf(clip)),
    ended: async (clip) => (await store.size(`${prefixOf(clip)}end`)) !== undefined,
  }
}
