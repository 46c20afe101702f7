// The pieces between encoder and recorder: a bounded row with one reader. When it is full the encoder is fed no
// more, unless nobody ever read: then somebody only watches live, and the oldest segments are let go.

import type { Piece } from '../port.ts'

/** Pieces that wait for their reader, at most. */
const WAITING_MOST = 16
/** Bytes that wait for somebody to begin reading: a minute of film at 4 Mbit/s. */
const UNREAD_BYTES = 32 * 1024 * 1024

export interface Pieces extends AsyncIterable<Piece> {
  push(piece: Piece): void
  /** Resolves when there is room, or there is nobody to wait for. */
  room(): Promise<void>
  /** From now on there is always room: what has been captured is wanted all the same. */
  open(): void
  end(): void
}

export const createPieces = (): Pieces => {
  const waiting: Piece[] = []
  let reader: 'none' | 'reading' | 'left' = 'none'
  let opened = false
  let ended = false
  let held = 0
  let wake: (() => void)[] = []
  const stir = (): void => {
    const sleeping = wake
    wake = []
    for (const call of sleeping) call()
  }
  const stirred = (): Promise<void> => new Promise((resolve) => wake.push(resolve))
  const full = (): boolean => reader === 'reading' && !opened && !ended && waiting.length >= WAITING_MOST

  const next = async (): Promise<IteratorResult<Piece, undefined>> => {
    while (waiting.length === 0 && !ended && reader === 'reading') await stirred()
    const piece = reader === 'reading' ? waiting.shift() : undefined
    held -= piece?.bytes.length ?? 0
    stir()
    return piece === undefined ? { done: true, value: undefined } : { done: false, value: piece }
  }

  return {
    push: (piece) => {
      if (ended || reader === 'left') return
      waiting.push(piece)
      held += piece.bytes.length
      // The init segment stays in front.
      while (reader === 'none' && held > UNREAD_BYTES && waiting.length > 2)
        held -= waiting.splice(1, 1)[0]?.bytes.length ?? 0
      stir()
    },
    room: async () => {
      while (full()) await stirred()
    },
    open: () => {
      opened = true
      stir()
    },
    end: () => {
      ended = true
      stir()
    },
    [Symbol.asyncIterator]: () => {
      if (reader === 'none') reader = 'reading'
      return {
        next,
        return: () => {
          reader = 'left'
          waiting.length = 0
          stir()
          return Promise.resolve({ done: true, value: undefined })
        },
      }
    },
  }
}
