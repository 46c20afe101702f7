// What doors bring. Nobody is asked who he is: every object is signed, and only what its signature allows is stored.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { FRAMED_BYTES } from '#protocol/clip/framing.ts'
import { TOKEN_BYTES } from '#protocol/limits.ts'
import type { Refused } from '#protocol/refusals.ts'
import type { Taken } from '../clips/intake.ts'
import { type Problem, problem, refusal, send } from './answer.ts'
import type { Gates } from './gates.ts'
import {
  CLIP_PARAMS,
  type ClipRoute,
  DOOR_PARAMS,
  type DoorRoute,
  isPart,
  PART_PARAMS,
  type PartRoute,
} from './parameters.ts'
import type { HttpParts } from './parts.ts'
import { answers, TAKEN } from './responses.ts'

/** An age file to sixteen recipients, in base64url, and a head. */
const HEAD_BYTES = 16 * 1024
const IDENTITY = '^[A-Za-z0-9_-]{100,11000}$'

const answer = (reply: FastifyReply, taken: Taken | Refused): FastifyReply =>
  taken.ok ? reply.code(taken.fresh ? 201 : 200).send({ v: 1 }) : send(reply, refusal(taken, 422))

export const doorRoutes = (app: FastifyInstance, parts: HttpParts, gates: Gates): void => {
  const { doors, intake } = parts
  const tags = ['doors']
  const onRequest = async (
    request: FastifyRequest<DoorRoute>,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    const stop = gates.bring(request)
    return stop && send(reply, stop)
  }

  app.put<DoorRoute & { Body: string }>(
    '/v1/doors/:door/ownership',
    {
      bodyLimit: TOKEN_BYTES,
      onRequest,
      schema: {
        tags,
        summary: 'Whose door it is: an ownership+jwt as text.',
        params: DOOR_PARAMS,
        response: answers(204, 403, 422),
      },
    },
    async ({ params: { door }, body }, reply) => {
      const owned = await doors.own(door, String(body))
      return owned.ok ? reply.code(204).send() : send(reply, refusal(owned, 422))
    },
  )

  app.put<ClipRoute & { Body: { head: string; identity: string } }>(
    '/v1/doors/:door/clips/:clip',
    {
      bodyLimit: HEAD_BYTES,
      onRequest,
      schema: {
        tags,
        summary: 'Begins a clip: its head (clip+jwt), and its age identity sealed to the owner, as base64url.',
        params: CLIP_PARAMS,
        body: {
          type: 'object',
          properties: {
            head: { type: 'string', maxLength: TOKEN_BYTES },
            identity: { type: 'string', pattern: IDENTITY },
          },
          required: ['head', 'identity'],
          additionalProperties: false,
        },
        response: TAKEN,
      },
    },
    async ({ params, body }, reply) =>
      answer(reply, await intake.head(params, body.head, Buffer.from(body.identity, 'base64url'))),
  )

  app.put<PartRoute>(
    '/v1/doors/:door/clips/:clip/parts/:n',
    {
      bodyLimit: FRAMED_BYTES,
      onRequest: partGate(parts, gates),
      schema: {
        tags,
        summary: 'One part: its signed line, a line feed, its sealed bytes.',
        consumes: ['application/octet-stream'],
        params: PART_PARAMS,
        response: TAKEN,
      },
    },
    async ({ params, body }, reply) => {
      if (!Buffer.isBuffer(body))
        return send(reply, problem(415, 'request_wrong', 'A part is application/octet-stream.'))
      return answer(reply, await intake.part(params, Number(params.n), body as Buffer<ArrayBuffer>))
    },
  )

  app.put<ClipRoute & { Body: string }>(
    '/v1/doors/:door/clips/:clip/end',
    {
      bodyLimit: TOKEN_BYTES,
      onRequest,
      schema: { tags, summary: 'Ends a clip: a clip-end+jwt as text.', params: CLIP_PARAMS, response: TAKEN },
    },
    async ({ params, body }, reply) => answer(reply, await intake.end(params, String(body))),
  )
}

/** Before a byte of the body is read: is there such a clip, and room for the bytes? */
const partGate = (parts: HttpParts, gates: Gates) => {
  const stopOf = partStop(parts, gates)
  return async (request: FastifyRequest<PartRoute>, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const stop = (await stopOf(request)) ?? gates.reserve(Number(request.headers['content-length']), reply)
    return stop && send(reply, stop)
  }
}

const partStop =
  ({ intake }: HttpParts, gates: Gates) =>
  async (request: FastifyRequest<PartRoute>): Promise<Problem | undefined> => {
    const { params, headers } = request
    if (!isPart(params)) return problem(400, 'request_wrong', 'There is no such part.')
    const stop = gates.bring(request)
    if (stop !== undefined) return stop
    const length = Number(headers['content-length'])
    if (!(length >= 0)) return problem(411, 'request_wrong', 'Say how long the part is.')
    if (length > FRAMED_BYTES) return problem(413, 'request_wrong', 'That is too long for a part.')
    const head = await intake.expects(params)
    if (head.ok) return undefined
    if (head.code === 'clip_unknown') gates.failed(request)
    return refusal(head, 422)
  }
