// A journal as long as one likes, in the files that the agent would have left: every line really signed, segments as
// they fill up, the last two checkpoints. Each line names the hash of the one before, so one core does it all.

import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { writeCheckpoint } from '#device/journal/checkpoint.ts'
import { fold } from '#device/journal/fold.ts'
import { beforeFirst, hashLine } from '#device/journal/line.ts'
import { EMPTY_MEMORY, type Memory } from '#device/journal/memory.ts'
import { SEGMENT_BYTES, segmentPath } from '#device/journal/segments.ts'
import { ENTRY, type Head } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { signToken } from '#protocol/token.ts'
import type { DoorId } from '#protocol/units.ts'
import type { Person } from '../people.ts'
import type { Dated } from './life.ts'

/** As in the journal: a checkpoint each so many entries. */
const CHECKPOINT_EVERY = 1000
const WRITE_EACH = 500

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const HEADER = base64({ alg: 'EdDSA', typ: ENTRY.typ })

class Segments {
  readonly #folder: string
  #file: number
  number = 0
  size = 0
  #waiting: string[] = []

  constructor(folder: string) {
    this.#folder = folder
    this.#file = openSync(segmentPath(folder, 0), 'wx', 0o600)
  }

  /** @returns where the line starts */
  add(line: string): { readonly segment: number; readonly offset: number } {
    if (this.size >= SEGMENT_BYTES) {
      this.close()
      this.number += 1
      this.size = 0
      this.#file = openSync(segmentPath(this.#folder, this.number), 'wx', 0o600)
    }
    const place = { segment: this.number, offset: this.size }
    this.#waiting.push(line, '\n')
    this.size += line.length + 1
    if (this.#waiting.length >= WRITE_EACH) this.#flush()
    return place
  }

  close(): void {
    this.#flush()
    closeSync(this.#file)
  }

  #flush(): void {
    if (this.#waiting.length > 0) writeSync(this.#file, this.#waiting.join(''), null, 'latin1')
    this.#waiting = []
  }
}

/** Signed here at once rather than in turns of the event loop: the same bytes in a fraction of the time. */
const lineOf = (door: DoorId, head: Head, { at, what }: Dated, key: KeyObject): string => {
  const said = `${HEADER}.${base64({ v: 1, iss: door, n: head.n + 1, prev: head.hash, at, what })}`
  return `${said}.${sign(null, Buffer.from(said), key).toString('base64url')}`
}

const compare = async (line: string, head: Head, { at, what }: Dated, { key }: Person): Promise<void> => {
  const claims = { v: 1 as const, iss: key.thumbprint as DoorId, n: head.n + 1, prev: head.hash, at, what }
  if ((await signToken(ENTRY, claims, key)) === line) return
  throw new HausrechtError('bench_broken', 'The journal of the bench is not what the agent would write: mend the bench')
}

/** @throws HausrechtError `bench_broken` when a line is not to the letter what the agent would have written */
export const writeJournal = async (
  folder: string,
  person: Person,
  life: Iterable<Dated>,
  entries: number,
  told: (done: number) => void,
): Promise<void> => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const door = person.key.thumbprint as DoorId
  const key = createPrivateKey({ key: { ...person.secret }, format: 'jwk' })
  const segments = new Segments(folder)
  let head = beforeFirst(door)
  let memory: Memory = EMPTY_MEMORY
  let recent: Dated[] = []
  for (const dated of life) {
    const line = lineOf(door, head, dated, key)
    if (head.n < 0) await compare(line, head, dated, person)
    head = { n: head.n + 1, hash: hashLine(line) }
    const place = segments.add(line)
    recent.push(dated)
    if (head.n === 0 || (entries - head.n) % CHECKPOINT_EVERY !== 0) continue
    memory = fold(memory, recent)
    recent = []
    // The longest way from the last checkpoint to the end: the agent was killed just before the next one.
    if (entries - head.n <= 2 * CHECKPOINT_EVERY) await writeCheckpoint(folder, { head, place, memory }, person.key)
    if (head.n % 100_000 < CHECKPOINT_EVERY) told(head.n)
  }
  segments.close()
}
