// From the encoder's packets to the film: which picture each one is, the init segment, segments, and the same
// pictures for who watches. A packet that fits no picture spoils it; what was cut before stays whole.

import { type EpochMs, type Millis, millis } from '#protocol/units.ts'
import type { Frame } from '../../../camera/frame.ts'
import type { Size } from '../../../camera/picture/picture.ts'
import type { Live } from '../live.ts'
import type { Packet } from '../packets.ts'
import type { Pieces } from '../pieces.ts'
import type { SoundFrame } from '../sound/adts.ts'
import { avcConfiguration, type Coded, codedOf } from './access-unit.ts'
import { createGroups } from './group.ts'
import { initSegment } from './init.ts'

export interface ReelParts {
  /** Of the film. */
  readonly size: Size
  readonly sound: boolean
  /** Monotonic time of the first picture. */
  readonly base: Millis
  readonly pieces: Pick<Pieces, 'push'>
  readonly live: Pick<Live, 'tell'>
  /** How long the last picture lasts when nothing tells. */
  readonly pace: Millis
  garbage(what: string): void
}

export interface Reel {
  /** @returns the picture's time in the film: milliseconds, more than any before */
  fed(frame: Frame): number
  packet(packet: Packet): void
  sound(frame: SoundFrame): void
  /** Pictures the encoder still has. */
  waiting(): number
  /** No picture came for long: what is open is cut, ending now. */
  pause(newest: number | undefined, now: Millis): void
  close(): void
}

/** From here on a camera that sends nothing counts as lost, and what it showed last is not held back for it. */
const PAUSE = millis(2000)
/** Pictures in a group; an encoder that makes no key frames is broken. */
const GROUP_MOST = 256

interface Given {
  readonly n: number
  readonly at: EpochMs
  readonly seen: Millis
  readonly t: number
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

export const createReel = (parts: ReelParts): Reel => {
  const { size, sound, base, pieces, live, pace } = parts
  const given: Given[] = []
  const groups = createGroups()
  let config: Uint8Array | undefined
  let parameters: { sps?: Uint8Array; pps?: Uint8Array } = {}
  let lastGiven = -1
  let last: Given | undefined
  let lastSpan: number = pace
  let inGroup = 0

  const configure = ({ sps, pps }: Coded, { n, at }: Given): boolean => {
    parameters = { ...parameters, ...(sps && { sps }), ...(pps && { pps }) }
    if (parameters.sps === undefined || parameters.pps === undefined) return false
    const made = avcConfiguration(parameters.sps, parameters.pps)
    if (made === undefined || (config !== undefined && !same(config, made))) return false
    if (config !== undefined) return true
    config = made
    pieces.push({ what: 'init', bytes: initSegment({ ...size, avc: made, sound }) })
    live.tell({ what: 'config', number: n, at, key: true, data: made })
    return true
  }

  const show = (picture: Given, { key, data }: Coded): void => {
    inGroup = key ? 1 : inGroup + 1
    const segment = groups.add({ n: picture.n, at: picture.at, t: picture.t, key, data })
    if (segment === 'orphan' || inGroup > GROUP_MOST) {
      parts.garbage('pictures without a key frame')
      return
    }
    if (segment !== undefined) pieces.push(segment)
    if (last !== undefined) lastSpan = picture.t - last.t
    last = picture
    live.tell({ what: 'picture', number: picture.n, at: picture.at, key, data })
  }

  return {
    fed: ({ n, at, seen }) => {
      lastGiven = Math.max(lastGiven + 1, Math.round(seen - base))
      given.push({ n, at, seen, t: lastGiven })
      return lastGiven
    },
    packet: ({ t, data }) => {
      const coded = codedOf(data)
      if (coded === undefined) return parts.garbage('bytes that are no H.264')
      // Pictures that could not be decoded never come back.
      while (coded.data.length > 0 && given[0] !== undefined && given[0].t < t) given.shift()
      const [picture] = given
      const ours = picture !== undefined && (coded.data.length === 0 || picture.t === t)
      if (!ours) return parts.garbage('a picture nobody gave it')
      const known = configure(coded, picture)
      if (coded.data.length === 0) return
      if (!known) return parts.garbage('a film without its configuration, or with two')
      given.shift()
      show(picture, coded)
    },
    sound: (frame) => groups.sound(frame),
    waiting: () => given.length,
    pause: (newest, now) => {
      if (last === undefined || given.length > 0 || newest !== last.n || now - last.seen < PAUSE) return
      const segment = groups.close(millis(now - last.seen), false)
      if (segment !== undefined) pieces.push(segment)
    },
    close: () => {
      const segment = groups.close(millis(lastSpan), true)
      if (segment !== undefined) pieces.push(segment)
    },
  }
}
