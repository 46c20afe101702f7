// One encode for clip and live view: takes the hub's pictures at its own pace, feeds the encoder, hands out pieces.
// Never lets a program outlive it, never waits without a limit. What fell out of the hub shows in the numbers.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import { type Millis, millis } from '#protocol/units.ts'
import type { Frame } from '../../camera/frame.ts'
import type { Hub } from '../../camera/hub/port.ts'
import { type Size, sizeOf } from '../../camera/picture/picture.ts'
import type { Encoding } from '../port.ts'
import type { Encoder } from './arguments.ts'
import { createLive, type Live } from './live.ts'
import { createPieces, type Pieces } from './pieces.ts'
import { startRun } from './run.ts'

export interface EncodingParts {
  readonly hub: Pick<Hub, 'follow' | 'followSound' | 'newest'>
  readonly clock: Clock
  readonly encoder: Encoder
  /** kbit/s at most. */
  readonly kilobits: number
  /** What the camera was asked for: the bit rate is reckoned with it, times are the pictures' own. */
  readonly fps: number
  readonly sound: boolean
  /** Pixels; a picture that is wider is scaled down. As large as it comes when left out. */
  readonly widest?: number
  /** For a narrow path: small key pictures, see arguments.ts. */
  readonly steady?: boolean
  readonly log: Pick<Logger, 'warn'>
  /** The program; `ffmpeg` unless a test says otherwise. */
  readonly ffmpeg?: string
}

/** After `stop`: no more pictures are fed from here on … */
const FEED_UNTIL = millis(2000)
/** … and here the encoder is ended by force. */
const FLUSH_UNTIL = millis(2800)

interface Course extends EncodingParts {
  readonly pieces: Pieces
  readonly live: Live
  readonly until: AbortController
  /** Number of the last picture that is wanted; told by `stop`. */
  wanted: number
  fed: number
  /** The programs, once there was a picture. */
  run: ReturnType<typeof startRun> | undefined
}

const readable = async (frame: Frame): Promise<Size | undefined> => {
  try {
    return await sizeOf(frame.jpeg)
  } catch {
    return undefined
  }
}

/** Pictures one after the other, at most as fast as they are taken. */
const feed = async (course: Course, from: number): Promise<void> => {
  for await (const frame of course.hub.follow(from, course.until.signal)) {
    if (frame.n > course.wanted) return
    if (course.run === undefined) {
      const size = await readable(frame)
      if (size === undefined || course.until.signal.aborted) continue
      course.run = startRun({ ...course, size, base: frame.seen, failed: () => course.until.abort() })
    }
    await course.pieces.room()
    await course.run.feed(frame)
    course.fed = frame.n
    if (frame.n >= course.wanted) return
  }
}

const follow = async (course: Course, from: number): Promise<'stopped' | 'failed'> => {
  try {
    await feed(course, from)
    return (await course.run?.finish()) ?? 'stopped'
  } catch (error) {
    course.log.warn({ error }, 'encoding broke off')
    await course.run?.kill('the pictures ended')
    return 'failed'
  } finally {
    course.pieces.end()
    course.live.end()
  }
}

/** @param from number of the first picture, or the oldest the hub still has */
export const openEncoding = (parts: EncodingParts, from: number): Encoding => {
  const [pieces, live, until] = [createPieces(), createLive(), new AbortController()]
  const course: Course = { ...parts, pieces, live, until, wanted: Number.POSITIVE_INFINITY, fed: -1, run: undefined }
  const ended = follow(course, from)
  const within = (span: Millis, call: () => void) => parts.clock.after(span, call)
  return {
    pieces,
    ended,
    listen: (listener) => live.listen(listener),
    stop: async () => {
      course.wanted = Math.min(course.wanted, parts.hub.newest()?.n ?? -1)
      if (course.fed >= course.wanted) until.abort()
      pieces.open()
      const cancels = [
        within(FEED_UNTIL, () => until.abort()),
        within(FLUSH_UNTIL, () => {
          until.abort()
          course.run?.break('the encoder did not end in time')
        }),
      ]
      await ended
      for (const cancel of cancels) cancel()
    },
  }
}
