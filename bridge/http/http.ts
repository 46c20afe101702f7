// The bridge's HTTP listeners, each a server of its own with bounds on all that a stranger can send or hold.
// fastify stays in this folder.

import type { AddressInfo } from 'node:net'
import cookies from '@fastify/cookie'
import swagger from '@fastify/swagger'
import { type FastifyInstance, fastify } from 'fastify'
import type { Logger } from 'pino'
import { HausrechtError } from '#protocol/fault.ts'
import type { HttpOpening } from '../config/parts.ts'
import { problem, send } from './answer.ts'
import { apiRoutes, gateOf } from './api-routes.ts'
import { clipRoutes } from './clips/routes.ts'
import { boundCrowd } from './crowd.ts'
import { nameGuard, siteGuard } from './guard.ts'
import { API_HEADERS, TLS_HEADERS } from './headers.ts'
import { namesOf } from './names.ts'
import { metricsRoute, openRoutes } from './open-routes.ts'
import { OPENAPI } from './openapi.ts'
import type { HttpParts } from './parts.ts'
import { createRoom, type Room } from './room.ts'
import { siteRoutes } from './site/routes.ts'
import { takeUpgrades } from './socket.ts'

export interface Http {
  /** In the order of the openings. */
  readonly ports: readonly number[]
  /** Answers what is under way for a moment, then ends every connection. */
  close(): Promise<void>
}

const REQUEST_MS = 5000
/** A book of half a megabyte from a telephone takes its time. */
const BODY_TIMES = 6
const HEADER_BYTES = 8192

/**
 * Starts to listen; nothing is open when it throws.
 * @throws HausrechtError `listen_failed`
 */
export const openHttp = async (openings: readonly HttpOpening[], parts: HttpParts): Promise<Http> => {
  const room = createRoom(parts.clock)
  const servers: FastifyInstance[] = []
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()))
  }
  try {
    for (const opening of openings) {
      const server = createApp(opening, parts)
      servers.push(server)
      await wire(server, opening, parts, room)
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

const createApp = ({ tls }: HttpOpening, { requestMs = REQUEST_MS }: HttpParts): FastifyInstance => {
  const connectionsCheckingInterval = requestMs / 5
  const server = { maxHeaderSize: HEADER_BYTES, headersTimeout: requestMs, connectionsCheckingInterval }
  const bounds = {
    bodyLimit: 1024,
    requestTimeout: requestMs * BODY_TIMES,
    connectionTimeout: 2 * requestMs,
    keepAliveTimeout: requestMs,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 64 },
    // Nothing is left out or put right in silence.
    ajv: { customOptions: { removeAdditional: false as const, coerceTypes: false as const } },
  }
  return tls
    ? fastify({ ...bounds, https: { ...server, ...tls, minVersion: 'TLSv1.2' } })
    : fastify({ ...bounds, http: server })
}

const wire = async (app: FastifyInstance, { tls }: HttpOpening, parts: HttpParts, room: Room): Promise<void> => {
  const names = namesOf(tls, parts.origin)
  const crowd = boundCrowd(app.server)
  if (parts.upgrade) {
    const endAll = takeUpgrades(app.server, { names, crowd, upgrade: parts.upgrade })
    app.addHook('preClose', async () => endAll())
  }
  const headers = Object.entries(tls ? { ...API_HEADERS, ...TLS_HEADERS } : API_HEADERS)
  app.addHook('onRequest', async (_request, reply) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value)
  })
  app.setNotFoundHandler((_request, reply) => send(reply, problem(404, 'not_found', 'There is nothing here.')))
  app.setErrorHandler((error, _request, reply) => send(reply, faultOf(error, parts.log)))
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer))
  await app.register(cookies)
  await app.register(swagger, { openapi: OPENAPI })
  openRoutes(app, parts)
  await app.register(async (scope) => {
    scope.addHook('onRequest', nameGuard(names))
    metricsRoute(scope, parts)
  })
  await app.register(async (scope) => {
    scope.addHook('onRequest', siteGuard(names, { forms: 'refused' }))
    apiRoutes(scope, parts, names, room)
  })
  const { clips, site } = parts
  await app.register(async (scope) => {
    scope.addHook('onRequest', siteGuard(names, { forms: 'taken' }))
    if (clips) clipRoutes(scope, { upstream: clips, gate: gateOf(names, room) })
  })
  await app.register(async (scope) => {
    scope.addHook('onRequest', nameGuard(names))
    if (site) siteRoutes(scope, site)
  })
}

const faultOf = (error: unknown, log: Logger) => {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  // Their own doing: too long, malformed, of a type that is not taken.
  if (status >= 400 && status < 500) return problem(status, 'request_wrong', 'The request cannot be read.')
  log.error({ err: error }, 'a request over HTTP failed')
  return problem(503, error instanceof HausrechtError ? error.code : 'failed', 'Not now. Try again in a moment.')
}
