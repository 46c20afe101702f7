// The book as it lies anywhere: signed by the owner, then sealed to the owner. Sealed alone, anybody who knows the
// owner's public key could write another one; signed alone, anybody could read it. Loaded when it is needed.

import { verifyKey } from '#protocol/keys.ts'
import { BOOK_BYTES } from '#protocol/limits.ts'
import { seal } from '#protocol/seal/seal.ts'
import { openToken, signToken, type TokenKind } from '#protocol/token.ts'
import type { OwnerKey } from '../app.ts'
import { type BookContents, BookContentsSchema } from '../book.ts'

const BOOK: TokenKind<BookContents> = {
  typ: 'book+jwt',
  maxBytes: BOOK_BYTES,
  key: 'pinned',
  schema: BookContentsSchema,
}

export const closeBook = async (key: OwnerKey, contents: BookContents): Promise<Uint8Array<ArrayBuffer>> =>
  seal(new TextEncoder().encode(await signToken(BOOK, contents, key.signing)), [key.recipient])

/** @returns undefined when it is not the owner's own writing */
export const openBook = async (key: OwnerKey, sealed: Uint8Array<ArrayBuffer>): Promise<BookContents | undefined> => {
  const token = new TextDecoder().decode(await key.open(sealed))
  const read = await openToken(BOOK, token, await verifyKey(key.signing.jwk))
  return read.ok ? read.claims : undefined
}
