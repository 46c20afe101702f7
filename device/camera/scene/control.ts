// The scene's control: a Unix socket of lines of JSON, for this user alone. Each line is answered by one.

import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { parseJson } from '#protocol/canonical.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { createLines } from './lines.ts'
import { type Control, ControlSchema } from './mood.ts'

export const LINE_MOST = 1024
const CONNECTIONS_MOST = 16
/** Answers that wait for somebody who does not read. */
const UNREAD_BYTES = 16 * 1024

export interface ControlAnswer {
  readonly ok: boolean
  readonly why?: string
}

export interface ControlServer {
  /** Takes the socket's file away too. */
  close(): void
}

const serve = (socket: Socket, obey: (what: Control) => string | undefined): void => {
  const answer = (why: string | undefined): void => {
    const said: ControlAnswer = why === undefined ? { ok: true } : { ok: false, why }
    socket.write(`${JSON.stringify(said)}\n`)
    if (socket.writableLength > UNREAD_BYTES) socket.destroy()
  }
  const take = (line: string): void => {
    const asked = ControlSchema.safeParse(parseJson(line))
    answer(asked.success ? obey(asked.data) : 'not understood')
  }
  const hear = createLines(LINE_MOST, take, () => {
    answer('line too long')
    socket.destroySoon()
  })
  socket.setEncoding('utf8')
  socket.on('data', (piece) => hear(String(piece)))
  socket.on('error', () => socket.destroy())
}

const listening = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new HausrechtError('scene_control', `Cannot listen on ${path}: ${cause.message}`, { cause })),
    )
    // Made for nobody else from its first moment on; Node binds it within the call.
    const before = process.umask(0o177)
    server.listen({ path }, () => resolve())
    process.umask(before)
  })

/**
 * @param obey answers why not, where something cannot be
 * @throws HausrechtError `scene_control` when the place cannot be had
 */
export const createControl = async (
  path: string,
  obey: (what: Control) => string | undefined,
): Promise<ControlServer> => {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    if (open.size >= CONNECTIONS_MOST) return void socket.destroy()
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    serve(socket, obey)
  })
  // Left behind by a scene that was killed.
  rmSync(path, { force: true })
  await listening(server, path)
  chmodSync(path, 0o600)
  server.on('error', () => undefined)
  return {
    close: () => {
      rmSync(path, { force: true })
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}
