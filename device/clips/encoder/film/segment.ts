// One segment: a movie fragment and its samples (ISO/IEC 14496-12 §8.8). It decodes by itself: its first picture is a
// key frame, and its offsets count from its own beginning.

import { box, bytesOf, u32, u64, versioned } from './box.ts'
import { PICTURES, SOUND } from './init.ts'

/** tfhd: offsets count from the moof (§8.8.7.1). */
const BASE_IS_MOOF = 0x020000
const DEFAULT_DURATION = 0x08
const DEFAULT_FLAGS = 0x20
/** trun (§8.8.8.1). */
const OFFSET = 0x1
const FIRST_FLAGS = 0x4
const DURATIONS = 0x100
const SIZES = 0x200
/** Sample flags (§8.8.3.1): depends on no other; depends on others and is no sync sample. */
const SYNC = 0x02000000
const NOT_SYNC = 0x01010000

export interface Sample {
  readonly data: Uint8Array
  /** In units of its track. */
  readonly lasts: number
}

export interface Run {
  /** Time of the first sample, in units of its track. */
  readonly at: number
  readonly samples: readonly Sample[]
}

const bytesIn = ({ samples }: Run): number => samples.reduce((sum, { data }) => sum + data.length, 0)

const pictureRun = ({ at, samples }: Run, offset: number): Uint8Array =>
  box(
    'traf',
    versioned('tfhd', 0, BASE_IS_MOOF | DEFAULT_FLAGS, u32(PICTURES, NOT_SYNC)),
    versioned('tfdt', 1, 0, u64(at)),
    versioned(
      ...(['trun', 0, OFFSET | FIRST_FLAGS | DURATIONS | SIZES, u32(samples.length, offset, SYNC)] as const),
      u32(...samples.flatMap(({ data, lasts }) => [lasts, data.length])),
    ),
  )

const soundRun = ({ at, samples }: Run, offset: number): Uint8Array =>
  box(
    'traf',
    versioned('tfhd', 0, BASE_IS_MOOF | DEFAULT_DURATION | DEFAULT_FLAGS, u32(SOUND, samples[0]?.lasts ?? 0, SYNC)),
    versioned('tfdt', 1, 0, u64(at)),
    versioned('trun', 0, OFFSET | SIZES, u32(samples.length, offset), u32(...samples.map(({ data }) => data.length))),
  )

/** @param sequence counts segments from 1 @param sound its samples all last equally long */
export const filmSegment = (sequence: number, pictures: Run, sound: Run | undefined): Uint8Array<ArrayBuffer> => {
  const runs = sound === undefined || sound.samples.length === 0 ? [pictures] : [pictures, sound]
  const moof = (start: number): Uint8Array =>
    box(
      'moof',
      versioned('mfhd', 0, 0, u32(sequence)),
      pictureRun(pictures, start),
      ...runs.slice(1).map((run) => soundRun(run, start + bytesIn(pictures))),
    )
  // Its length does not depend on the offsets in it.
  const start = moof(0).length + 8
  return bytesOf(moof(start), box('mdat', ...runs.flatMap(({ samples }) => samples.map(({ data }) => data))))
}
