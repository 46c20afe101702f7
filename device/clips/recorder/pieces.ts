// An encoder's pieces one at a time, and an end to waiting for one that does not end by itself.

import type { Clock } from '#protocol/clock.ts'
import type { Encoding, Piece } from '../port.ts'
import { STOP_LIMIT } from './parts.ts'

export interface Pieces {
  /** Undefined when there are no more. @throws what the encoder throws */
  next(): Promise<Piece | undefined>
  /** Asks the encoder to end; what it still gives comes, for a bounded time. */
  stop(): void
  /** No further piece is wanted. */
  drop(): void
}

export const readPieces = (encoding: Encoding, clock: Clock): Pieces => {
  const iterator = encoding.pieces[Symbol.asyncIterator]()
  let stopping = false
  let over = false
  /** Ends the wait that is under way, if there is one. */
  let giveUp = (): void => undefined

  const next = (): Promise<Piece | undefined> =>
    new Promise((resolve, reject) => {
      giveUp = () => resolve(undefined)
      if (over) giveUp()
      else iterator.next().then(({ done, value }) => resolve(done === true ? undefined : value), reject)
    })

  const stop = (): void => {
    if (stopping) return
    stopping = true
    const cancel = clock.after(STOP_LIMIT, () => {
      over = true
      giveUp()
    })
    encoding.ended.then(cancel, cancel)
    // One that cannot be stopped is its own supervisor's trouble; here only the wait counts.
    encoding.stop().catch(() => undefined)
  }

  const drop = (): void => {
    stop()
    over = true
    iterator.return?.().catch(() => undefined)
  }

  return { next, stop, drop }
}
