// A hub and an encoder that a test drives picture by picture and piece by piece.

import { randomBytes } from 'node:crypto'
import { epochMs, millis } from '#protocol/units.ts'
import type { Frame } from '../../camera/frame.ts'
import type { Hub } from '../../camera/hub/port.ts'
import { jpegOf } from '../../camera/picture/picture.ts'
import { NEW_YEAR } from '../../journal/journal.fixture.ts'
import type { Encoding, Piece } from '../port.ts'

const SIZE = { width: 64, height: 36 }
/** Pictures a second. */
export const PACE = 10
const HELD = 10 * PACE

const jpeg = await jpegOf({ data: new Uint8Array(SIZE.width * SIZE.height * 3).fill(120), ...SIZE }, 80)

const frameOf = (n: number): Frame => ({
  n,
  at: epochMs(NEW_YEAR + (n * 1000) / PACE),
  seen: millis((n * 1000) / PACE),
  jpeg,
})

export interface FakeHub extends Hub {
  /** So many pictures come. */
  come(count: number): void
  count(): number
}

export const fakeHub = (): FakeHub => {
  let next = 0
  const waiting = new Set<() => void>()
  const oldest = (): number => Math.max(0, next - HELD)
  const more = (until: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        waiting.delete(wake)
        until.removeEventListener('abort', wake)
        resolve()
      }
      waiting.add(wake)
      until.addEventListener('abort', wake)
    })
  return {
    come: (count) => {
      next += count
      for (const wake of [...waiting]) wake()
    },
    count: () => next,
    newest: () => (next === 0 ? undefined : frameOf(next - 1)),
    oldest: () => (next === 0 ? undefined : oldest()),
    fps: () => PACE,
    size: () => SIZE,
    async *follow(from, until) {
      let at = from
      while (!until.aborted) {
        at = Math.max(at, oldest())
        if (at < next) yield frameOf(at++)
        else await more(until)
      }
    },
    // biome-ignore lint/correctness/useYield: there is no sound
    async *followSound() {
      return
    },
    picture: () => Promise.resolve(next === 0 ? undefined : frameOf(next - 1)),
    watch: () => () => undefined,
    mask: () => undefined,
  }
}

const pieceOf = (first: number, count: number): Extract<Piece, { what: 'segment' }> => ({
  what: 'segment',
  bytes: new Uint8Array(randomBytes(1500)),
  at: frameOf(first).at,
  lasts: millis((count * 1000) / PACE),
  first,
  last: first + count - 1,
})

export interface FakeEncoding extends Encoding {
  readonly from: number
  /** Segments of one second, or of so many pictures, one after the other. */
  give(segments: number, pictures?: number): void
  fail(): void
  readonly stopped: boolean
}

/** @param rest pictures that a stop still brings @param deaf does not end when it is stopped */
export const fakeEncoding = (from: number, { rest = 3, deaf = false } = {}): FakeEncoding => {
  const queue: Piece[] = [{ what: 'init', bytes: new Uint8Array(randomBytes(700)) }]
  let [next, done, stopped] = [from, false, false]
  let wake = (): void => undefined
  let end: (how: 'stopped' | 'failed') => void = () => undefined
  const ended = new Promise<'stopped' | 'failed'>((resolve) => {
    end = resolve
  })
  const push = (count: number): void => {
    queue.push(pieceOf(next, count))
    next += count
    wake()
  }
  const finish = (how: 'stopped' | 'failed'): void => {
    done = true
    end(how)
    wake()
  }
  const pieces = async function* (): AsyncGenerator<Piece> {
    for (;;) {
      const piece = queue.shift()
      if (piece) yield piece
      else if (done) return
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  }
  return {
    from,
    pieces: pieces(),
    ended,
    give: (segments, pictures = PACE) => {
      for (let given = 0; given < segments && !done; given += 1) push(pictures)
    },
    fail: () => finish('failed'),
    get stopped() {
      return stopped
    },
    listen: () => () => undefined,
    stop: () => {
      stopped = true
      if (deaf || done) return Promise.resolve()
      if (rest > 0) push(rest)
      finish('stopped')
      return Promise.resolve()
    },
  }
}
