// Ports of this machine: a free one to hand to a program, and whether somebody answers there.

import { createConnection, createServer } from 'node:net'
import { HausrechtError } from '#protocol/fault.ts'

/** Free when asked; whoever is told it takes it soon. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address()
      server.close(() => {
        if (typeof bound === 'object' && bound) resolve(bound.port)
        else reject(new HausrechtError('bench_system', 'No port is free on 127.0.0.1'))
      })
    })
  })

export const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
