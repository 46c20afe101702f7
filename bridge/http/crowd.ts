// How many connections a listener holds for HTTP, in all and of one address. One that became MQTT is counted by the
// broker instead, and here no more.

import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { placeOf } from '../broker/gate.ts'

const IN_ALL = 512
const PER_PLACE = 128

/** A connection by its other end: under TLS the socket of a request is not the one that was accepted. */
const endOf = ({ remoteAddress = '', remotePort = 0 }: Socket): string => `${remoteAddress} ${remotePort}`

export interface Crowd {
  /** Counted elsewhere from now on. */
  leave(request: IncomingMessage): void
}

export const boundCrowd = (server: Server): Crowd => {
  const inside = new Map<string, string>()
  const counts = new Map<string, number>()
  const leave = (end: string): void => {
    const place = inside.get(end)
    if (place === undefined) return
    inside.delete(end)
    const left = (counts.get(place) ?? 1) - 1
    if (left > 0) counts.set(place, left)
    else counts.delete(place)
  }
  server.prependListener('connection', (socket: Socket) => {
    const place = placeOf(socket.remoteAddress ?? '')
    const here = counts.get(place) ?? 0
    if (inside.size >= IN_ALL || here >= PER_PLACE) {
      socket.destroy()
      return
    }
    const end = endOf(socket)
    inside.set(end, place)
    counts.set(place, here + 1)
    socket.once('close', () => leave(end))
  })
  return { leave: (request) => leave(endOf(request.socket)) }
}
