// The full check of a journal, for whoever has the door's public key: every signature, the chain, the order,
// and the end against a head known from elsewhere. Reads only; names the first damage by its line.

import type { Head } from '#protocol/entry.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import type { EpochMs } from '#protocol/units.ts'
import { beforeFirst, checkLines, doorOf, type LineCode } from './line.ts'
import type { Written } from './port.ts'
import { listSegments, missingSegment, readSegment, segmentName } from './segments.ts'
import { type LineBatch, splitLines } from './split.ts'

/**
 * `torn`: the last line is not finished. `segment_missing`: a file between others is gone. `cut`: it ends before
 * the head known elsewhere. `forked`: it holds another entry at that place. `empty`: no entry at all.
 */
export type DamageCode =
  | LineCode
  | 'journal_torn'
  | 'journal_segment_missing'
  | 'journal_cut'
  | 'journal_forked'
  | 'journal_empty'

/** The first thing that is wrong. Everything before it is sound. */
export interface Damage {
  readonly ok: false
  readonly code: DamageCode
  /** Counts from 1 through the whole journal: line 1 is entry 0. */
  readonly line: number
  /** Where to look, when it was read from a folder. */
  readonly file?: { readonly name: string; readonly line: number }
  readonly detail: string
}

export interface Sound {
  readonly ok: true
  readonly entries: number
  readonly head: Head
  /** The door's wall clock at the first and the last entry. */
  readonly from: EpochMs
  readonly to: EpochMs
}

export interface VerifyOptions {
  /** The last place known from elsewhere: a bridge, a receipt, a paper. */
  readonly head?: Head | undefined
  /** Called after each batch with the entries found sound so far. */
  readonly progress?: (entries: number) => void
  /** Called with each sound entry, in order. */
  readonly entry?: (written: Written) => void
}

/** Signatures are checked side by side in batches of this many. */
const BATCH = 256

type Named = { readonly name: string; readonly batches: AsyncIterable<LineBatch> }

/**
 * Checks a whole journal.
 * @param source the journal's folder, or its lines as a stream of bytes
 */
export const verifyJournal = async (
  source: string | AsyncIterable<Uint8Array>,
  door: VerifyKey,
  options: VerifyOptions = {},
): Promise<Sound | Damage> => {
  const check = new Check(door, options)
  if (typeof source !== 'string') return (await check.file(undefined, splitLines(source))) ?? check.end()
  const numbers = await listSegments(source)
  const missing = missingSegment(numbers)
  const files = numbers.slice(0, missing).map(
    (number): Named => ({
      name: segmentName(number),
      batches: readSegment(source, number),
    }),
  )
  for (const { name, batches } of files) {
    const damage = await check.file(name, batches)
    if (damage) return damage
  }
  return missing === undefined ? check.end() : check.missing(segmentName(missing))
}

class Check {
  readonly #door: VerifyKey
  readonly #options: VerifyOptions
  #head: Head
  #from: EpochMs | undefined
  #to: EpochMs | undefined
  #file: string | undefined
  #fileStart = 0

  constructor(door: VerifyKey, options: VerifyOptions) {
    this.#door = door
    this.#options = options
    this.#head = beforeFirst(doorOf(door))
  }

  async file(name: string | undefined, batches: AsyncIterable<LineBatch>): Promise<Damage | undefined> {
    this.#file = name
    this.#fileStart = this.#head.n + 1
    for await (const { lines, rest } of batches) {
      for (let at = 0; at < lines.length; at += BATCH) {
        const damage = await this.#batch(lines.slice(at, at + BATCH))
        if (damage) return damage
      }
      if (rest !== undefined) return this.damaged('journal_torn', `${rest.length} bytes without a line's end`)
    }
    return undefined
  }

  async #batch(lines: readonly string[]): Promise<Damage | undefined> {
    const { written, damage } = await checkLines(lines, this.#head, this.#door)
    for (const entry of written) {
      const forked = this.#take(entry)
      if (forked) return forked
    }
    this.#options.progress?.(this.#head.n + 1)
    return damage && this.damaged(damage.code, damage.detail)
  }

  #take(entry: Written): Damage | undefined {
    const { head: known } = this.#options
    if (known && entry.n === known.n && entry.hash !== known.hash) {
      return this.damaged('journal_forked', 'another entry is known from elsewhere at this place')
    }
    this.#head = { n: entry.n, hash: entry.hash }
    this.#from ??= entry.at
    this.#to = entry.at
    this.#options.entry?.(entry)
    return undefined
  }

  end(): Sound | Damage {
    const { head: known } = this.#options
    if (known && known.n > this.#head.n) {
      return this.damaged('journal_cut', `ends at entry ${this.#head.n}, but entry ${known.n} is known from elsewhere`)
    }
    if (this.#from === undefined || this.#to === undefined) return this.damaged('journal_empty', 'no entry')
    return { ok: true, entries: this.#head.n + 1, head: this.#head, from: this.#from, to: this.#to }
  }

  missing(name: string): Damage {
    this.#file = name
    this.#fileStart = this.#head.n + 1
    return this.damaged('journal_segment_missing', `${name} is not there, though a later one is`)
  }

  damaged(code: DamageCode, detail: string): Damage {
    const line = this.#head.n + 2
    const file = this.#file === undefined ? {} : { file: { name: this.#file, line: line - this.#fileStart } }
    return { ok: false, code, line, ...file, detail }
  }
}
