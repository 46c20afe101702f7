// What the uploader needs of the spool: whose turn it is, the bytes of one thing at a time, and a place to say what
// became of it.

import type { Cancel } from '#protocol/clock.ts'
import type { ClipId } from '#protocol/units.ts'

/** One thing to send. A clip's things go one after the other in this order: head, parts by number, end. */
export type Item = { readonly what: 'head' } | { readonly what: 'part'; readonly n: number } | { readonly what: 'end' }

export interface Waiting {
  readonly clip: ClipId
  /** Its recorder still writes. */
  readonly running: boolean
  /** The first thing of it that the service does not have. */
  readonly item: Item
}

export interface Outbox {
  /** Clips with something to send: those being recorded first, then the newest. */
  waiting(): readonly Waiting[]
  /** Each of these is undefined when the clip was dropped meanwhile. */
  head(clip: ClipId): Promise<{ readonly head: string; readonly identity: Uint8Array } | undefined>
  part(clip: ClipId, n: number): Promise<Uint8Array | undefined>
  end(clip: ClipId): Promise<string | undefined>
  /** The service has it durably. */
  sent(clip: ClipId, item: Item): Promise<void>
  /** The service can never take it: not tried again before the next start. */
  refused(clip: ClipId, item: Item): void
  /** The service does not know the head (any more). */
  again(clip: ClipId): void
  /** The owner deleted the clip: it goes, once its recorder has ended it. */
  drop(clip: ClipId): Promise<void>
  listen(listener: () => void): Cancel
}
