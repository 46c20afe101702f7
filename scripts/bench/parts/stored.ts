// Clips as they lie in the object store, read past the clip service: what is there is there, whoever was killed.

import { openFolderStore } from '#cloud/store/folder/folder.ts'
import type { Store } from '#cloud/store/port.ts'
import type { FoundPart } from '#protocol/clip/evidence.ts'
import { openFilm, openIdentity } from '#protocol/clip/film.ts'
import { type FramedPart, readFramed } from '#protocol/clip/framing.ts'
import { CLIP } from '#protocol/clip/head.ts'
import { type CheckedClip, verifyClip } from '#protocol/clip/verify.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { hashBytes } from '#protocol/hash.ts'
import { pairOfSeed } from '#protocol/seal/of-key.ts'
import { peekClaims } from '#protocol/token.ts'
import type { ClipId, RequestId } from '#protocol/units.ts'
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
  /** Names of this visit's clips. */
  of(request: RequestId): Promise<readonly ClipId[]>
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

export const openShelf = async ({ store: folder, door, owner }: House): Promise<Shelf> => {
  const store = await openFolderStore(folder, Date.now())
  const own = pairOfSeed(owner.secret.d)
  const prefixOf = (clip: ClipId): string => `clips/${door}/${clip}/`
  const headOf = (clip: ClipId): Promise<string | undefined> => textOf(store, `${prefixOf(clip)}head`)

  const of = async (request: RequestId): Promise<readonly ClipId[]> => {
    const found: ClipId[] = []
    for await (const name of store.names(`clips/${door}/`)) {
      const head = CLIP.schema.safeParse(peekClaims((await headOf(name as ClipId)) ?? ''))
      if (head.success && head.data.request === request) found.push(name as ClipId)
    }
    return found
  }

  const read = async (clip: ClipId): Promise<StoredClip> => {
    const [head, end, parts, identity] = [
      await headOf(clip),
      await textOf(store, `${prefixOf(clip)}end`),
      await partsOf(store, clip, prefixOf(clip)),
      await bytesOf(store, `${prefixOf(clip)}identity`),
    ]
    if (head === undefined || !identity) throw broken(clip, 'it has no head or no identity')
    const checked = await verifyClip({ door, clip, head, parts, ...(end === undefined ? {} : { end }) })
    if (!checked.head) throw broken(clip, 'its head is not the door’s')
    const opened = await openIdentity(identity, own.identity, checked.head)
    if (!opened.ok) throw broken(clip, opened.why)
    const pieces: Uint8Array[] = []
    let poster: Uint8Array | undefined
    for await (const { n, what, opened: part } of openFilm(framedOf(parts), opened.identity)) {
      if (!part.ok) throw broken(clip, `part ${n} cannot be opened: ${part.why}`)
      if (what === 'poster') poster = part.bytes
      if (what === 'init' || what === 'segment') pieces.push(part.bytes)
    }
    const at = checked.lines.find(({ claims }) => claims.what === 'poster')?.claims.at
    return {
      clip,
      checked,
      film: Buffer.concat(pieces),
      poster: poster && at !== undefined ? { jpeg: poster, at } : undefined,
    }
  }

  return { of, read, ended: async (clip) => (await store.size(`${prefixOf(clip)}end`)) !== undefined }
}
