// The owner's sealed book of names and grants, the same for all of the owner's devices. Two of them may write at once:
// who writes says which one it has read (RFC 9110 §13), and the slower one reads again.

import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { BOOK_BYTES } from '#protocol/limits.ts'
import type { Hash, Thumbprint } from '#protocol/units.ts'
import type { OwnersBookShelf } from '../store/port.ts'
import { problem, send } from './answer.ts'
import { answers, bytes } from './schemas.ts'
import { type SessionGate, sessionMissing } from './session/gate.ts'

export interface BookParts {
  readonly books: OwnersBookShelf
  readonly gate: SessionGate
  /** May this owner write once more? */
  readonly mayWrite: (owner: Thumbprint) => boolean
}

const TAG = /^"([\w-]{43})"$/
const changed = problem(412, 'book_changed', 'Another device has written meanwhile. Read it again.')
const unsaid = problem(428, 'condition_missing', 'Say If-Match with the tag that was read, or If-None-Match: *.')
const often = problem(429, 'rate_limited', 'Too often. Try again in a moment.')
const wrong = problem(415, 'request_wrong', 'A book is application/octet-stream.')

/** @returns the one to replace; `none`: there must be none; undefined: not said */
const replacing = (headers: { 'if-match'?: string | undefined; 'if-none-match'?: string | undefined }) => {
  if (headers['if-none-match'] === '*') return 'none'
  return TAG.exec(headers['if-match'] ?? '')?.[1] as Hash | undefined
}

export const bookRoutes = (app: FastifyInstance, { books, gate, mayWrite }: BookParts): void => {
  const tags = ['book']

  app.get(
    '/api/book',
    {
      schema: {
        tags,
        summary: 'The sealed book and its tag; 204: there is none yet.',
        response: { ...answers(undefined), ...bytes(401) },
      },
    },
    async (request, reply) => {
      const owner = await gate.requireOwner(request, reply)
      if (owner === undefined) return reply
      const book = await books.get(owner)
      if (book === undefined) return reply.code(204).send()
      const tag = `"${book.hash}"`
      const tagged = reply.header('etag', tag)
      if (request.headers['if-none-match'] === tag) return tagged.code(304).send()
      return tagged.type('application/octet-stream').send(Buffer.from(book.sealed.buffer))
    },
  )

  app.put<{ Body: unknown }>(
    '/api/book',
    {
      bodyLimit: BOOK_BYTES,
      // Before half a megabyte is read of somebody who has no book here.
      onRequest: async (request, reply) =>
        (await gate.requireOwner(request, reply)) === undefined ? reply : undefined,
      schema: {
        tags,
        summary: 'Writes it, where it is still the one that was read.',
        consumes: ['application/octet-stream'],
        response: answers(undefined, 401, 412, 413, 428, 429),
      },
    },
    async (request, reply) => {
      const owner = await gate.owner(request)
      // It ended while the body was on its way.
      if (owner === undefined) return send(reply, sessionMissing)
      const { body, headers } = request
      if (!Buffer.isBuffer(body) || body.length === 0) return send(reply, wrong)
      const replaces = replacing(headers)
      if (replaces === undefined) return send(reply, unsaid)
      if (!mayWrite(owner)) return send(reply, often)
      return write(reply, books, { owner, sealed: new Uint8Array(body), replaces })
    },
  )

  app.delete(
    '/api/book',
    { schema: { tags, summary: 'Deletes it.', response: answers(undefined, 401) } },
    async (request, reply) => {
      const owner = await gate.requireOwner(request, reply)
      if (owner === undefined) return reply
      await books.remove(owner)
      return reply.code(204).send()
    },
  )
}

interface Writing {
  readonly owner: Thumbprint
  readonly sealed: Uint8Array<ArrayBuffer>
  readonly replaces: Hash | 'none'
}

const write = async (reply: FastifyReply, books: OwnersBookShelf, { owner, sealed, replaces }: Writing) => {
  const hash = createHash('sha256').update(sealed).digest('base64url') as Hash
  const written = await books.put(owner, { sealed, hash }, replaces === 'none' ? undefined : replaces)
  return written ? reply.header('etag', `"${hash}"`).code(204).send() : send(reply, changed)
}
