// How large a book may become: what is too large to be opened again is not written in the first place.

import { HausrechtError } from '#protocol/fault.ts'
import { BOOK_BYTES } from '#protocol/limits.ts'
import { type BookContents, BookContentsSchema } from '../book.ts'

/** Header, signature and dots of the token. */
const TOKEN = 160
/** What sealing to one recipient adds at most: the header, and 16 bytes with each 64 KiB. */
const SEAL = 1024

/** Bytes of the signed book, at most some thirty too many. */
export const sizeOf = (contents: BookContents): number =>
  Math.ceil((new TextEncoder().encode(JSON.stringify(contents)).length * 4) / 3) + TOKEN

const full = (): HausrechtError => new HausrechtError('book_full', 'The book is full: take out old entries.')

/** @throws HausrechtError `book_full` when it could not be opened again */
export const checkOpens = (contents: BookContents): void => {
  if (sizeOf(contents) > BOOK_BYTES || !BookContentsSchema.safeParse(contents).success) throw full()
}

/** @throws HausrechtError `book_full` when the bridge would not take it either, unless the change makes it smaller */
export const checkChange = (before: BookContents, after: BookContents): void => {
  checkOpens(after)
  const size = sizeOf(after)
  if (size + SEAL > BOOK_BYTES && size >= sizeOf(before)) throw full()
}
