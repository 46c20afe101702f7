// A clip service that behaves as told: a real server on loopback that keeps what it is sent and misbehaves on
// request.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the next matching request is met, in place of being stored. */
export type Mood =
  | {
      readonly do: 'answer'
      readonly status: number
      readonly body?: string
      readonly headers?: Record<string, string>
    }
  /** Refused at once and closed, before the body came. */
  | { readonly do: 'refuse early'; readonly status: number }
  | { readonly do: 'say nothing' }
  | { readonly do: 'answer half' }
  | { readonly do: 'answer too long' }
  | { readonly do: 'close mid-body' }
  /** Stored, but the answer never leaves. */
  | { readonly do: 'store and close' }
  | { readonly do: 'wait'; readonly gate: Promise<unknown> }

export interface Service {
  readonly base: string
  readonly port: number
  /** Paths below the door in the order in which they were first stored. */
  readonly order: string[]
  readonly stored: Map<string, Buffer>
  /** Every request, stored or not. */
  readonly asked: string[]
  /** Most requests at the same time. */
  most(): number
  connections(): number
  /** How each request is met; undefined: it is stored. */
  mood: (path: string, times: number) => Mood | undefined
  dropConnections(): void
  close(): Promise<void>
}

const json = (code: string): string => JSON.stringify({ code, message: 'for a person' })

export const codeBody = json

export const startService = async (port = 0): Promise<Service> => {
  let [now, most, connections] = [0, 0, 0]
  const times = new Map<string, number>()
  const server = createServer({ keepAliveTimeout: 5000, noDelay: true })
  const service: Service = {
    base: '',
    port: 0,
    order: [],
    stored: new Map(),
    asked: [],
    most: () => most,
    connections: () => connections,
    mood: () => undefined,
    dropConnections: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  server.on('connection', () => {
    connections += 1
  })
  server.on('request', (request, response) => {
    const path = (request.url ?? '').replace(/^\/v1\/doors\/[^/]+\//, '')
    const time = times.get(path) ?? 0
    times.set(path, time + 1)
    service.asked.push(path)
    now += 1
    most = Math.max(most, now)
    response.on('close', () => {
      now -= 1
    })
    meet(service, request, response, path, service.mood(path, time))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const bound = (server.address() as AddressInfo).port
  return Object.assign(service, { port: bound, base: `http://127.0.0.1:${bound}` })
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const keep = (service: Service, path: string, body: Buffer): number => {
  const known = service.stored.get(path)
  if (known && path !== 'ownership') return known.equals(body) ? 200 : 409
  if (!known) service.order.push(path)
  service.stored.set(path, body)
  return path === 'ownership' ? 204 : 201
}

const meet = (
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  mood: Mood | undefined,
): void => {
  request.on('error', () => undefined)
  if (mood?.do === 'refuse early')
    return void response.writeHead(mood.status, { connection: 'close' }).end(json('payload_too_large'))
  if (mood?.do === 'close mid-body') return void request.once('data', () => request.socket.destroy())
  bodyOf(request).then(
    (body) => answer(service, response, path, body, mood),
    () => undefined,
  )
}

const answer = (
  service: Service,
  response: ServerResponse,
  path: string,
  body: Buffer,
  mood: Mood | undefined,
): void => {
  const store = (): void => void response.writeHead(keep(service, path, body)).end()
  switch (mood?.do) {
    case undefined:
      store()
      return
    case 'wait':
      return void mood.gate.then(store, store)
    case 'answer':
      return void response.writeHead(mood.status, mood.headers).end(mood.body)
    case 'answer half':
      response.writeHead(201, { 'content-length': 100 }).write('half')
      return void setTimeout(() => response.destroy(), 20)
    case 'answer too long':
      return void response.writeHead(201).end('x'.repeat(100_000))
    case 'store and close':
      keep(service, path, body)
      return void response.destroy()
    case 'say nothing':
    case 'refuse early':
    case 'close mid-body':
      return
  }
}
