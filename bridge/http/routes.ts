// What the bridge answers over HTTP. Nothing here changes anything: what changes a door goes over MQTT, signed.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Clock } from '#protocol/clock.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import type { DoorId, Thumbprint } from '#protocol/units.ts'
import type { Ports } from '../broker/port.ts'
import type { StorePort } from '../store/port.ts'
import { type Problem, problem, refusal } from './answer.ts'
import { askedByOwner, type OwnerParts } from './owner.ts'

export interface HttpParts {
  readonly key: { readonly jwk: PublicJwk; readonly thumbprint: Thumbprint }
  readonly store: Pick<StorePort, 'doors' | 'journals' | 'spent' | 'ping'>
  readonly clock: Clock
  /** Where MQTT is listened for; empty until it is. */
  readonly ports: () => Ports
  readonly metrics?: { readonly text: () => Promise<string>; readonly contentType: string }
}

const LINES_MOST = 1000
const BYTES_MOST = 1024 * 1024

const whole = (least: number, most: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .prefault(String(fallback))
const PageSchema = z.strictObject({
  from: whole(0, Number.MAX_SAFE_INTEGER, 0),
  most: whole(1, LINES_MOST, LINES_MOST),
})

const send = (reply: FastifyReply, { status, body }: Problem): FastifyReply => {
  const asking = status === 401 ? reply.header('www-authenticate', 'Bearer') : reply
  return asking.code(status).send(body)
}

/** Everybody may ask these. */
export const openRoutes = (app: FastifyInstance, parts: HttpParts): void => {
  const { key, ports, store } = parts
  app.get('/health', async (_request, reply) => {
    const listening = Object.keys(ports()).length > 0
    const ready = listening && (await isThere(store))
    return reply.code(ready ? 200 : 503).send({ v: 1, live: true, ready })
  })
  app.get('/.well-known/hausrecht', async () => ({ v: 1, key: key.jwk, ports: ports() }))
}

const isThere = async (store: HttpParts['store']): Promise<boolean> => {
  try {
    await store.ping()
    return true
  } catch {
    return false
  }
}

/** For this machine only: numbers that rise when somebody comes home tell a stranger that somebody did. */
export const metricsRoute = (app: FastifyInstance, { metrics }: HttpParts): void => {
  if (metrics === undefined) return
  app.get('/metrics', async (request, reply) => {
    const { address } = request.socket.address() as { address?: string }
    const here = request.ip === address || /^(127\.|::1$|::ffff:127\.)/.test(request.ip)
    const relayed = ['forwarded', 'x-forwarded-for', 'via'].some((name) => request.headers[name] !== undefined)
    if (!here || relayed) return send(reply, problem(403, 'not_allowed', 'Metrics are for this machine only.'))
    return reply.type(metrics.contentType).send(await metrics.text())
  })
}

type DoorRoute = { Params: { door: string } }
type DoorRequest = FastifyRequest<DoorRoute>

/** A door's journal and what was wrong with it, for its owner. */
export const journalRoutes = (app: FastifyInstance, parts: HttpParts, mayTry: OwnerParts['mayTry']): void => {
  const { journals } = parts.store
  const owner = { bridge: parts.key.thumbprint, store: parts.store, clock: parts.clock, mayTry }
  const forOwner =
    (answer: (door: DoorId, request: DoorRequest) => Promise<object>) =>
    async (request: DoorRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { authorization } = request.headers
      const asked = await askedByOwner(owner, { door: request.params.door, authorization, address: request.ip })
      if (!asked.ok) return send(reply, refusal(asked))
      return reply.send(await answer(asked.door, request))
    }
  const lines = forOwner(async (door, request) => {
    const { from, most } = PageSchema.parse(request.query)
    const [head, held] = await Promise.all([journals.head(door), journals.read(door, from, most, BYTES_MOST)])
    return { v: 1, head: head ?? null, lines: held.map(({ line }) => line) }
  })
  const findings = forOwner(async (door) => {
    const found = await journals.findings(door)
    return { v: 1, findings: found.map(({ door: _door, ...finding }) => finding) }
  })
  // Before the token is looked at, since it is good once: a wrong question must not cost it.
  const preValidation = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (PageSchema.safeParse(request.query).success) return undefined
    return send(
      reply,
      problem(400, 'query_wrong', `Only from (a number) and most (1 to ${LINES_MOST}) are understood.`),
    )
  }
  app.get<DoorRoute>('/api/doors/:door/journal', { preValidation }, lines)
  app.get<DoorRoute>('/api/doors/:door/findings', findings)
}
