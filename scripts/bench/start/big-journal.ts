// A long sound journal, as years of visits would have left it: really signed and chained, in segments, with the
// last checkpoint as far back as it can be. Written without syncs: it is made to be read.

import { KeyObject, sign } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { type Checkpoint, writeCheckpoint } from '#device/journal/checkpoint.ts'
import { fold } from '#device/journal/fold.ts'
import { beforeFirst, hashLine } from '#device/journal/line.ts'
import { EMPTY_MEMORY, type Memory } from '#device/journal/memory.ts'
import { SEGMENT_BYTES, segmentPath } from '#device/journal/segments.ts'
import type { DoorKey } from '#device/keys/door-key.ts'
import type { Entry, Happening, Head } from '#protocol/entry.ts'
import { freshGrantId, freshRequestId } from '#protocol/ids.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import {
  type EpochMs,
  epochMs,
  epochSeconds,
  type GrantId,
  millis,
  type Thumbprint,
  toSeconds,
} from '#protocol/units.ts'

export interface BigJournal {
  readonly entries: number
  readonly head: Head
  readonly bytes: number
  /** Entry of the checkpoint; -1: none was asked for. */
  readonly checkpoint: number
}

export interface BigJournalOptions {
  readonly owner: PublicJwk
  readonly bridge: PublicJwk
  /** Leave it out to make the start fold everything. */
  readonly checkpoint?: boolean
  readonly progress?: (entries: number) => void
}

/** Three minutes between entries: a million of them are five and a half years. */
const STEP_MS = 173_000
const START = Date.UTC(2020, 0, 1)
const DAY_ENTRIES = Math.round((24 * 3_600_000) / STEP_MS)
const CHECKPOINT_EVERY = 1000
const BATCH = 1000
const HEADER = Buffer.from(JSON.stringify({ alg: 'EdDSA', typ: 'journal+jwt' })).toString('base64url')

const holder = (number: number): Thumbprint => String(number % 500).padStart(43, 'h') as Thumbprint

/** One visit; every eighth is refused, every tenth is by PIN. */
function* visit(number: number, now: EpochMs, grant: GrantId): Generator<Happening> {
  const request = freshRequestId()
  const whose = { request, holder: holder(number), via: 'local' as const }
  if (number % 8 === 7) {
    yield { kind: 'refused', code: 'outside_window', act: 'unlock', ...whose }
    return
  }
  const byPin = number % 10 === 9
  if (byPin) yield { kind: 'pin', step: 'right', slot: 3 }
  const spends = byPin ? [] : [{ grant, exp: epochSeconds(toSeconds(now) + 7 * 86_400) }]
  yield { kind: 'intent', ...whose, act: 'unlock', spends, binds: [], hold: millis(10_000) }
  yield { kind: 'opened', request, after: millis(300) }
  yield { kind: 'bolt', bolt: 'out', reason: 'command' }
  yield { kind: 'leaf', leaf: 'open' }
  yield { kind: 'leaf', leaf: 'shut' }
  yield { kind: 'bolt', bolt: 'home', reason: 'deadman' }
  yield { kind: 'closed', request, opened: true, entered: true, lasted: millis(12_000) }
}

function* history({ owner, bridge }: BigJournalOptions): Generator<Happening, never> {
  yield { kind: 'genesis', version: 'bench' }
  yield { kind: 'boot', version: 'bench' }
  yield { kind: 'clock', trusted: true, floor: epochMs(START), why: 'bench' }
  yield { kind: 'paired', owner, bridge }
  yield { kind: 'pin_set', slot: 3 }
  let grant = freshGrantId()
  let noted = 0
  for (let number = 0, n = 5; ; number += 1) {
    const now = epochMs(START + n * STEP_MS)
    // A grant is used by three visits and then ends.
    if (number % 3 === 0) grant = freshGrantId()
    for (const what of visit(number, now, grant)) {
      yield what
      n += 1
    }
    if (n - noted < DAY_ENTRIES) continue
    noted = n
    yield { kind: 'clock', trusted: true, floor: now, why: 'the floor moved on' }
    n += 1
  }
}

/**
 * Writes a journal of so many entries into an empty folder; about 30 µs an entry.
 * @param key the door's
 */
export const writeBigJournal = async (
  folder: string,
  key: DoorKey,
  entries: number,
  options: BigJournalOptions,
): Promise<BigJournal> => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const writing = new Writing(folder, key)
  const happenings = history(options)
  const last = Math.floor((entries - 1) / CHECKPOINT_EVERY) * CHECKPOINT_EVERY
  let checkpoint: Checkpoint | undefined
  while (writing.entries < entries) {
    const end = writing.entries <= last ? Math.min(last + 1, writing.entries + BATCH) : entries
    writing.batch(happenings, end)
    if (writing.entries === last + 1 && options.checkpoint !== false) checkpoint = writing.checkpoint()
    options.progress?.(writing.entries)
  }
  const { head, bytes } = writing.end()
  if (checkpoint) await writeCheckpoint(folder, checkpoint, key.signing)
  return { entries, head, bytes, checkpoint: checkpoint?.head.n ?? -1 }
}

class Writing {
  readonly #folder: string
  readonly #key: DoorKey
  readonly #secret: KeyObject
  #head: Head
  #memory: Memory = EMPTY_MEMORY
  #file: number
  #segment = 0
  #size = 0
  #bytes = 0
  #lastLine = 0

  constructor(folder: string, key: DoorKey) {
    this.#folder = folder
    this.#key = key
    this.#secret = KeyObject.from(key.signing.privateKey)
    this.#head = beforeFirst(key.door)
    this.#file = openSync(segmentPath(folder, 0), 'wx', 0o600)
  }

  get entries(): number {
    return this.#head.n + 1
  }

  batch(happenings: Iterator<Happening, never>, end: number): void {
    if (this.#size >= SEGMENT_BYTES) this.#roll()
    const made: Entry[] = []
    let text = ''
    while (this.entries < end) {
      const entry = this.#entry(happenings.next().value)
      const line = this.#sign(entry)
      made.push(entry)
      this.#lastLine = line.length + 1
      this.#head = { n: entry.n, hash: hashLine(line) }
      text += `${line}\n`
    }
    writeSync(this.#file, text, null, 'latin1')
    this.#size += text.length
    this.#bytes += text.length
    this.#memory = fold(this.#memory, made)
  }

  #entry(what: Happening): Entry {
    const n = this.#head.n + 1
    return { v: 1, iss: this.#key.door, n, prev: this.#head.hash, at: epochMs(START + n * STEP_MS), what }
  }

  #sign(entry: Entry): string {
    const body = `${HEADER}.${Buffer.from(JSON.stringify(entry)).toString('base64url')}`
    return `${body}.${sign(null, Buffer.from(body), this.#secret).toString('base64url')}`
  }

  #roll(): void {
    fsyncSync(this.#file)
    closeSync(this.#file)
    this.#segment += 1
    this.#size = 0
    this.#file = openSync(segmentPath(this.#folder, this.#segment), 'wx', 0o600)
  }

  checkpoint(): Checkpoint {
    const place = { segment: this.#segment, offset: this.#size - this.#lastLine }
    return { head: this.#head, place, memory: this.#memory }
  }

  end(): { readonly head: Head; readonly bytes: number } {
    fsyncSync(this.#file)
    closeSync(this.#file)
    return { head: this.#head, bytes: this.#bytes }
  }
}
