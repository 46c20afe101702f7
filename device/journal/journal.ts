// The door's journal: signs what happened, makes it durable, remembers it. One writer; entries that come together
// are written together. An entry that was acknowledged is never lost; one that was not may be.

import { mkdir } from 'node:fs/promises'
import type { Clock } from '#protocol/clock.ts'
import { ENTRY, type Happening, HappeningSchema, type Head } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { SigningKey, VerifyKey } from '#protocol/keys.ts'
import { JOURNAL_LINE_BYTES } from '#protocol/limits.ts'
import { signToken } from '#protocol/token.ts'
import type { DoorId, EpochMs } from '#protocol/units.ts'
import { type LinePlace, writeCheckpoint } from './checkpoint.ts'
import { fold } from './fold.ts'
import { hashLine } from './line.ts'
import { type Lock, lockFolder } from './lock.ts'
import type { Memory } from './memory.ts'
import type { JournalPort, Written } from './port.ts'
import { Reader } from './reader.ts'
import { type Recovered, recover } from './recover.ts'
import { SegmentFile, type Write } from './segment-file.ts'
import { SEGMENT_BYTES } from './segments.ts'

export interface JournalOptions {
  /** Made if it is not there. */
  readonly folder: string
  readonly key: SigningKey
  /** The same key's public half. */
  readonly verify: VerifyKey
  /** The program's version, for the `genesis` and `boot` entries. */
  readonly version: string
  /** The clock that dates entries, made from what the journal remembers of time. */
  readonly clock: (memory: Memory) => Pick<Clock, 'now'>
  /** A checkpoint could not be written; nothing is lost by it but start-up time. */
  readonly checkpointFailed?: (error: unknown) => void
  /** Entries between checkpoints and bytes of a segment; tests take small ones. */
  readonly checkpointEvery?: number
  readonly segmentBytes?: number
  readonly write?: Write
}

export interface Journal extends JournalPort {
  /** Bytes of a torn end that were cut at this start. */
  readonly recovered: number
  /** Why the `boot` entry could not be written, if so: it goes before the first entry that can. */
  readonly failure: HausrechtError | undefined
}

/** A happening's text, which base64url makes a third longer, beside the rest of its line. */
const LONGEST = Math.floor(((JOURNAL_LINE_BYTES - 1024) * 3) / 4)
/** Calls waiting for the disk. A door has a few at a time; thousands mean that the disk hangs. */
const WAITING_MOST = 4096
/** Entries in one write. */
const BATCH_MOST = 256
const CHECKPOINT_EVERY = 1000

/**
 * Opens the journal of a folder, recovers it and writes its `boot` entry. A disk that takes nothing does not keep a door
 * from being there, only from opening.
 * @throws HausrechtError `journal_damaged` naming the line, `journal_locked`, `journal_failed`
 */
export const openJournal = async (options: JournalOptions): Promise<Journal> => {
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  const lock = await lockFolder(options.folder)
  try {
    const found = await recover(options.folder, options.verify)
    const last = Math.max(found.firsts.length - 1, 0)
    const file = await SegmentFile.open(options.folder, last, found.size, options.write)
    return await begin(new FileJournal(options, lock, found, file), lock, found, options.version)
  } catch (error) {
    await lock.release()
    throw error
  }
}

const begin = async (journal: FileJournal, lock: Lock, { head, cut }: Recovered, version: string): Promise<Journal> => {
  const boot: Happening = { kind: 'boot', version, ...(cut > 0 ? { recovered: cut } : {}) }
  try {
    await Promise.all([...(head.n < 0 ? [journal.append({ kind: 'genesis', version })] : []), journal.append(boot)])
  } catch (error) {
    const isDisk = error instanceof HausrechtError && error.code === 'journal_failed' && lock.held()
    // A journal without a first line has no head that a state could name.
    if (!isDisk || journal.head().n < 0) {
      await journal.close()
      throw error
    }
    journal.owe(boot, error)
  }
  return journal
}

interface Dated {
  readonly what: Happening
  readonly at: EpochMs
}

interface Waiting extends Dated {
  readonly resolve: (written: Written) => void
  readonly reject: (error: HausrechtError) => void
}

class FileJournal implements Journal {
  readonly recovered: number
  failure: HausrechtError | undefined
  readonly #options: JournalOptions
  readonly #lock: Lock
  readonly #file: SegmentFile
  readonly #clock: Pick<Clock, 'now'>
  readonly #reader: Reader
  readonly #firsts: number[]
  readonly #listeners = new Set<(written: Written) => void>()
  #head: Head
  #memory: Memory
  /** Where the head's line starts. */
  #place: LinePlace
  #checkpointed: number
  #waiting: Waiting[] = []
  /** Goes before the next entry. */
  #owed: Dated | undefined
  #writing: Promise<void> | undefined
  #checkpointing: Promise<void> | undefined
  #closing: Promise<void> | undefined

  constructor(options: JournalOptions, lock: Lock, found: Recovered, file: SegmentFile) {
    this.#options = options
    this.#lock = lock
    this.#file = file
    this.#firsts = found.firsts.length > 0 ? [...found.firsts] : [0]
    this.#head = found.head
    this.#memory = found.memory
    this.#place = found.place ?? { segment: 0, offset: 0 }
    this.#checkpointed = found.checkpoint
    this.#reader = new Reader(options.folder)
    this.#clock = options.clock(found.memory)
    this.recovered = found.cut
  }

  /** What nobody waits for any more, and may not be missing. */
  owe(what: Happening, failure: HausrechtError): void {
    this.#owed = { what, at: this.#clock.now() }
    this.failure = failure
  }

  head(): Head {
    return this.#head
  }

  memory(): Memory {
    return this.#memory
  }

  async append(what: Happening): Promise<Written> {
    // Checked before it is signed: one entry that nobody can read would end the journal for good.
    const parsed = HappeningSchema.safeParse(what)
    if (!parsed.success || JSON.stringify(parsed.data).length > LONGEST) {
      throw new HausrechtError(
        'journal_entry_invalid',
        `An entry of kind ${what.kind} does not fit its schema: report this`,
        {
          cause: parsed.error,
        },
      )
    }
    if (this.#closing) throw failed('The journal is closed')
    if (this.#waiting.length >= WAITING_MOST) throw failed('The disk does not keep up')
    const at = this.#clock.now()
    const done = new Promise<Written>((resolve, reject) =>
      this.#waiting.push({ what: parsed.data, at, resolve, reject }),
    )
    this.#writing ??= this.#drain()
    return done
  }

  async read(from: number, most: number, maxBytes: number): Promise<readonly string[]> {
    const extent = { firsts: [...this.#firsts], size: this.#file.size, last: this.#head.n }
    return this.#reader.read(extent, Math.max(0, from), most, maxBytes)
  }

  listen(listener: (written: Written) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.#writing
    await this.#checkpointing
    if (this.#lock.held() && this.#checkpointed < this.#head.n) await this.#checkpoint()
    await this.#file.close()
    await this.#lock.release()
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const taken: Waiting[] = []
      try {
        const written = await this.#sign(taken)
        await this.#write(written)
        this.#commit(written)
        this.#owed = this.failure = undefined
        for (const [at, entry] of written.slice(-taken.length).entries()) taken[at]?.resolve(entry)
      } catch (error) {
        for (const waiting of taken) waiting.reject(failed('The journal cannot be written', error))
      }
      if (this.#head.n - this.#checkpointed >= (this.#options.checkpointEvery ?? CHECKPOINT_EVERY)) {
        this.#checkpointing ??= this.#checkpoint()
      }
    }
    this.#writing = undefined
  }

  /** Signs all that wait, and those that come meanwhile: each line names the one before, so one after the other. */
  async #sign(taken: Waiting[]): Promise<Written[]> {
    const written: Written[] = []
    while (taken.length < BATCH_MOST) {
      const next = this.#waiting.shift()
      if (!next) break
      taken.push(next)
      if (this.#owed && written.length === 0) written.push(await this.#line(this.#owed, this.#head))
      written.push(await this.#line(next, written.at(-1) ?? this.#head))
    }
    return written
  }

  async #line({ what, at }: Dated, before: Head): Promise<Written> {
    const { key } = this.#options
    const n = before.n + 1
    const claims = { v: 1 as const, iss: key.thumbprint as DoorId, n, prev: before.hash, at, what }
    const line = await signToken(ENTRY, claims, key)
    return { n, hash: hashLine(line), at, what, line }
  }

  async #write(written: readonly Written[]): Promise<void> {
    if (!this.#lock.held()) throw failed('Another program took the journal')
    const full = this.#options.segmentBytes ?? SEGMENT_BYTES
    if (this.#file.size >= full) {
      await this.#file.roll()
      this.#firsts.push(this.#head.n + 1)
    }
    await this.#file.append(Buffer.from(written.map(({ line }) => `${line}\n`).join(''), 'latin1'))
  }

  #commit(written: readonly Written[]): void {
    const last = written.at(-1)
    if (!last) return
    this.#head = { n: last.n, hash: last.hash }
    this.#place = { segment: this.#file.number, offset: this.#file.size - last.line.length - 1 }
    this.#memory = fold(this.#memory, written)
    for (const entry of written) for (const listener of this.#listeners) tell(listener, entry)
  }

  async #checkpoint(): Promise<void> {
    const checkpoint = { head: this.#head, place: this.#place, memory: this.#memory }
    // Said before it is done: one that fails is tried again after as many entries, not at each.
    this.#checkpointed = this.#head.n
    try {
      await writeCheckpoint(this.#options.folder, checkpoint, this.#options.key)
    } catch (error) {
      this.#options.checkpointFailed?.(error)
    } finally {
      this.#checkpointing = undefined
    }
  }
}

const failed = (what: string, cause?: unknown): HausrechtError =>
  new HausrechtError('journal_failed', `${what}: check the disk's space and health; nothing opens until it is mended`, {
    cause,
  })

/** A listener's fault is the program's, not the entry's, which is durable by now. */
const tell = (listener: (written: Written) => void, entry: Written): void => {
  try {
    listener(entry)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
