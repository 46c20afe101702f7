// One clip's objects, wherever they lie: while a hold is put on or lifted they are on their way from one shelf to the
// other, each on at least one of them at any moment.

import type { ByteRange, Entry, Found, Store } from '../store/port.ts'
import { several } from '../store/several.ts'
import { type ClipPlace, clipPrefix, goneKey, holdKey, PARTS, SHELVES, type Shelf } from './layout.ts'

/** Looked for where it most likely is, then where it may be moving to, then where it may have come back to. */
const LOOK = ['clips', 'held', 'clips'] as const

export const getOf = async (
  store: Store,
  place: ClipPlace,
  name: string,
  range?: ByteRange,
): Promise<Found | undefined> => {
  for (const shelf of LOOK) {
    const found = await store.get(clipPrefix(shelf, place) + name, range)
    if (found !== undefined) return found
  }
  return undefined
}

export const sizeOf = async (store: Store, place: ClipPlace, name: string): Promise<number | undefined> => {
  for (const shelf of LOOK) {
    const size = await store.size(clipPrefix(shelf, place) + name)
    if (size !== undefined) return size
  }
  return undefined
}

export const textOf = async (store: Store, place: ClipPlace, name: string): Promise<string | undefined> =>
  (await getOf(store, place, name))?.bytes.toString('utf8')

export interface Contents {
  /** By name below the clip (`head`, `parts/000000`), in order; each once. */
  readonly objects: ReadonlyMap<string, Entry>
  readonly parts: number
  readonly bytes: number
}

export const contentsOf = async (store: Store, place: ClipPlace): Promise<Contents> => {
  const objects = new Map<string, Entry>()
  for (const shelf of SHELVES) {
    const prefix = clipPrefix(shelf, place)
    for await (const entry of store.list(prefix)) objects.set(entry.key.slice(prefix.length), entry)
  }
  let [parts, bytes] = [0, 0]
  for (const [name, { size }] of objects) {
    bytes += size
    if (name.startsWith(PARTS)) parts += 1
  }
  return { objects, parts, bytes }
}

export interface Standing {
  readonly gone: boolean
  readonly held: boolean
}

export const standingOf = async (store: Store, place: ClipPlace): Promise<Standing> => {
  const [gone, held] = await Promise.all([store.size(goneKey(place)), store.size(holdKey(place))])
  return { gone: gone !== undefined, held: held !== undefined }
}

/** Moves what lies on the one shelf to the other, the head last. May be broken off and done again. */
export const move = async (store: Store, place: ClipPlace, from: Shelf, to: Shelf): Promise<void> => {
  const [source, target] = [clipPrefix(from, place), clipPrefix(to, place)]
  await headLast(store, source, async (key) => {
    if (await store.copy(key, target + key.slice(source.length))) await store.remove(key)
  })
}

/** Removes all of it, what opens it first. May be broken off and done again. */
export const removeAll = async (store: Store, place: ClipPlace): Promise<void> => {
  for (const shelf of SHELVES) await store.remove(`${clipPrefix(shelf, place)}identity`)
  for (const shelf of SHELVES) await headLast(store, clipPrefix(shelf, place), (key) => store.remove(key))
}

const headLast = async (store: Store, prefix: string, work: (key: string) => Promise<void>): Promise<void> => {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  const head = `${prefix}head`
  await several(
    keys.filter((key) => key !== head),
    work,
  )
  if (keys.includes(head)) await work(head)
}
