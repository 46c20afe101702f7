// An owner's doors: which they are, their journals, and what was wrong with those. Nothing here changes anything: what
// changes a door goes over MQTT, signed.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Refused } from '#protocol/refusals.ts'
import { refuse } from '#protocol/refusals.ts'
import type { DoorId } from '#protocol/units.ts'
import type { StorePort } from '../store/port.ts'
import { problem, refusal, send } from './answer.ts'
import { askedByOwner, type OwnerParts } from './owner.ts'
import type { HttpParts } from './parts.ts'
import { answers, DOOR_PARAMS, DOORS, FINDINGS, LINES } from './schemas.ts'
import type { SessionGate } from './session/gate.ts'

const LINES_MOST = 1000
const BYTES_MOST = 1024 * 1024

const whole = (least: number, most: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .prefault(String(fallback))
const PageSchema = z.union([
  z.strictObject({ kind: z.string().regex(/^[a-z][a-z_]{0,39}$/) }),
  z.strictObject({
    from: whole(0, Number.MAX_SAFE_INTEGER, 0),
    most: whole(1, LINES_MOST, LINES_MOST),
  }),
])
const QUERY_HINT = `Only from (a number) and most (1 to ${LINES_MOST}) are understood, or kind alone.`

type DoorRoute = { Params: { door: string } }
type DoorRequest = FastifyRequest<DoorRoute>

export const doorRoutes = (
  app: FastifyInstance,
  parts: HttpParts,
  gate: SessionGate,
  mayTry: OwnerParts['mayTry'],
): void => {
  const { doors, journals } = parts.store
  const forOwner = ownersOnly(parts, gate, mayTry)
  const lines = forOwner(async (door, request) => {
    const page = PageSchema.parse(request.query)
    const [head, held] = await Promise.all([journals.head(door), linesOf(journals, door, page)])
    return { v: 1, head: head ?? null, lines: held.map(({ line }) => line) }
  })
  const findings = forOwner(async (door) => {
    const found = await journals.findings(door)
    return { v: 1, findings: found.map(({ door: _door, ...finding }) => finding) }
  })
  const tags = ['doors']
  const params = DOOR_PARAMS

  app.get(
    '/api/doors',
    { schema: { tags, summary: "The session's owner's doors.", response: answers(DOORS, 401, 429) } },
    async (request, reply) => {
      const owner = await gate.requireOwner(request, reply)
      if (owner === undefined) return reply
      const owned = await doors.ownedBy(owner)
      return reply.send({ v: 1, doors: owned.map(told) })
    },
  )
  const summary = 'The journal, from an entry on, or the latest entry of a kind (?kind=).'
  const response = answers(LINES, 400, 401, 404, 429)
  app.get<DoorRoute>(
    '/api/doors/:door/journal',
    { preValidation: pageCheck, schema: { tags, summary, params, response } },
    lines,
  )
  app.get<DoorRoute>(
    '/api/doors/:door/findings',
    {
      schema: { tags, summary: 'Gaps, forks and cuts in the journal.', params, response: answers(FINDINGS, 401, 404) },
    },
    findings,
  )
}

const told = ({ door, ownership, firstSeen, lastSeen, remoteOff }: Awaited<ReturnType<Doors['ownedBy']>>[number]) => ({
  door,
  ownership: ownership.token,
  firstSeen,
  lastSeen,
  remoteOff,
})
type Doors = StorePort['doors']

const linesOf = async (journals: StorePort['journals'], door: DoorId, page: z.infer<typeof PageSchema>) => {
  if ('from' in page) return journals.read(door, page.from, page.most, BYTES_MOST)
  const last = await journals.last(door, page.kind)
  return last === undefined ? [] : [last]
}

/** Before a token is looked at, since it is good once: a wrong question must not cost it. */
const pageCheck = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> =>
  PageSchema.safeParse(request.query).success ? undefined : send(reply, problem(400, 'query_wrong', QUERY_HINT))

/** By session, or by a connect token in the header. */
const ownersOnly = (parts: HttpParts, gate: SessionGate, mayTry: OwnerParts['mayTry']) => {
  const byToken = { bridge: parts.key.thumbprint, store: parts.store, clock: parts.clock, mayTry }
  const doorOf = async (request: DoorRequest, reply: FastifyReply): Promise<DoorId | Refused | undefined> => {
    const { authorization } = request.headers
    if (authorization !== undefined) {
      const asked = await askedByOwner(byToken, { door: request.params.door, authorization, address: request.ip })
      return asked.ok ? asked.door : asked
    }
    const owner = await gate.requireOwner(request, reply)
    if (owner === undefined) return undefined
    const record = await parts.store.doors.get(request.params.door as DoorId)
    return record?.ownership.owner === owner ? record.door : refuse('door_unknown')
  }
  return (answer: (door: DoorId, request: DoorRequest) => Promise<object>) =>
    async (request: DoorRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const door = await doorOf(request, reply)
      if (door === undefined) return reply
      return typeof door === 'string' ? reply.send(await answer(door, request)) : send(reply, refusal(door))
    }
}
