// The signed lines of a clip's parts, a page at a time, in the order of their numbers.

import { readFramed } from '#protocol/clip/framing.ts'
import { TOKEN_BYTES } from '#protocol/limits.ts'
import type { Store } from '../store/port.ts'
import { several } from '../store/several.ts'
import { type ClipPlace, PARTS, partName } from './layout.ts'
import { contentsOf, getOf, sizeOf } from './shelf.ts'

export interface Page {
  /** Number of the first part that is asked for. */
  readonly from: number
  readonly limit: number
}

/** @returns each line with its line feed, fewer than `limit` only at the end; undefined: no such clip */
export const linesOf = async (store: Store, place: ClipPlace, page: Page): Promise<readonly string[] | undefined> =>
  (await fullPage(store, place, page)) ?? (await listedPage(store, place, page))

/** A page that is full and without a gap needs no list of the clip, which is long where the clip is. */
const fullPage = async (store: Store, place: ClipPlace, { from, limit }: Page): Promise<string[] | undefined> => {
  const [last, head] = await Promise.all([
    sizeOf(store, place, partName(from + limit - 1)),
    sizeOf(store, place, 'head'),
  ])
  if (last === undefined || head === undefined) return undefined
  const names = Array.from({ length: limit }, (_, at) => partName(from + at))
  const lines = await several(names, (name) => lineOf(store, place, name))
  return lines.includes('') ? undefined : lines
}

const listedPage = async (store: Store, place: ClipPlace, { from, limit }: Page): Promise<string[] | undefined> => {
  const { objects } = await contentsOf(store, place)
  if (!objects.has('head')) return undefined
  const names = [...objects.keys()].filter((name) => name.startsWith(PARTS) && name >= partName(from)).sort()
  return several(names.slice(0, limit), (name) => lineOf(store, place, name))
}

const lineOf = async (store: Store, place: ClipPlace, name: string): Promise<string> => {
  const found = await getOf(store, place, name, { from: 0, to: TOKEN_BYTES })
  const part = found && readFramed(found.bytes as Buffer<ArrayBuffer>)
  return part === undefined ? '' : `${part.line}\n`
}
