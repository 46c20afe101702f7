// The camera's own noise: no two pictures have the same bytes. Four bytes at a time, with a table drawn once.

import type { Raw } from '../picture/picture.ts'

const RUN = 2048
const TABLE = 32_768

/** @param bits of chance that are added up to one byte of grain */
const tableOf = (bits: number, next: () => number): Uint32Array => {
  const bytes = Uint8Array.from({ length: (TABLE + RUN) * 4 }, () => {
    const chance = next()
    let sum = 0
    for (let bit = 0; bit < bits; bit += 1) sum += (chance >>> (bit + 8)) & 1
    return sum
  })
  return new Uint32Array(bytes.buffer)
}

export type Grain = (from: Raw, to: Raw, isNight: boolean) => void

/** Xorshift (Marsaglia 2003): the same grain for the same seed, so that a test can be repeated. */
export const createGrain = (seed: number): Grain => {
  let state = seed | 1
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  const [day, night] = [tableOf(3, next), tableOf(9, next)]
  const words = ({ data }: Raw): Uint32Array =>
    new Uint32Array(data.buffer, data.byteOffset, Math.floor(data.byteLength / 4))
  return (from, to, isNight) => {
    const table = isNight ? night : day
    const [source, target] = [words(from), words(to)]
    for (let first = 0; first < source.length; first += RUN) {
      const end = Math.min(source.length, first + RUN)
      const shift = (next() % TABLE) - first
      for (let at = first; at < end; at += 1) target[at] = (source[at] ?? 0) + (table[at + shift] ?? 0)
    }
    for (let at = source.length * 4; at < from.data.length; at += 1) to.data[at] = from.data[at] ?? 0
  }
}
