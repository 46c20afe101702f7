// The pictures beside the film: a poster of the moment it began, and a strip of a few small ones over its whole
// length, however long that will be. Holds at most ten small pictures.

import type { Millis } from '#protocol/units.ts'
import type { Frame } from '../../camera/frame.ts'
import type { Hub } from '../../camera/hub/port.ts'
import { scaled, sizeOf, stripOf } from '../../camera/picture/picture.ts'

const POSTER_WIDTH = 640
const STRIP_WIDTH = 160
const MOST = 10
const FIRST_GAP = 1000

export interface Still {
  readonly at: Frame['at']
  readonly bytes: Uint8Array
}

/** @returns undefined when there is no picture */
export const posterOf = async (hub: Hub): Promise<Still | undefined> => {
  const frame = await hub.picture()
  return frame ? { at: frame.at, bytes: await scaled(frame.jpeg, POSTER_WIDTH) } : undefined
}

export interface Album {
  /** The strip of what was collected; undefined when nothing was. */
  strip(): Promise<Still | undefined>
}

/** Every second picture, when there are too many: what is left spans the same time at half the pace. */
export const thinned = <Kept>(kept: readonly Kept[]): readonly Kept[] =>
  kept.length < MOST ? kept : kept.filter((_, at) => at % 2 === 0)

/** Collects from this picture on until the signal; a picture that cannot be read is left out. */
export const createAlbum = (hub: Hub, from: number, until: AbortSignal): Album => {
  let kept: readonly Still[] = []
  let gap = FIRST_GAP
  let due: Millis | undefined

  const take = async ({ jpeg, at, seen }: Frame): Promise<void> => {
    if (due !== undefined && seen < due) return
    const small = await scaled(jpeg, STRIP_WIDTH).catch(() => undefined)
    if (!small) return
    const room = thinned(kept)
    if (room.length < kept.length) gap *= 2
    kept = [...room, { at, bytes: small }]
    due = (seen + gap) as Millis
  }

  const collect = async (): Promise<void> => {
    for await (const frame of hub.follow(from, until)) await take(frame)
  }
  const collecting = collect().catch(() => undefined)

  return {
    strip: async () => {
      await collecting
      const [first] = kept
      if (!first) return undefined
      const { width, height } = await sizeOf(first.bytes)
      const jpegs = kept.map(({ bytes }) => bytes)
      return { at: first.at, bytes: await stripOf(jpegs, { width, height }) }
    },
  }
}
