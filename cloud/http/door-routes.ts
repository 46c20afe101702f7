// What doors bring. Nobody is asked who he is: every object is signed, and only what its signature allows is stored.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { FRAMED_BYTES } from '#protocol/clip/framing.ts'
import { TOKEN_BYTES } from '#protocol/limits.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import type { Taken } from '../clips/intake.ts'
import { problem, refusal, send } from './answer.ts'
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
  const onRequest = gates.bring

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
const partGate =
  ({ intake }: HttpParts, gates: Gates) =>
  async (request: FastifyRequest<PartRoute>, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { params, headers } = request
    if (!isPart(params)) return send(reply, problem(400, 'request_wrong', 'There is no such part.'))
    const stopped = await gates.bring(request, reply)
    if (stopped !== undefined) return stopped
    const length = Number(headers['content-length'])
    if (!(length >= 0)) return send(reply, problem(411, 'request_wrong', 'Say how long the part is.'))
    if (length > FRAMED_BYTES) return send(reply, problem(413, 'request_wrong', 'That is too long for a part.'))
    const head = await intake.expects(params)
    if (!head.ok) {
      if (await gates.isGone(params)) return send(reply, refusal(refuse('clip_deleted'), 422))
      gates.failed(request)
      return send(reply, refusal(head, 422))
    }
    return gates.reserve(length, reply)
  }
