// What the rest of the door needs of its journal: write durably, remember, read on.

import type { Happening, Head } from '#protocol/entry.ts'
import type { EpochMs } from '#protocol/units.ts'
import type { Memory } from './memory.ts'

/** An entry as it stands in the file. */
export interface Written extends Head {
  readonly at: EpochMs
  readonly what: Happening
  /** The signed token, without the line's end. */
  readonly line: string
}

export interface JournalPort {
  head(): Head
  /** The fold over every durable entry. */
  memory(): Memory
  /**
   * Signs, writes and syncs; resolves only when the entry survives a power cut. Calls are kept in order and
   * written together when they come together.
   * @throws HausrechtError `journal_failed` when the disk refuses: then nothing may be opened
   */
  append(what: Happening): Promise<Written>
  /** Lines from entry `from` on, at most `most` of them and at most `maxBytes` bytes. */
  read(from: number, most: number, maxBytes: number): Promise<readonly string[]>
  listen(listener: (written: Written) => void): () => void
  close(): Promise<void>
}
