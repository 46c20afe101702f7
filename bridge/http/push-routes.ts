// Where an owner's browser says what it wants to be told while its page is closed.

import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { DoorIdSchema } from '#protocol/ids.ts'
import { PushTargetSchema, PushWishesSchema } from '#protocol/push.ts'
import type { Thumbprint } from '#protocol/units.ts'
import type { NotTaken, Push } from '../push/push.ts'
import { problem, send } from './answer.ts'
import type { HttpParts } from './parts.ts'
import { ANY, answers } from './schemas.ts'
import type { SessionGate } from './session/gate.ts'

const SubscribeSchema = z.strictObject({ target: PushTargetSchema, wishes: PushWishesSchema })
const endpoint = PushTargetSchema.shape.endpoint
const EndSchema = z.strictObject({ endpoint })
const TestSchema = z.strictObject({ endpoint, door: DoorIdSchema })

const BODY_BYTES = 4096
const tags = ['push messages']
const body = { type: 'object' } as const

const WHY: Readonly<Record<NotTaken, string>> = {
  service_unknown: "The push service of this browser is not among this bridge's push.services.",
  zone_unknown: 'There is no such time zone.',
  silence_too_long: 'Alarms can be silenced for a day at most.',
  browsers_full: 'As many browsers are told as can be. Take one out first.',
}

/** Names a browser to its owner's other ones without giving the endpoint away. */
const nameOf = (address: string): string => createHash('sha256').update(address).digest('base64url')

/** Everything here is for the owner whose session it is: ask `gate.requireOwner(request, reply)` first. */
export const pushRoutes = (app: FastifyInstance, { push, store }: HttpParts, gate: SessionGate): void => {
  if (push === undefined) return
  const forOwner =
    (answer: (owner: Thumbprint, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const owner = await gate.requireOwner(request, reply)
      return owner === undefined ? reply : answer(owner, request, reply)
    }
  const reading = (summary: string) => ({ schema: { tags, summary, response: answers(ANY, 401, 429) } })
  const saying = (summary: string, ...bad: readonly number[]) => ({
    bodyLimit: BODY_BYTES,
    schema: { tags, summary, body, response: answers(undefined, 400, 401, 403, ...bad, 429) },
  })
  app.get(
    '/api/push/key',
    reading("The key that a browser subscribes for (the Push API's applicationServerKey)."),
    forOwner(async (_owner, _request, reply) => reply.send({ v: 1, key: push.key })),
  )
  app.get(
    '/api/push',
    reading('Which browsers are told, each by the SHA-256 of its endpoint, and what they want.'),
    forOwner(async (owner, _request, reply) => reply.send(await listed(push, owner))),
  )
  app.put(
    '/api/push',
    saying('Tells this browser from now on, or otherwise than before.', 409),
    forOwner((owner, request, reply) => subscribed(push, owner, request, reply)),
  )
  app.delete(
    '/api/push',
    saying('Tells this browser no more.', 404),
    forOwner(async (owner, request, reply) => {
      const asked = EndSchema.safeParse(request.body)
      if (!asked.success) return send(reply, wrong(asked.error))
      return (await push.unsubscribe(owner, asked.data.endpoint)) ? reply.code(204).send() : send(reply, none)
    }),
  )
  app.post(
    '/api/push/test',
    saying('Sends this browser a message that says only that messages arrive.', 404),
    forOwner(async (owner, request, reply) => {
      const asked = TestSchema.safeParse(request.body)
      if (!asked.success) return send(reply, wrong(asked.error))
      const { door, endpoint: address } = asked.data
      if ((await store.doors.get(door))?.ownership.owner !== owner) return send(reply, none)
      return (await push.test(owner, door, address)) ? reply.code(204).send() : send(reply, none)
    }),
  )
}

const none = problem(404, 'not_subscribed', 'This browser is not subscribed.')

const wrong = ({ issues }: z.ZodError) =>
  problem(400, 'request_wrong', `Not understood: ${issues.map(({ path }) => path.join('.')).join(', ')}`.slice(0, 200))

const listed = async (push: Push, owner: Thumbprint): Promise<object> => {
  const held = await push.subscriptions(owner)
  return { v: 1, browsers: held.map(({ target, wishes, at }) => ({ id: nameOf(target.endpoint), wishes, at })) }
}

const subscribed = async (
  push: Push,
  owner: Thumbprint,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const asked = SubscribeSchema.safeParse(request.body)
  if (!asked.success) return send(reply, wrong(asked.error))
  const { target, wishes } = asked.data
  const why = await push.subscribe(owner, target, wishes)
  return why === undefined ? reply.code(204).send() : send(reply, problem(409, why, WHY[why]))
}
