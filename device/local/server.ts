// The owner in person, with the bridge and everything else down: lines of JSON over a Unix socket on the Pi, or
// over TCP in the house. Whoever speaks here still needs the owner's key; the pairing code is told on the socket only.

import { chmod, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import type { Logger } from 'pino'
import * as z from 'zod'
import { parseJson } from '#protocol/canonical.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { RequestIdSchema } from '#protocol/ids.ts'
import { REQUEST_BYTES, TOKEN_BYTES } from '#protocol/limits.ts'
import { RequestSchema } from '#protocol/request.ts'
import { createCrowd } from './crowd.ts'

const LINE_BYTES = REQUEST_BYTES + 1024
/** Answers that wait for somebody who does not read. */
const UNREAD_BYTES = 64 * 1024
const CONNECTIONS_MOST = 16
/** Longer than the longest answer takes. */
const IDLE_LIMIT = 60_000

const SaidSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('challenge') }),
  z.strictObject({ do: z.literal('state') }),
  z.strictObject({ do: z.literal('request'), request: RequestSchema }),
  /** The receipt at this place of a request, waited for. */
  z.strictObject({ do: z.literal('receipt'), request: RequestIdSchema, place: z.int().min(0).max(7) }),
  z.strictObject({ do: z.literal('order'), token: z.string().max(TOKEN_BYTES) }),
  z.strictObject({ do: z.literal('code') }),
])
export type LocalSaid = z.infer<typeof SaidSchema>

/** What is answered, a line of JSON. */
export type LocalAnswer = Readonly<Record<string, unknown>>

/** The Unix socket, which only the Pi's own user can open; this machine; or anybody in the house, all ears. */
export type From = 'socket' | 'machine' | 'house'

export interface LocalParts {
  readonly log: Logger
  answer(said: LocalSaid, from: From): Promise<LocalAnswer>
}

/** Where to listen: a path, or a host and a port. */
export type LocalPlace = { readonly path: string } | { readonly host: string; readonly port: number }

export interface LocalServer {
  /** The port, where one was listened on. */
  readonly port: number | undefined
  close(): Promise<void>
}

/** @param address of the other end; undefined on the Unix socket */
export const fromOf = (isUnix: boolean, address: string | undefined): From => {
  if (isUnix) return 'socket'
  return /^(::ffff:)?127\.|^::1$/.test(address ?? '') ? 'machine' : 'house'
}

const serve = (parts: LocalParts, socket: Socket, from: From): void => {
  let buffered = ''
  let working = Promise.resolve()
  socket.setEncoding('utf8')
  socket.setTimeout(IDLE_LIMIT, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  const handle = async (line: string): Promise<void> => {
    const said = SaidSchema.safeParse(parseJson(line))
    const answer = said.success ? await parts.answer(said.data, from) : { error: 'token_malformed' }
    socket.write(`${JSON.stringify(answer)}\n`)
    if (socket.writableLength > UNREAD_BYTES) socket.destroy()
  }
  socket.on('data', (chunk: string) => {
    buffered += chunk
    if (buffered.length > LINE_BYTES) return void socket.destroy()
    const lines = buffered.split('\n')
    buffered = lines.pop() ?? ''
    // One at a time, and not read on while one is worked at: a fast talker waits.
    socket.pause()
    working = working.then(async () => {
      for (const line of lines) if (!socket.destroyed) await handle(line)
      socket.resume()
    })
    working.catch((error: unknown) => {
      parts.log.warn({ err: error }, 'a local request could not be answered')
      socket.destroy()
    })
  })
}

/**
 * Listens.
 * @throws HausrechtError `local_unavailable` when the place cannot be had
 */
export const createLocalServer = async (parts: LocalParts, place: LocalPlace): Promise<LocalServer> => {
  const isUnix = 'path' in place
  const crowd = createCrowd(CONNECTIONS_MOST)
  const server = createServer((socket) => {
    crowd.add(socket)
    serve(parts, socket, fromOf(isUnix, socket.remoteAddress))
  })
  // Left behind by an agent that was killed; the journal's lock already says that no other one runs.
  if (isUnix) await rm(place.path, { force: true })
  await listening(server, place)
  // Node says so when it cannot take a connection in (EMFILE): that one is lost, the door is not.
  server.on('error', (error) => parts.log.warn({ err: error }, 'a local connection could not be taken'))
  if (isUnix) await chmod(place.path, 0o600)
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        crowd.disperse()
      }),
  }
}

const listening = (server: Server, place: LocalPlace): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const where = 'path' in place ? place.path : `${place.host}:${place.port}`
      reject(new HausrechtError('local_unavailable', `Cannot listen on ${where}: ${cause.message}`, { cause }))
    })
    server.listen(place, () => resolve())
  })
