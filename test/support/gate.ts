// A line to an HTTP service that somebody else holds in his hand: open, cut (nothing comes through and nobody is
// told), slow, or refusing every connection.

import { createConnection, createServer, type Socket } from 'node:net'

export type GateWay = 'open' | 'cut' | 'slow' | 'refuse'

export interface Gate {
  /** http://127.0.0.1:port of the near end. */
  readonly url: string
  /** From now on; what hung on the way before is reset. */
  turn(way: GateWay): void
  close(): Promise<void>
}

/** Bytes a second of a slow line: a segment of a small picture takes about a second. */
const SLOW = 48 * 1024
const SECOND = 1000

/** @param port of the service on 127.0.0.1 */
export const layGate = async (port: number): Promise<Gate> => {
  let way: GateWay = 'open'
  const open = new Set<Socket>()
  const waits = new Set<NodeJS.Timeout>()

  const later = (ms: number, work: () => void): void => {
    const timer = setTimeout(() => {
      waits.delete(timer)
      work()
    }, ms)
    waits.add(timer)
  }
  const pass = (from: Socket, to: Socket): void => {
    from.on('data', (bytes) => {
      if (way === 'cut') return
      if (way !== 'slow') return void to.write(bytes)
      from.pause()
      later((bytes.length / SLOW) * SECOND, () => {
        to.write(bytes)
        from.resume()
      })
    })
    from.on('error', () => from.destroy())
    from.on('close', () => {
      open.delete(from)
      if (way !== 'cut') to.destroy()
    })
  }
  const server = createServer({ noDelay: true }, (near) => {
    if (way === 'refuse') return void near.destroy()
    const far = createConnection({ host: '127.0.0.1', port, noDelay: true })
    open.add(near).add(far)
    pass(near, far)
    pass(far, near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const drop = (): void => {
    for (const timer of waits) clearTimeout(timer)
    waits.clear()
    for (const socket of [...open]) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    turn: (to) => {
      const hung = way === 'cut' || to === 'refuse'
      way = to
      if (hung) drop()
    },
    close: () =>
      new Promise((resolve) => {
        way = 'open'
        server.close(() => resolve())
        drop()
      }),
  }
}
