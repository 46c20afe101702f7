// What to do with an access unit that came: decode it, or wait for a key picture because a decoder that is behind only
// falls further behind. Pure.

export type Following =
  /** Every unit can be decoded on what was decoded before. */
  | 'following'
  /** Nothing can be decoded before the next key picture. */
  | 'lost'

/** A group of pictures that a newcomer gets at once is up to two seconds of thirty. */
const BEHIND_MOST = 75

export interface Verdict {
  readonly next: Following
  readonly decode: boolean
  /** Ask the door for a key picture. */
  readonly ask: boolean
}

/** @param waiting units in the decoder's queue */
export const judge = (now: Following, unit: { readonly key: boolean }, waiting: number): Verdict => {
  if (waiting > BEHIND_MOST) return { next: 'lost', decode: false, ask: false }
  if (unit.key) return { next: 'following', decode: true, ask: false }
  if (now === 'lost') return { next: 'lost', decode: false, ask: true }
  return { next: 'following', decode: true, ask: false }
}
