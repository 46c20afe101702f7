// Every wait of a bench has an end, and says what it waited for.

import { within as settled } from '#device/link/within.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { millis } from '#protocol/units.ts'

/** @throws HausrechtError `bench_late` */
export const within = <Value>(promise: Promise<Value>, what: string, limitMs: number): Promise<Value> =>
  settled(promise, millis(limitMs), 'bench_late', `Waited ${limitMs} ms for ${what}`)

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Asks again until it is so. @throws HausrechtError `bench_late` */
export const until = async (isSo: () => boolean | Promise<boolean>, what: string, limitMs: number): Promise<void> => {
  const end = performance.now() + limitMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new HausrechtError('bench_late', `Waited ${limitMs} ms until ${what}`)
    await pause(5)
  }
}
