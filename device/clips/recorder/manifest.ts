// The chain of one clip's lines: counts parts, remembers the line before, sums the segments. Pure: it neither seals
// nor signs nor writes.

import type { ClipEnd } from '#protocol/clip/end.ts'
import type { ClipPart } from '#protocol/clip/part.ts'
import type { ClipEnder } from '#protocol/clip/reason.ts'
import { type ClipId, type EpochMs, type Hash, type Millis, millis } from '#protocol/units.ts'

export interface Manifest {
  readonly clip: ClipId
  /** Number of the next part. */
  readonly n: number
  /** Hash of the last line; of the head's token when there is none. */
  readonly prev: Hash
  /** Span of all segments. */
  readonly lasts: Millis
  /** Number of the last picture in it. */
  readonly last: number | undefined
}

/** What a line says of its part, beside its place in the chain. */
export type PartFacts = Omit<ClipPart, 'v' | 'clip' | 'n' | 'prev'>

export const openManifest = (clip: ClipId, head: Hash): Manifest => ({
  clip,
  n: 0,
  prev: head,
  lasts: millis(0),
  last: undefined,
})

export const lineOf = ({ clip, n, prev }: Manifest, facts: PartFacts): ClipPart => ({ v: 1, clip, n, prev, ...facts })

/** The chain with this line at its end. @param hash of the signed line */
export const lengthened = (manifest: Manifest, line: ClipPart, hash: Hash): Manifest => ({
  clip: manifest.clip,
  n: line.n + 1,
  prev: hash,
  lasts: millis(manifest.lasts + line.lasts),
  last: line.what === 'segment' ? (line.last ?? manifest.last) : manifest.last,
})

export const endOf = ({ clip, n, prev, lasts }: Manifest, at: EpochMs, by: ClipEnder): ClipEnd => ({
  v: 1,
  clip,
  parts: n,
  last: prev,
  lasts,
  at,
  by,
})
