// The bridge's HTTP listeners, each a server of its own with bounds on all that a stranger can send or hold.
// fastify stays in this folder.

import type { AddressInfo } from 'node:net'
import { type FastifyInstance, fastify } from 'fastify'
import type { Logger } from 'pino'
import { HausrechtError } from '#protocol/fault.ts'
import { bucketPer } from '../access/bucket.ts'
import { placeOf } from '../broker/gate.ts'
import type { HttpOpening } from '../config/parts.ts'
import { problem } from './answer.ts'
import { type HttpParts, journalRoutes, metricsRoute, openRoutes } from './routes.ts'

export interface Http {
  /** In the order of the openings. */
  readonly ports: readonly number[]
  /** Answers what is under way for a moment, then ends every connection. */
  close(): Promise<void>
}

interface ServerParts {
  readonly log: Logger
  /** Milliseconds until a whole request must be there. */
  readonly requestMs?: number
}

const REQUEST_MS = 5000
const HEADER_BYTES = 8192
const CONNECTIONS = 256
const TRIES = { burst: 60, perSecond: 5 }
const ADDRESSES = 10_000

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/**
 * Starts to listen; nothing is open when it throws.
 * @throws HausrechtError `listen_failed`
 */
export const openHttp = async (openings: readonly HttpOpening[], parts: HttpParts & ServerParts): Promise<Http> => {
  const perAddress = bucketPer(TRIES, ADDRESSES)
  const mayTry = (address: string): boolean => perAddress(placeOf(address), parts.clock.monotonic())
  const servers: FastifyInstance[] = []
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()))
  }
  try {
    for (const opening of openings) {
      const server = serverFor(opening, parts, mayTry)
      servers.push(server)
      await listen(server, opening)
    }
  } catch (error) {
    await close()
    throw error
  }
  return { ports: servers.map(({ server }) => (server.address() as AddressInfo).port), close }
}

const listen = async (server: FastifyInstance, { address }: HttpOpening): Promise<void> => {
  try {
    await server.listen(address)
  } catch (cause) {
    const { host, port } = address
    throw new HausrechtError('listen_failed', `Cannot listen for HTTP on ${host}:${port}.`, { cause })
  }
}

const serverFor = (
  { tls }: HttpOpening,
  parts: HttpParts & ServerParts,
  mayTry: (address: string) => boolean,
): FastifyInstance => {
  const { requestMs = REQUEST_MS } = parts
  const connectionsCheckingInterval = requestMs / 5
  const server = { maxHeaderSize: HEADER_BYTES, headersTimeout: requestMs, connectionsCheckingInterval }
  const bounds = {
    bodyLimit: 1024,
    requestTimeout: requestMs,
    connectionTimeout: 2 * requestMs,
    keepAliveTimeout: requestMs,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 64 },
  }
  const app: FastifyInstance = tls
    ? fastify({ ...bounds, https: { ...server, ...tls, minVersion: 'TLSv1.2' } })
    : fastify({ ...bounds, http: server })
  app.server.maxConnections = CONNECTIONS
  const headers = Object.entries(tls ? { ...HEADERS, 'strict-transport-security': 'max-age=31536000' } : HEADERS)
  app.addHook('onRequest', async (_request, reply) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value)
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(problem(404, 'not_found', 'There is nothing here.').body),
  )
  app.setErrorHandler((error, _request, reply) => {
    const { status, body } = faultOf(error, parts.log)
    return reply.code(status).send(body)
  })
  openRoutes(app, parts)
  metricsRoute(app, parts)
  journalRoutes(app, parts, mayTry)
  return app
}

const faultOf = (error: unknown, log: Logger) => {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  // Their own doing: too long, malformed, of a type that is not taken.
  if (status >= 400 && status < 500) return problem(status, 'request_wrong', 'The request cannot be read.')
  log.error({ err: error }, 'a request over HTTP failed')
  return problem(503, error instanceof HausrechtError ? error.code : 'failed', 'Not now. Try again in a moment.')
}
