// What an owner asks about a door and decides on its clips.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseJson } from '#protocol/canonical.ts'
import type { CloudRequest } from '#protocol/clip/cloud.ts'
import type { Refused } from '#protocol/refusals.ts'
import type { ClipId, DoorId } from '#protocol/units.ts'
import type { Cursor } from '../clips/catalogue.ts'
import { problem, refusal, send } from './answer.ts'
import { type Asked, askedBy } from './asked.ts'
import type { Gates } from './gates.ts'
import { CLIP_PARAMS, CLIPS_QUERY, type ClipRoute, DOOR_PARAMS, type DoorRoute, GONE_QUERY } from './parameters.ts'
import type { HttpParts } from './parts.ts'
import { answers } from './responses.ts'
import { Spent } from './spent.ts'

const READS_MOST = 1000
const WISH_BYTES = 256

type Act = CloudRequest['act']
type Request = FastifyRequest<{ Params: { door: DoorId; clip?: ClipId } }>

export type Admit = (
  request: Request,
  reply: FastifyReply,
  acts: readonly Act[],
  shared?: boolean,
) => Promise<Extract<Asked, { ok: true }> | undefined>

/** Answers the refusal itself; a request goes on only with what this returns. */
export const createAdmit = ({ key, doors, clock }: HttpParts, gates: Gates): Admit => {
  const asking = { service: key.thumbprint, doors, spent: new Spent(), now: () => clock.now() }
  return async (request, reply, acts, shared = false) => {
    if (!gates.mayTry(request)) {
      await send(reply, refusal({ ok: false, code: 'rate_limited' }, 401))
      return undefined
    }
    const { authorization } = request.headers
    const { door, clip } = request.params
    const asked = await askedBy(asking, { authorization, door, acts, shared, ...(clip === undefined ? {} : { clip }) })
    if (asked.ok) return asked
    gates.failed(request)
    await send(reply, refusal(asked, 401))
    return undefined
  }
}

const done = (reply: FastifyReply, outcome: { readonly ok: true } | Refused, body: object = { v: 1 }): FastifyReply =>
  outcome.ok ? reply.send(body) : send(reply, refusal(outcome, 401))

const cursorOf = (before: string | undefined): Cursor | undefined => {
  if (before === undefined) return undefined
  const [at = '', clip = ''] = before.split('.')
  return { at: Number(at), clip }
}

const tags = ['owners']
const security = [{ owner: [] }]
const base = { tags, security }

export const ownerRoutes = (app: FastifyInstance, parts: HttpParts, admit: Admit): void => {
  listRoutes(app, parts, admit)
  decisionRoutes(app, parts, admit)
}

const listRoutes = (app: FastifyInstance, parts: HttpParts, admit: Admit): void => {
  const { catalogue, retention, reads, quota } = parts

  app.get<DoorRoute & { Querystring: { before?: string; limit: number } }>(
    '/v1/doors/:door/clips',
    {
      schema: {
        ...base,
        summary: 'Clips, the newest first.',
        params: DOOR_PARAMS,
        querystring: CLIPS_QUERY,
        response: answers(200, 400, 401, 403),
      },
    },
    async (request, reply) => {
      if (!(await admit(request, reply, ['read', 'usage']))) return reply
      const { before, limit } = request.query
      const { clips, last } = await catalogue.page(request.params.door, cursorOf(before), limit)
      return reply.send({ v: 1, clips, next: last === undefined ? null : `${last.at}.${last.clip}` })
    },
  )

  app.get<DoorRoute>(
    '/v1/doors/:door/usage',
    {
      schema: {
        ...base,
        summary: 'How much is stored, since when, and who read it.',
        params: DOOR_PARAMS,
        response: answers(200, 401, 403),
      },
    },
    async (request, reply) => {
      if (!(await admit(request, reply, ['usage']))) return reply
      const { door } = request.params
      const [stored, days, log] = await Promise.all([
        catalogue.stored(door),
        retention.daysOf(door),
        reads.latest(door, READS_MOST),
      ])
      return reply.send({ v: 1, ...stored, retention: days, quota, reads: log })
    },
  )

  app.get<DoorRoute & { Querystring: { after?: string; limit: number } }>(
    '/v1/doors/:door/gone',
    {
      schema: {
        ...base,
        summary: 'Signed records of what was deleted (clip-gone+jwt).',
        params: DOOR_PARAMS,
        querystring: GONE_QUERY,
        response: answers(200, 400, 401, 403),
      },
    },
    async (request, reply) => {
      if (!(await admit(request, reply, ['read', 'usage']))) return reply
      const { after = '', limit } = request.query
      const found = await catalogue.gone(request.params.door, after, limit)
      const next = found.length === limit ? (found.at(-1)?.clip ?? null) : null
      return reply.send({ v: 1, gone: found.map(({ token }) => token), next })
    },
  )
}

const decisionRoutes = (app: FastifyInstance, parts: HttpParts, admit: Admit): void => {
  const { removal, retention } = parts
  const response = answers(200, 401, 403, 404, 409, 410)

  app.delete<ClipRoute>(
    '/v1/doors/:door/clips/:clip',
    {
      schema: {
        ...base,
        summary: 'Deletes a clip: what opens it first. Gives the signed record.',
        params: CLIP_PARAMS,
        response,
      },
    },
    async (request, reply) => {
      const asked = await admit(request, reply, ['delete'])
      if (!asked) return reply
      const deleted = await removal.delete(request.params, { why: 'owner', wish: asked.token })
      return done(reply, deleted, deleted.ok ? { v: 1, gone: deleted.gone } : {})
    },
  )

  app.put<ClipRoute>(
    '/v1/doors/:door/clips/:clip/hold',
    {
      bodyLimit: WISH_BYTES,
      schema: { ...base, summary: 'Keeps a clip for a dispute, whatever its age.', params: CLIP_PARAMS, response },
    },
    async (request, reply) => {
      const asked = await admit(request, reply, ['hold'])
      return asked ? done(reply, await removal.hold(request.params, asked.token)) : reply
    },
  )

  app.delete<ClipRoute>(
    '/v1/doors/:door/clips/:clip/hold',
    { schema: { ...base, summary: 'Lifts the hold.', params: CLIP_PARAMS, response } },
    async (request, reply) =>
      (await admit(request, reply, ['lift'])) ? done(reply, await removal.lift(request.params)) : reply,
  )

  app.put<DoorRoute>(
    '/v1/doors/:door/retention',
    {
      bodyLimit: WISH_BYTES,
      schema: {
        ...base,
        summary: 'Days a clip of this door is kept from now on: as in the token, and {"days"}.',
        params: DOOR_PARAMS,
        response,
      },
    },
    async (request, reply) => {
      const asked = await admit(request, reply, ['retain'])
      if (asked?.claims === undefined) return reply
      const { days, iat } = asked.claims
      const said = daysIn(request.body)
      if (said !== undefined && said !== days)
        return send(reply, problem(400, 'request_wrong', 'The days are not those that were signed.'))
      return done(reply, await retention.set(request.params.door, { token: asked.token, iat }), { v: 1, days })
    },
  )
}

/** undefined when there is no body: the token says it all. */
const daysIn = (body: unknown): unknown => {
  const value = typeof body === 'string' ? parseJson(body) : body
  return typeof value === 'object' && value !== null && 'days' in value ? value.days : undefined
}
