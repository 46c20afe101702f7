// Starting: from the newest checkpoint over the lines after it. Cuts a torn end, and nothing else: any other
// damage is the owner's to look at, so the door does not start over it.

import { open } from 'node:fs/promises'
import type { Head } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import { type Checkpoint, type LinePlace, newestCheckpoint } from './checkpoint.ts'
import { fold } from './fold.ts'
import { beforeFirst, checkLines, doorOf, hashLine, openLine } from './line.ts'
import { EMPTY_MEMORY, type Memory } from './memory.ts'
import { firstOf, lineAt, listSegments, missingSegment, readSegment, segmentName, segmentPath } from './segments.ts'

/** A journal as found on disk, sound up to its head. */
export interface Recovered {
  readonly head: Head
  readonly memory: Memory
  /** Number of the first entry of each segment; segments are numbered from 0. */
  readonly firsts: readonly number[]
  /** Length of the last segment. */
  readonly size: number
  /** Where the head's line starts; undefined in an empty journal. */
  readonly place: LinePlace | undefined
  /** Entry of the checkpoint it started from; -1: none. */
  readonly checkpoint: number
  /** Bytes of a torn end that were cut. */
  readonly cut: number
}

/** A batch of lines to check side by side. */
const BATCH = 256

/**
 * Reads a journal's folder.
 * @throws HausrechtError `journal_damaged` naming the line
 */
export const recover = async (folder: string, key: VerifyKey): Promise<Recovered> => {
  const [numbers, checkpoint] = await Promise.all([listSegments(folder), newestCheckpoint(folder, key)])
  const missing = missingSegment(numbers)
  if (missing !== undefined) throw damaged(folder, `${segmentName(missing)} is missing`)
  if (checkpoint) await compare(folder, checkpoint)
  const passed = checkpoint ? numbers.slice(0, checkpoint.place.segment + 1) : []
  return new Recovery(folder, key, await findFirsts(folder, passed), checkpoint).run(numbers.length - 1)
}

const damaged = (folder: string, what: string): HausrechtError =>
  new HausrechtError(
    'journal_damaged',
    `The journal in ${folder} is damaged: ${what}. Keep the folder as it is, compare it with what the bridge ` +
      'holds (hausrecht journal verify), and start with an empty folder only when you know what happened',
  )

/** A checkpoint is written after its line is durable: without that line somebody cut or changed the journal. */
const compare = async (folder: string, { head, place }: Checkpoint): Promise<void> => {
  const line = await lineAt(folder, place.segment, place.offset)
  if (line !== undefined && hashLine(line) === head.hash) return
  throw damaged(folder, `line ${head.n + 1} (${segmentName(place.segment)}) was written once and is not there any more`)
}

/** Of the segments whose lines the checkpoint spares us. */
const findFirsts = async (folder: string, numbers: readonly number[]): Promise<number[]> => {
  const firsts: number[] = []
  for (const number of numbers) {
    const first = await firstOf(folder, number)
    const before = firsts.at(-1)
    if (first === undefined || (before === undefined ? first !== 0 : first <= before)) {
      throw damaged(folder, `line 1 of ${segmentName(number)} does not follow the segment before`)
    }
    firsts.push(first)
  }
  return firsts
}

class Recovery {
  readonly #folder: string
  readonly #key: VerifyKey
  readonly #firsts: number[]
  readonly #checkpoint: Checkpoint | undefined
  #head: Head
  #memory: Memory
  #place: LinePlace | undefined
  #offset = 0

  constructor(folder: string, key: VerifyKey, firsts: number[], checkpoint: Checkpoint | undefined) {
    this.#folder = folder
    this.#key = key
    this.#firsts = firsts
    this.#checkpoint = checkpoint
    this.#head = checkpoint?.head ?? beforeFirst(doorOf(key))
    this.#memory = checkpoint?.memory ?? EMPTY_MEMORY
    this.#place = checkpoint?.place
  }

  async run(last: number): Promise<Recovered> {
    let cut = 0
    for (let number = this.#checkpoint?.place.segment ?? 0; number <= last; number += 1) {
      cut = await this.#segment(number, number === last)
    }
    return {
      head: this.#head,
      memory: this.#memory,
      firsts: this.#firsts,
      size: this.#offset,
      place: this.#place,
      checkpoint: this.#checkpoint?.head.n ?? -1,
      cut,
    }
  }

  /** @returns the bytes cut from its end */
  async #segment(number: number, isLast: boolean): Promise<number> {
    const { place } = this.#checkpoint ?? {}
    if (place?.segment === number) {
      this.#offset = place.offset + ((await lineAt(this.#folder, number, place.offset)) ?? '').length + 1
    } else {
      this.#offset = 0
      this.#firsts[number] = this.#head.n + 1
    }
    const wrong = await this.#lines(number)
    if (wrong === undefined) return 0
    if (!isLast || (await this.#goesOn(number))) throw this.#damaged(number, wrong)
    return this.#cut(number)
  }

  /** @returns what is wrong with the line at the offset reached; undefined: all are sound */
  async #lines(number: number): Promise<string | undefined> {
    for await (const { lines, rest } of readSegment(this.#folder, number, this.#offset)) {
      for (let at = 0; at < lines.length; at += BATCH) {
        const { written, damage } = await checkLines(lines.slice(at, at + BATCH), this.#head, this.#key)
        for (const { n, hash, line } of written) {
          this.#head = { n, hash }
          this.#place = { segment: number, offset: this.#offset }
          this.#offset += line.length + 1
        }
        this.#memory = fold(this.#memory, written)
        if (damage) return `${damage.code} (${damage.detail})`
      }
      if (rest !== undefined) return 'the last line is not finished'
    }
    return undefined
  }

  /** Is there an entry of this door after the damage? Then it is not an end that a power cut tore. */
  async #goesOn(number: number): Promise<boolean> {
    let first = true
    for await (const { lines } of readSegment(this.#folder, number, this.#offset)) {
      for (const line of first ? lines.slice(1) : lines) {
        if (!('code' in (await openLine(line, this.#key)))) return true
      }
      first = first && lines.length === 0
    }
    return false
  }

  async #cut(number: number): Promise<number> {
    const file = await open(segmentPath(this.#folder, number), 'r+')
    try {
      const { size } = await file.stat()
      await file.truncate(this.#offset)
      await file.sync()
      return size - this.#offset
    } finally {
      await file.close()
    }
  }

  #damaged(number: number, what: string): HausrechtError {
    const line = this.#head.n + 2
    const inFile = line - (this.#firsts[number] ?? 0)
    return damaged(this.#folder, `line ${line} (line ${inFile} of ${segmentName(number)}): ${what}`)
  }
}
