// MQTT over WebSocket at the pages' own origin: the upgrade of one path goes to the broker, any other is refused.

import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Crowd } from './crowd.ts'
import type { Names } from './names.ts'
import type { HttpParts } from './parts.ts'

const PATH = '/mqtt'

/** RFC 6455 §4.2.2, §10.2: a browser says whose page asks; a program says nothing. */
const refusalOf = ({ url, headers }: IncomingMessage, names: Names): string | undefined => {
  if (url !== PATH) return '404 Not Found'
  const own = names.originOf(headers)
  if (own === undefined) return '421 Misdirected Request'
  return headers.origin === undefined || headers.origin === own ? undefined : '403 Forbidden'
}

export interface SocketParts {
  readonly names: Names
  readonly crowd: Crowd
  readonly upgrade: NonNullable<HttpParts['upgrade']>
}

/** @returns ends every connection that was taken over */
export const takeUpgrades = (server: Server, { names, crowd, upgrade }: SocketParts): (() => void) => {
  const open = new Set<Duplex>()
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const no = refusalOf(request, names)
    if (no !== undefined) {
      socket.end(`HTTP/1.1 ${no}\r\nConnection: close\r\n\r\n`)
      return
    }
    crowd.leave(request)
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    upgrade(request, socket, head)
  })
  return () => {
    for (const socket of open) socket.destroy()
  }
}
