// Stands between a door and its clip service, and has moods: slow, refusing, hanging up in the middle of a body or
// before the answer, down. Whatever it lets through is the real service's.

import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Gate, GateWay } from '#test/support/gate.ts'

export const MOODS = [
  'fair',
  /** A second for each request. */
  'slow',
  /** 503 to everything. */
  'refusing',
  /** Hangs up in the middle of what is sent; the service has half of it. */
  'half-writing',
  /** The service has it all, and the door never hears so. */
  'silent',
  /** Nobody listens. */
  'down',
] as const
export type ServiceMood = (typeof MOODS)[number]

export interface MoodyGate extends Gate {
  mood: ServiceMood
  /** What it met in each mood, so that a test knows that it had one. */
  readonly met: Map<ServiceMood, number>
}

const SLOW = 1000

/** @param port of the service on 127.0.0.1 */
export const layMoodyGate = async (port: number): Promise<MoodyGate> => {
  const met = new Map<ServiceMood, number>()
  const timers = new Set<NodeJS.Timeout>()
  const server = createServer({ noDelay: true, keepAliveTimeout: 5000 })
  const gate: MoodyGate = {
    url: '',
    mood: 'fair',
    met,
    turn: (way: GateWay) => {
      gate.mood = way === 'refuse' ? 'down' : 'fair'
    },
    close: async () => {
      for (const timer of timers) clearTimeout(timer)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  const later = (work: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, SLOW)
    timers.add(timer)
  }
  server.on('connection', (socket) => {
    if (gate.mood === 'down') socket.destroy()
  })
  server.on('request', (request, response) => {
    const { mood } = gate
    met.set(mood, (met.get(mood) ?? 0) + 1)
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    if (mood === 'down') return void request.socket.destroy()
    if (mood === 'refusing') return void response.writeHead(503, { connection: 'close' }).end()
    bodyOf(request).then(
      (body) =>
        mood === 'slow'
          ? later(() => pass(port, request, response, body, mood))
          : pass(port, request, response, body, mood),
      () => undefined,
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(gate, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const pass = (
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  mood: ServiceMood,
): void => {
  const { url, method, headers } = request
  const far = ask({ host: '127.0.0.1', port, path: url, method, headers: { ...headers, connection: 'close' } })
  far.on('error', () => request.socket.destroy())
  if (mood === 'half-writing') {
    far.write(body.subarray(0, Math.floor(body.length / 2)), () => {
      far.destroy()
      request.socket.destroy()
    })
    return
  }
  far.on('response', (answer) => {
    if (mood === 'silent') return void answer.resume().on('end', () => request.socket.destroy())
    const { connection: _own, ...kept } = answer.headers
    response.writeHead(answer.statusCode ?? 502, kept)
    answer.pipe(response)
  })
  far.end(body)
}
