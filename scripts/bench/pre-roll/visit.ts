// One filmed visit, and how long before its request the film begins: by the times its parts are signed with, and by
// the numbers that the drawn door burnt into the pictures.

import { join } from 'node:path'
import { greyOf, type Size, sizeOf } from '#device/camera/picture/picture.ts'
import { readFrameNumber } from '#device/camera/scene/number.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { RequestId } from '#protocol/units.ts'
import type { Courier } from '../parts/courier.ts'
import { decodeFilm } from '../parts/decoded.ts'
import { openFilmed } from '../parts/filmed.ts'
import { gapsIn, skippedIn } from '../parts/gaps.ts'
import type { Shelf, StoredClip } from '../parts/stored.ts'
import { until, within } from '../parts/wait.ts'

export interface Visited {
  /** Seconds from the film's first picture to the request: by its capture time … */
  readonly byTime: number
  /** … and by its number, counted back from the poster, which is taken when somebody is let in. */
  readonly byNumber: number
  /** Milliseconds from the request to the opening of the bolt. */
  readonly opened: number
  /** Seconds of film. */
  readonly lasts: number
  readonly gaps: number
  readonly skipped: number
}

export interface Visiting {
  readonly shelf: Shelf
  readonly courier: Courier
  readonly pictures: Size & { readonly fps: number }
  readonly folder: string
}

const HOLD = 300
const CLOSED_WITHIN = 20_000
const STORED_WITHIN = 30_000

const storedWhole = async (shelf: Shelf, request: RequestId): Promise<StoredClip> => {
  let read: StoredClip | undefined
  const look = async (): Promise<boolean> => {
    const [clip] = await shelf.of(request)
    if (clip && (await shelf.ended(clip))) read = await shelf.read(clip)
    return read !== undefined
  }
  await until(look, 'the clip is whole in the store', STORED_WITHIN)
  if (!read) throw new HausrechtError('bench_clip', 'There is no clip of the visit')
  return read
}

/** The number of the picture that the camera took at this moment. */
const numberAt = async (at: number, { poster }: StoredClip, { fps, ...drawn }: Visiting['pictures']) => {
  if (!poster) throw new HausrechtError('bench_clip', 'A clip has no poster')
  const { width, height } = await sizeOf(poster.jpeg)
  const number = readFrameNumber(await greyOf(poster.jpeg, { width, height }), width, height, drawn)
  if (number === undefined) throw new HausrechtError('bench_clip', 'The number in a poster cannot be read')
  return number - ((poster.at - at) * fps) / 1000
}

export const visitFilmed = async ({ shelf, courier, pictures, folder }: Visiting): Promise<Visited> => {
  const { request, at, opened, closed } = await openFilmed(courier, HOLD)
  await within(closed, 'the visit to be over', CLOSED_WITHIN)
  const clip = await storedWhole(shelf, request)
  const decoded = await decodeFilm(clip.film, join(folder, 'film.mp4'), pictures)
  const [first] = decoded.numbers
  const { covers } = clip.checked
  if (first === undefined || !covers) throw new HausrechtError('bench_clip', 'The first picture cannot be read')
  return {
    byTime: (at - covers.from) / 1000,
    byNumber: ((await numberAt(at, clip, pictures)) - first) / pictures.fps,
    opened,
    lasts: covers.lasts / 1000,
    gaps: gapsIn(clip.checked, decoded),
    skipped: skippedIn(decoded),
  }
}
