// Where lines belong: behind the head, known already, on another branch, or beyond a gap. Pure.

import type { Head } from '#protocol/entry.ts'
import type { DoorId, Hash } from '#protocol/units.ts'
import { hashLine, type OpenedLine } from './opened.ts'

export interface Placed {
  /** In order, each naming the one before: to be kept. */
  readonly follows: readonly OpenedLine[]
  /** Signed by the door like ours, but not the ones we have at their place. */
  readonly forked: readonly OpenedLine[]
  /** First entry missing before what came, if something is. */
  readonly missing: number | undefined
}

/**
 * @param head the last line held
 * @param known hashes of the lines held, for those numbers that come again
 */
export const placeLines = (
  door: DoorId,
  head: Head | undefined,
  known: ReadonlyMap<number, Hash>,
  lines: readonly OpenedLine[],
): Placed => {
  const follows: OpenedLine[] = []
  const forked: OpenedLine[] = []
  const otherBranch = new Set<Hash>()
  // Entry 0 names the door: a journal cannot be put under another one.
  let end = head ?? { n: -1, hash: hashLine(door) }
  const hashes = new Map(known)
  for (const line of lines) {
    const { n, prev } = line.entry
    if (hashes.get(n) === line.hash) continue
    if (n === end.n + 1 && prev === end.hash) {
      follows.push(line)
      end = { n, hash: line.hash }
      hashes.set(n, line.hash)
    } else if (n <= end.n + 1 || otherBranch.has(prev)) {
      forked.push(line)
      otherBranch.add(line.hash)
    } else return { follows, forked, missing: end.n + 1 }
  }
  return { follows, forked, missing: undefined }
}
