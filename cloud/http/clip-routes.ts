// One clip as it is read: by its owner, or by whoever holds a share of it. Each read is written down before the first
// byte goes out.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '#protocol/refusals.ts'
import { partName } from '../clips/layout.ts'
import { linesOf } from '../clips/lines.ts'
import { getOf, sizeOf, standingOf, textOf } from '../clips/shelf.ts'
import type { Found } from '../store/port.ts'
import { problem, refusal, send } from './answer.ts'
import type { Gates } from './gates.ts'
import type { Admit } from './owner-routes.ts'
import { CLIP_PARAMS, type ClipRoute, isPart, LINES_QUERY, PART_PARAMS, type PartRoute } from './parameters.ts'
import type { HttpParts } from './parts.ts'
import { type Wanted, wantedOf } from './range.ts'
import { answers, raw } from './responses.ts'

const base = { tags: ['readers'], security: [{ owner: [] }, { share: [] }] }

const unknown = (reply: FastifyReply): FastifyReply => send(reply, refusal(refuse('clip_unknown'), 401))

export const clipRoutes = (app: FastifyInstance, parts: HttpParts, gates: Gates, admit: Admit): void => {
  const { store, catalogue, retention } = parts
  const mayRead = reading(parts, admit)

  app.get<ClipRoute>(
    '/v1/doors/:door/clips/:clip',
    {
      schema: {
        ...base,
        summary: 'Head, sealed identity, end.',
        params: CLIP_PARAMS,
        response: answers(200, 401, 403, 404, 410),
      },
    },
    async (request, reply) => {
      if (!(await mayRead(request, reply))) return reply
      const place = request.params
      const [short, identity, end] = await Promise.all([
        catalogue.inShort(place, await retention.daysOf(place.door)),
        getOf(store, place, 'identity'),
        textOf(store, place, 'end'),
      ])
      if (short === undefined) return unknown(reply)
      return reply.send({ v: 1, ...short, identity: identity?.bytes.toString('base64url') ?? null, end: end ?? null })
    },
  )

  app.get<ClipRoute & { Querystring: { from: number; limit: number } }>(
    '/v1/doors/:door/clips/:clip/lines',
    {
      schema: {
        ...base,
        summary: "The parts' signed lines, one a line.",
        params: CLIP_PARAMS,
        querystring: LINES_QUERY,
        response: raw('text', [200], 400, 401, 403, 404, 410),
      },
    },
    async (request, reply) => {
      if (!(await mayRead(request, reply))) return reply
      const { params: place, query } = request
      const lines = await linesOf(store, place, query)
      if (lines === undefined) return unknown(reply)
      return reply.type('text/plain; charset=utf-8').send(lines.join(''))
    },
  )

  app.get<PartRoute>(
    '/v1/doors/:door/clips/:clip/parts/:n',
    {
      schema: {
        ...base,
        summary: 'One part: its line, a line feed, its sealed bytes. Range is understood.',
        params: PART_PARAMS,
        response: raw('binary', [200, 206], 401, 403, 404, 410, 416),
      },
    },
    async (request, reply) => {
      const { params, headers } = request
      if (!isPart(params)) return send(reply, problem(400, 'request_wrong', 'There is no such part.'))
      if (!(await mayRead(request, reply))) return reply
      const name = partName(Number(params.n))
      const size = await sizeOf(store, params, name)
      if (size === undefined) return unknown(reply)
      const wanted = wantedOf(headers.range, size)
      if (wanted.kind === 'none') {
        const whole = { 'content-range': `bytes */${size}` }
        return send(reply, problem(416, 'request_wrong', 'There is no such range.', whole))
      }
      const full = gates.reserve(wanted.to - wanted.from + 1, reply)
      if (full !== undefined) return send(reply, full)
      const found = await getOf(store, params, name, wanted)
      return found === undefined ? unknown(reply) : give(reply, wanted, found)
    },
  )
}

const give = (reply: FastifyReply, { kind, from, to }: Exclude<Wanted, { kind: 'none' }>, { bytes, size }: Found) =>
  reply
    .code(kind === 'all' ? 200 : 206)
    .headers({
      'accept-ranges': 'bytes',
      ...(kind === 'all' ? {} : { 'content-range': `bytes ${from}-${to}/${size}` }),
    })
    .type('application/octet-stream')
    .send(bytes)

/** Answers itself when it says no. */
const reading =
  ({ store, reads, clock }: HttpParts, admit: Admit) =>
  async (request: FastifyRequest<ClipRoute>, reply: FastifyReply): Promise<boolean> => {
    const asked = await admit(request, reply, ['read'], true)
    if (asked === undefined) return false
    const place = { door: request.params.door, clip: request.params.clip }
    if ((await standingOf(store, place)).gone) {
      await send(reply, refusal(refuse('clip_deleted'), 401))
      return false
    }
    if ((await sizeOf(store, place, 'head')) === undefined) {
      await unknown(reply)
      return false
    }
    await reads.note(place, asked, clock.now())
    return true
  }
