// What sealing costs while a visit is recorded. By CPU time of all threads: on a machine with two cores and a lock to
// move, that is what sealing takes away from others.

import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSealer, type Sealer } from '#device/clips/recorder/sealer.ts'
import { seal } from '#protocol/seal/seal.ts'
import { atLeast, atMost, type Bench, figure, type Measured, type Setting } from '../bench.ts'
import { median } from '../spread.ts'
import { bareCipher } from './bare.ts'
import { makeTake, type Take } from './take.ts'

/** A second of 1080p30 at 4 Mbit/s. */
const SEGMENT = 500_000

const SIZES = {
  full: { rounds: 60, each: 20, seconds: 30 },
  tiny: { rounds: 3, each: 3, seconds: 1 },
} as const

/** Rounds that are not counted: the compiler is still at work. */
const WARM = 5

/** CPU milliseconds of one, over so many. */
const cpuOf = async (each: number, work: () => unknown): Promise<number> => {
  const before = process.cpuUsage()
  for (let done = 0; done < each; done += 1) await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / each
}

interface Round {
  readonly bare: number
  readonly sealed: number
  readonly library: number
  readonly line: number
}

const measureRound = async (
  segment: Uint8Array<ArrayBuffer>,
  sealer: Sealer,
  take: Take,
  each: number,
): Promise<Round> => ({
  bare: await cpuOf(each, () => bareCipher(segment)),
  sealed: await cpuOf(each, () => sealer(segment)),
  library: await cpuOf(Math.ceil(each / 4), () => seal(segment, [take.recipient])),
  line: await cpuOf(each, () => take.add(segment)),
})

/** Percent of a core while one segment a second is sealed, hashed and signed, as in a visit. */
const measurePace = async (segment: Uint8Array, take: Take, seconds: number): Promise<number> => {
  const began = performance.now()
  const before = process.cpuUsage()
  for (let done = 1; done <= seconds; done += 1) {
    await take.add(segment)
    await sleep(Math.max(0, began + done * 1000 - performance.now()))
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 10 / (performance.now() - began)
}

const run = async ({ size, say }: Setting): Promise<Measured> => {
  const { rounds, each, seconds } = SIZES[size]
  const segment = new Uint8Array(randomBytes(SEGMENT))
  const take = await makeTake()
  const sealer = createSealer(take.recipient)
  const measured: Round[] = []
  say(`${rounds} rounds of ${each} segments`)
  for (let at = -WARM; at < rounds; at += 1) {
    const round = await measureRound(segment, sealer, take, each)
    if (at >= 0) measured.push(round)
  }
  say(`a segment a second, ${seconds} s`)
  const pace = await measurePace(segment, take, seconds)
  const middle = (name: keyof Round): number => median(measured.map((round) => round[name]))
  return {
    targets: [
      atLeast('sealing to bare ChaCha20-Poly1305', 0.15, median(measured.map(({ bare, sealed }) => bare / sealed)), ''),
      atMost('CPU of sealing 1080p30 at 4 Mbit/s, of a core', 2, pace, '%'),
    ],
    figures: [
      figure('CPU of sealing a segment', middle('sealed'), 'ms'),
      figure('CPU of a segment sealed, hashed, its line signed and framed', middle('line'), 'ms'),
      figure('CPU of the bare cipher over a segment', middle('bare'), 'ms'),
      figure('CPU of sealing a segment as a browser would', middle('library'), 'ms'),
      figure('sealed by one core', SEGMENT / 1000 / middle('sealed'), 'MB/s'),
    ],
    given: { 'bytes of a segment': SEGMENT, rounds, 'segments in a round': each, 'seconds at pace': seconds },
  }
}

export const SEAL: Bench = {
  name: 'seal',
  about: 'sealing a second of film, against the bare cipher, and at the pace of a recording',
  run,
}
