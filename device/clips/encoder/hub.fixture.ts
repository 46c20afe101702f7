// A hub of given pictures: hands out what it holds, then what is pushed. Each picture shows its number as stripes.

import { type EpochMs, epochMs, type Millis, millis } from '#protocol/units.ts'
import type { Frame, Sound } from '../../camera/frame.ts'
import type { Hub } from '../../camera/hub/port.ts'
import { jpegOf, type Size } from '../../camera/picture/picture.ts'

export const SMALL: Size = { width: 320, height: 180 }
export const STRIPES = 10
const WALL = 1_790_000_000_000

const drawn = new Map<string, Promise<Uint8Array>>()

/** Black and white stripes above for the bits of `n`, a pattern that moves below. */
export const pictureOf = (n: number, { width, height } = SMALL): Promise<Uint8Array> => {
  const name = `${n} ${width} ${height}`
  const known = drawn.get(name)
  if (known !== undefined) return known
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = (n >> Math.floor((x * STRIPES) / width)) & 1
      const light = y < height / 2 ? bit * 255 : (x * 3 + y * 5 + n * 11) & 0xff
      data.fill(light, (y * width + x) * 3, (y * width + x) * 3 + 3)
    }
  }
  const made = jpegOf({ data, width, height }, 80)
  drawn.set(name, made)
  return made
}

export const frameOf = async (n: number, seen: number, at: number = WALL + seen, size = SMALL): Promise<Frame> => ({
  n,
  at: epochMs(Math.round(at)),
  seen: millis(seen),
  jpeg: await pictureOf(n, size),
})

/** `count` pictures at this pace, numbered from `from` on, the first seen at `start`. */
export const framesOf = (count: number, fps: number, { from = 0, start = 0, size = SMALL } = {}): Promise<Frame[]> =>
  Promise.all(
    Array.from({ length: count }, (_, at) => {
      const seen = start + (at * 1000) / fps
      return frameOf(from + at, seen, WALL + seen, size)
    }),
  )

export interface FakeHub extends Pick<Hub, 'follow' | 'followSound' | 'newest'> {
  push(...frames: readonly Frame[]): void
  hear(...sounds: readonly Sound[]): void
  /** Who follows now. */
  followers(): number
}

/** @param holds pictures it keeps; older ones are gone */
export const fakeHub = (frames: readonly Frame[] = [], holds = Number.POSITIVE_INFINITY): FakeHub => {
  let held: readonly Frame[] = frames
  const sounds: Sound[] = []
  let wake: (() => void)[] = []
  let followers = 0
  const stir = (): void => {
    const sleeping = wake
    wake = []
    for (const call of sleeping) call()
  }
  const stirred = (until: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const woken = (): void => {
        until.removeEventListener('abort', woken)
        resolve()
      }
      wake.push(woken)
      until.addEventListener('abort', woken)
    })
  return {
    newest: () => held.at(-1),
    async *follow(from, until) {
      followers++
      try {
        for (let next = from; !until.aborted; ) {
          const frame = held.find(({ n }) => n >= next)
          if (frame === undefined) await stirred(until)
          else {
            next = frame.n + 1
            yield frame
          }
        }
      } finally {
        followers--
      }
    },
    async *followSound(since, until) {
      for (let at = 0; !until.aborted; ) {
        const sound = sounds[at]
        if (sound === undefined) await stirred(until)
        else {
          at++
          if (sound.seen > since) yield sound
        }
      }
    },
    push: (...more) => {
      held = [...held, ...more].slice(-holds)
      stir()
    },
    hear: (...more) => {
      sounds.push(...more)
      stir()
    },
    followers: () => followers,
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Live pictures at this pace, stamped with the time they are pushed. */
export const film = async (hub: FakeHub, now: () => Millis, count: number, fps: number, from = 0): Promise<void> => {
  const begun = now()
  for (let at = 0; at < count; at++) {
    await sleep(Math.max(0, begun + (at * 1000) / fps - now()))
    hub.push(await frameOf(from + at, now(), WALL + now()))
  }
}

export const wallOf = (seen: number): EpochMs => epochMs(Math.round(WALL + seen))
