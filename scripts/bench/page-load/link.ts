// A slow link to one port of this machine: everything a browser sends and gets passes it, sockets of pages and the
// service worker's requests too. As far as TCP is concerned: the time on the way, the rate, and a connection's beginning.

import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'

export interface Path {
  /** Milliseconds there and back. */
  readonly roundTrip: number
  /** Bits a second, each way. */
  readonly rate: number
}

export interface Link {
  readonly port: number
  /** As it is from now on; undefined: as fast as the machine is. */
  be(path: Path | undefined): void
  /** Bytes that came down to the browser so far. */
  down(): number
  end(): Promise<void>
}

/** Bytes that are on their way at once count as one: about two packets. */
const SLICE = 2048
/** Bytes of one connection on their way or waiting to leave, so that connections share. */
const WINDOW = 48 * 1024

const wait = (until: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, until - performance.now())))

/** One direction: slices of all connections leave one behind the other. */
const createLane = (path: () => Path | undefined) => {
  let free = 0
  return {
    /** @returns when this many bytes arrive at the other end */
    pass: (bytes: number): number => {
      const [now, is] = [performance.now(), path()]
      if (!is) return now
      free = Math.max(now, free) + (bytes * 8000) / is.rate
      return free + is.roundTrip / 2
    },
  }
}
type Lane = ReturnType<typeof createLane>

const write = async (to: Socket, bytes: Buffer): Promise<void> => {
  if (to.destroyed || to.write(bytes)) return
  await Promise.race([once(to, 'drain'), once(to, 'close')])
}

const carry = async (from: Socket, to: Socket, lane: Lane, count: (bytes: number) => void): Promise<void> => {
  const under: { readonly bytes: number; readonly arrived: Promise<void> }[] = []
  let window = 0
  let before: Promise<void> = Promise.resolve()
  const send = (slice: Buffer): void => {
    const arrives = wait(lane.pass(slice.length))
    before = Promise.all([before, arrives]).then(() => write(to, slice))
    before.catch(() => undefined)
    window += slice.length
    count(slice.length)
    under.push({ bytes: slice.length, arrived: before })
  }
  for await (const chunk of from as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at += SLICE) {
      while (window >= WINDOW) {
        const first = under.shift()
        await first?.arrived
        window -= first?.bytes ?? 0
      }
      send(chunk.subarray(at, at + SLICE))
    }
  }
  await before
  to.end()
}

/** @param port where the bridge listens, on 127.0.0.1 */
export const openLink = async (port: number): Promise<Link> => {
  let path: Path | undefined
  let down = 0
  const [there, back] = [createLane(() => path), createLane(() => path)]
  const sockets = new Set<Socket>()
  const silent = (): void => undefined
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = createConnection({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.once('close', () => sockets.delete(one))
    }
    // SYN and its answer (RFC 9293 §3.5): what the kernel did at once takes a round trip here.
    wait(performance.now() + (path?.roundTrip ?? 0))
      .then(() => carry(near, far, there, silent))
      .catch(silent)
    carry(far, near, back, (bytes) => {
      down += bytes
    }).catch(silent)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    be: (next) => {
      path = next
    },
    down: () => down,
    end: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
