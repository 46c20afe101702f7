// A bad network between two WebRTC peers of this machine: loss, delay, a rate and outages, in both directions alike.
// Each side's description is rewritten so that the other finds it only here; nobody's packets are read.

import { createSocket, type Socket } from 'node:dgram'

export interface PathRules {
  /** Share of the packets that are lost, 0 to 1. */
  readonly loss: number
  /** Milliseconds one way. */
  readonly delay: number
  /** kbit/s each way; without it as fast as it comes. */
  readonly kilobits?: number
  /** Milliseconds that packets may wait for their turn at this rate before they are dropped; 200 unless told. */
  readonly queue?: number
  /** Nothing at all gets through. */
  readonly out?: boolean
}

export type Side = 'viewer' | 'door'

export interface UdpPath {
  /** The description that `from` made, as the other side is to have it. */
  through(from: Side, sdp: string): string
  set(rules: PathRules): void
  /** Packets taken, and those lost or dropped. */
  counts(): { readonly taken: number; readonly dropped: number; readonly bytes: number }
  close(): void
}

export const GOOD_PATH: PathRules = { loss: 0, delay: 0 }
const HOST = '127.0.0.1'
const QUEUE = 200
const OVERHEAD = 28

interface End {
  readonly socket: Socket
  /** Where this side's packets go: what its description said, and from then on where it speaks from. */
  home: { readonly address: string; readonly port: number } | undefined
  /** When the line towards this side is free again, milliseconds. */
  free: number
}

const open = async (): Promise<End> => {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(0, HOST, resolve)
  })
  return { socket, home: undefined, free: 0 }
}

const CANDIDATE = /^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host/i

/** @param random for laws and repeatable losses */
export const openPath = async (rules: PathRules = GOOD_PATH, random: () => number = Math.random): Promise<UdpPath> => {
  // The socket of a side stands for it: the other one sends there.
  const ends = { viewer: await open(), door: await open() }
  const late = new Set<NodeJS.Timeout>()
  let [now, taken, dropped, bytes] = [rules, 0, 0, 0]

  const carry = (packet: Buffer, from: End, to: End): void => {
    taken += 1
    const at = performance.now()
    const spent = now.kilobits === undefined ? 0 : ((packet.length + OVERHEAD) * 8) / now.kilobits
    const turn = Math.max(at, to.free)
    if (now.out === true || random() < now.loss || turn - at > (now.queue ?? QUEUE)) {
      dropped += 1
      return
    }
    to.free = turn + spent
    const send = (): void => {
      if (to.home === undefined) return
      bytes += packet.length
      from.socket.send(packet, to.home.port, to.home.address, () => undefined)
    }
    const wait = to.free + now.delay - at
    if (wait < 1) {
      send()
      return
    }
    const timer = setTimeout(() => {
      late.delete(timer)
      send()
    }, wait)
    late.add(timer)
  }

  // What arrives at the viewer's socket was sent by the door, and goes on to the viewer from the door's socket.
  const join = (here: End, there: End): void => {
    here.socket.on('message', (packet, sender) => {
      there.home = { address: sender.address, port: sender.port }
      carry(packet, there, here)
    })
  }
  join(ends.viewer, ends.door)
  join(ends.door, ends.viewer)

  return {
    through: (from, sdp) => {
      const { port } = ends[from].socket.address()
      let told = false
      // A new description is a new session: what the one before said is of no use.
      const home = sdp.split('\r\n').flatMap((line) => {
        const [, address = '', own = ''] = CANDIDATE.exec(line) ?? []
        return /^[\d.]+$/.test(address) ? [{ address, port: Number(own) }] : []
      })[0]
      if (home) ends[from].home = home
      const lines = sdp.split('\r\n').flatMap((line) => {
        if (line.startsWith('m=')) told = false
        if (!line.startsWith('a=candidate:')) return [line]
        if (told || !CANDIDATE.test(line)) return []
        told = true
        return [`a=candidate:1 1 udp 2122260223 ${HOST} ${port} typ host generation 0`]
      })
      return lines.join('\r\n')
    },
    set: (next) => {
      now = next
    },
    counts: () => ({ taken, dropped, bytes }),
    close: () => {
      for (const timer of late) clearTimeout(timer)
      late.clear()
      ends.viewer.socket.close()
      ends.door.socket.close()
    },
  }
}
