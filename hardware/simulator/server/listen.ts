// A TCP or Unix socket server that can be awaited and closed with everybody on it. Knows nothing of what is spoken.

import { rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { HausrechtError } from '#protocol/fault.ts'
import type { Address } from './address.ts'

export interface Listening {
  /** With the port that was really taken. */
  readonly address: Address
  close(): Promise<void>
}

const listening = (server: Server, address: Exclude<Address, { kind: 'pty' }>): Promise<void> =>
  new Promise((done, failed) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const what = address.kind === 'unix' ? address.path : `${address.host}:${address.port}`
      failed(
        new HausrechtError('sim_cannot_listen', `cannot listen on ${what} (${cause.code}): choose another`, { cause }),
      )
    })
    if (address.kind === 'tcp') server.listen(address.port, address.host, done)
    else server.listen(address.path, done)
  })

/** @throws HausrechtError sim_cannot_listen */
export const listen = async (
  address: Exclude<Address, { kind: 'pty' }>,
  max: number,
  accept: (socket: Socket) => void,
): Promise<Listening> => {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A reset by the other side is a close; nothing else is to be done about it.
    socket.on('error', () => socket.destroy())
    accept(socket)
  })
  server.maxConnections = max
  // A socket file that a killed simulator left behind would refuse the next one.
  if (address.kind === 'unix') rmSync(address.path, { force: true })
  await listening(server, address)
  const bound = server.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  return {
    address: address.kind === 'tcp' ? { ...address, port } : address,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
