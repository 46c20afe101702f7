// What the spool knows of one clip without looking at the disk. Made by `begin` or found at a start; changed only
// where the files have changed.

import * as z from 'zod'
import { peekClaims } from '#protocol/token.ts'
import type { ClipId } from '#protocol/units.ts'

export interface Kept {
  readonly clip: ClipId
  readonly order: Order
  /** Its recorder still writes. */
  running: boolean
  /** Number of the next part. */
  next: number
  /** Bytes of each part that the clip service does not have, in order. */
  readonly unsent: Map<number, number>
  /** Bytes and files on disk. */
  bytes: number
  files: number
  protected: boolean
  /** Has its end on disk. */
  ended: boolean
  /** The service has the head; asked again after a start, which costs one request a clip. */
  headSent: boolean
  /** Nothing of it is sent: the service cannot take the head or the end, or has all it can take. */
  aside: boolean
  /** The owner deleted it while it was being recorded: it goes with its end. */
  deleted: boolean
  /** Parts the service cannot take. */
  refused: number
}

/** What is older: by the door's journal, which never jumps, then by the clock. */
export interface Order {
  readonly jn: number
  readonly at: number
}

const BLOCK = 4096
/** What a file takes on the disk. */
export const blocks = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK

const OrderSchema = z.object({ jn: z.number(), at: z.number() })

/** The door signed it a moment ago, or it lay in the door's own folder: looked at, not verified. */
export const orderOf = (head: string): Order => OrderSchema.safeParse(peek(head)).data ?? { jn: 0, at: 0 }

const peek = (token: string): unknown => {
  try {
    return peekClaims(token)
  } catch {
    return undefined
  }
}

export const byAge = (left: Kept, right: Kept): number =>
  left.order.jn - right.order.jn || left.order.at - right.order.at || (left.clip < right.clip ? -1 : 1)

export const freshKept = (clip: ClipId, head: string): Kept => ({
  clip,
  order: orderOf(head),
  running: false,
  next: 0,
  unsent: new Map(),
  bytes: 0,
  files: 0,
  protected: false,
  ended: false,
  headSent: false,
  aside: false,
  deleted: false,
  refused: 0,
})

/** Notes a file that is now there. */
export const addFile = (kept: Kept, bytes: number): void => {
  kept.bytes += blocks(bytes)
  kept.files += 1
}
