// What one take leaves: a clip, begun with the first segment and not before, with its poster and its strip. A take
// that never came to a segment leaves nothing.

import { HausrechtError } from '#protocol/fault.ts'
import { CLIP_LONGEST, PARTS_MOST, SEGMENT_LONGEST } from '#protocol/limits.ts'
import { millis } from '#protocol/units.ts'
import { type Album, createAlbum, posterOf, type Still } from './album.ts'
import { type Beginning, beginClip, type Clip, type Insist } from './clip.ts'
import type { ClipKeys } from './keys.ts'
import type { RecorderParts } from './parts.ts'
import type { Init, Order, Segment } from './take.ts'
import { within } from './wait.ts'

const PICTURE_LIMIT = millis(3000)
/** Kept free for the poster, the strip and what comes after the stop. */
const SPARE_PARTS = 8

export interface Reel {
  clip(): Clip | undefined
  /** Resolves when it is durable. @throws when the clip cannot be begun */
  add(init: Init, segment: Segment): Promise<void>
  /** As long as a clip may be: a little longer when the occasion is over and only the rest is to come. */
  full(): boolean
  /** Adds what belongs at its end, and ends it. */
  close(): Promise<void>
}

/** What the hub measures, within what a head can say. */
const bounded = (fps: number): number => Math.min(240, Math.max(0.1, Math.round(fps * 100) / 100))

const beginningOf = (parts: RecorderParts, { occasion, follows }: Order, first: Segment): Beginning => {
  const size = parts.hub.size()
  if (!size) throw new HausrechtError('picture_size_unknown', 'The camera delivers no picture that can be read')
  const { why, request, grant } = occasion
  return {
    at: first.at,
    why,
    ...(request === undefined ? {} : { request }),
    ...(grant === undefined ? {} : { grant }),
    ...(follows === undefined ? {} : { follows }),
    video: { width: size.width, height: size.height, fps: bounded(parts.hub.fps() ?? 1), sound: parts.sound() },
  }
}

export const createReel = (parts: RecorderParts, order: Order, keys: Promise<ClipKeys>, insist: Insist): Reel => {
  const { hub, clock, say, log } = parts
  const collecting = new AbortController()
  let clip: Clip | undefined
  let album: Album | undefined
  let poster: Promise<void> = Promise.resolve()

  const begin = async (init: Init, first: Segment): Promise<Clip> => {
    const begun = await beginClip(parts, await keys, beginningOf(parts, order, first), insist)
    clip = begun
    order.begun(begun.id)
    await begun.add({ what: 'init', bytes: init.bytes, at: first.at, lasts: millis(0) })
    return begun
  }

  /** A picture beside the film is worth having, and never worth the film. */
  const addStill = async (
    to: Clip,
    what: 'poster' | 'strip',
    make: () => Promise<Still | undefined>,
  ): Promise<void> => {
    try {
      const still = await within(clock, PICTURE_LIMIT, make(), 'picture_late')
      if (still) await to.add({ what, ...still, lasts: millis(0) })
    } catch (err) {
      log.warn({ err, what, clip: to.id }, 'a clip goes without a picture')
    }
  }

  return {
    clip: () => clip,
    add: async (init, segment) => {
      const into = clip ?? (await begin(init, segment))
      await into.add(segment)
      order.durable()
      if (album) return
      album = createAlbum(hub, segment.first, collecting.signal)
      poster = addStill(into, 'poster', () => posterOf(hub))
    },
    full: () => {
      if (!clip) return false
      const { n, lasts } = clip.manifest()
      if (order.over.aborted) return n >= PARTS_MOST - 2
      return n >= PARTS_MOST - SPARE_PARTS || lasts > CLIP_LONGEST - SEGMENT_LONGEST
    },
    close: async () => {
      collecting.abort()
      if (!clip) return
      await poster
      await addStill(clip, 'strip', async () => album?.strip())
      say({ say: 'ended', ended: await clip.end() })
    },
  }
}
