// Cuts the encoder's pictures into segments at its key frames, and puts the sound beside them. Pure.

import { type EpochMs, type Millis, millis } from '#protocol/units.ts'
import type { Piece } from '../../port.ts'
import type { SoundFrame } from '../sound/adts.ts'
import { PICTURE_SCALE, SOUND_SCALE } from './init.ts'
import { filmSegment, type Sample } from './segment.ts'

export type Segment = Extract<Piece, { what: 'segment' }>

/** A picture of the film. */
export interface Shown {
  readonly n: number
  readonly at: EpochMs
  /** Milliseconds since the film's first picture; grows with each. */
  readonly t: number
  readonly key: boolean
  readonly data: Uint8Array
}

export interface Groups {
  /** @returns the segment before it, when this picture begins another; `orphan` for a picture without a key frame */
  add(shown: Shown): Segment | 'orphan' | undefined
  sound(frame: SoundFrame): void
  /** What is left. @param last how long its last picture lasts @param rest takes the sound that goes on a little longer */
  close(last: Millis, rest: boolean): Segment | undefined
}

/** Frames of sound that wait for their pictures, at most: 21 s. Older ones are let go. */
const WAITING_MOST = 1000
/** Sound beyond the last picture that is still kept. */
const BEYOND = 0.1 * SOUND_SCALE

const toSound = (t: number): number => (t * SOUND_SCALE) / PICTURE_SCALE

export const createGroups = (): Groups => {
  let group: Shown[] = []
  let waiting: SoundFrame[] = []
  let sequence = 0

  const takeSound = (until: number): readonly SoundFrame[] => {
    // A run has no holes: what follows one waits for the next segment.
    let count = 0
    for (const frame of waiting) {
      const before = waiting[count - 1]
      if (frame.at >= until || (before !== undefined && frame.at !== before.at + before.lasts)) break
      count++
    }
    const taken = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return taken
  }

  const cut = (end: number, soundEnd: number): Segment | undefined => {
    const [first] = group
    const last = group.at(-1)
    if (first === undefined || last === undefined) return undefined
    const samples = group.map(({ data, t }, at): Sample => ({ data, lasts: (group[at + 1]?.t ?? end) - t }))
    const heard = takeSound(soundEnd)
    const sound = heard[0] === undefined ? undefined : { at: heard[0].at, samples: heard }
    sequence++
    const bytes = filmSegment(sequence, { at: first.t, samples }, sound)
    group = []
    return { what: 'segment', bytes, at: first.at, lasts: millis(end - first.t), first: first.n, last: last.n }
  }

  return {
    add: (shown) => {
      if (!shown.key && group.length === 0) return 'orphan'
      const segment = shown.key ? cut(shown.t, toSound(shown.t)) : undefined
      group.push(shown)
      return segment
    },
    sound: (frame) => {
      waiting.push(frame)
      if (waiting.length > WAITING_MOST) waiting.shift()
    },
    close: (last, rest) => {
      const end = (group.at(-1)?.t ?? 0) + Math.max(1, Math.round(last))
      return cut(end, toSound(end) + (rest ? BEYOND : 0))
    },
  }
}
