// A network cable between two ends on this machine that a test can pull: what is under way is lost, nothing new gets
// through, and neither end is told, as with a real one.

import { createConnection, createServer, type Socket } from 'node:net'

export interface Cable {
  /** mqtt://127.0.0.1:port of the near end. */
  readonly url: string
  /** Pulled: bytes go nowhere, connections hang. */
  pull(): void
  /** Says this to the near ends, as whoever sits on the line can. */
  inject(bytes: Buffer): void
  /** Plugged in again: what hung before is reset, new connections go through. */
  plug(): void
  close(): Promise<void>
}

/** @param port of the far end on 127.0.0.1 */
export const layCable = async (port: number): Promise<Cable> => {
  let pulled = false
  const open = new Set<Socket>()
  const nearEnds = new Set<Socket>()
  const server = createServer({ noDelay: true }, (near) => {
    const far = createConnection({ host: '127.0.0.1', port, noDelay: true })
    nearEnds.add(near)
    near.on('close', () => nearEnds.delete(near))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('data', (bytes) => {
        if (!pulled) other.write(bytes)
      })
      one.on('error', () => one.destroy())
      one.on('close', () => {
        open.delete(one)
        if (!pulled) other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const drop = (): void => {
    for (const socket of [...open]) socket.destroy()
  }
  return {
    url: `mqtt://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    pull: () => {
      pulled = true
    },
    inject: (bytes) => {
      for (const near of nearEnds) near.write(bytes)
    },
    plug: () => {
      drop()
      pulled = false
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        drop()
      }),
  }
}
