// The clip service's HTTP listener, with bounds on all that a stranger can send or hold. fastify stays in this folder.

import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import swagger from '@fastify/swagger'
import { type FastifyInstance, fastify } from 'fastify'
import type { Logger } from 'pino'
import { HausrechtError } from '#protocol/fault.ts'
import type { Address } from '../config/address.ts'
import type { Limits } from '../limits/limits.ts'
import { again, type Problem, problem, send } from './answer.ts'
import { clipRoutes } from './clip-routes.ts'
import { Counts } from './counts.ts'
import { doorRoutes } from './door-routes.ts'
import { createGates, placeOf } from './gates.ts'
import { openRoutes } from './open-routes.ts'
import { createAdmit, ownerRoutes } from './owner-routes.ts'
import type { HttpParts } from './parts.ts'

export interface Opening {
  readonly address: Address
  readonly tls: { readonly cert: string; readonly key: string } | undefined
}

export interface Http {
  readonly port: number
  /** Answers what is under way for a moment, then ends every connection. */
  close(): Promise<void>
}

const HEADER_BYTES = 16_384

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/** @throws HausrechtError `listen_failed`; nothing is open then */
export const openHttp = async (opening: Opening, parts: HttpParts): Promise<Http> => {
  const app = createApp(opening, parts.limits)
  try {
    await wire(app, opening, parts)
    await app.ready()
    await listen(app, opening.address)
  } catch (error) {
    await app.close()
    throw error
  }
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() }
}

const createApp = ({ tls }: Opening, limits: Limits): FastifyInstance => {
  const { requestMs, headersMs, idleMs } = limits
  const server = {
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: headersMs,
    connectionsCheckingInterval: Math.min(headersMs, requestMs) / 5,
  }
  const bounds = {
    bodyLimit: 1024,
    requestTimeout: requestMs,
    connectionTimeout: idleMs,
    keepAliveTimeout: idleMs,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 64 },
    // Nothing is left out or put right in silence.
    ajv: { customOptions: { removeAdditional: false as const, allErrors: false } },
  }
  const app: FastifyInstance = tls
    ? fastify({ ...bounds, https: { ...server, ...tls, minVersion: 'TLSv1.2' } })
    : fastify({ ...bounds, http: server })
  app.server.maxConnections = limits.connections
  boundCrowd(app.server, limits.perAddress)
  return app
}

/** Ends connections of an address that has too many. */
const boundCrowd = (server: Server, most: number): void => {
  const counts = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const place = placeOf(socket.remoteAddress ?? '')
    const count = (counts.get(place) ?? 0) + 1
    counts.set(place, count)
    socket.once('close', () => {
      const left = (counts.get(place) ?? 1) - 1
      if (left > 0) counts.set(place, left)
      else counts.delete(place)
    })
    if (count > most) socket.destroy()
  })
}

const wire = async (app: FastifyInstance, { tls }: Opening, parts: HttpParts): Promise<void> => {
  const counts = new Counts()
  const headers = Object.entries(tls ? { ...HEADERS, 'strict-transport-security': 'max-age=31536000' } : HEADERS)
  app.addHook('onRequest', async (_request, reply) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value)
  })
  app.addHook('onResponse', async (request, reply) => {
    const sent = Number(reply.getHeader('content-length') ?? 0)
    counts.answered(request.method, reply.statusCode, Number(request.headers['content-length'] ?? 0), sent)
  })
  const whole = { parseAs: 'buffer' } as const
  app.addContentTypeParser('application/octet-stream', whole, (_request, body, done) => done(null, body))
  app.addContentTypeParser('application/jwt', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.setNotFoundHandler((_request, reply) => send(reply, problem(404, 'not_found', 'There is nothing here.')))
  app.setErrorHandler((error, _request, reply) => send(reply, faultOf(error, parts.log)))
  await app.register(swagger, { openapi: OPENAPI })
  const gates = createGates(parts)
  const admit = createAdmit(parts, gates)
  openRoutes(app, parts, counts)
  doorRoutes(app, parts, gates)
  ownerRoutes(app, parts, admit)
  clipRoutes(app, parts, gates, admit)
}

const scheme = (description: string) => ({
  type: 'apiKey' as const,
  in: 'header' as const,
  name: 'authorization',
  description,
})
const OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: 'Hausrecht: the clip service',
    version: '1',
    description: 'Keeps sealed clips. Doors bring what they signed; only owners read, hold and delete.',
  },
  components: {
    securitySchemes: {
      owner: scheme('Hausrecht <cloud-request+jwt>, signed by the owner for this act, at most a minute old.'),
      share: scheme('Hausrecht-Share <clip-share+jwt>, signed by the owner for one clip.'),
    },
  },
}

const listen = async (app: FastifyInstance, address: Address): Promise<void> => {
  try {
    await app.listen(address)
  } catch (cause) {
    const { host, port } = address
    throw new HausrechtError('listen_failed', `Cannot listen for HTTP on ${host}:${port}.`, { cause })
  }
}

const faultOf = (error: unknown, log: Logger): Problem => {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  // Their own doing: too long, malformed, of a type that is not taken.
  if (status >= 400 && status < 500) return problem(status, 'request_wrong', 'The request cannot be read.')
  log.error({ err: error }, 'a request failed')
  return problem(
    503,
    error instanceof HausrechtError ? error.code : 'failed',
    'Not now. Try again in a moment.',
    again(2),
  )
}
