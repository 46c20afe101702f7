// How an owner's browser signs in and out. No password: a nonce, signed by the owner's key.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { TOKEN_BYTES } from '#protocol/limits.ts'
import { refuse } from '#protocol/refusals.ts'
import { refusal, send } from '../answer.ts'
import type { Names } from '../names.ts'
import { answers, NONCE, OWNER } from '../schemas.ts'
import type { Cookie } from './cookie.ts'
import type { SessionGate } from './gate.ts'
import { type LoginParts, login } from './login.ts'
import { AGE_MOST, IDLE_MOST, type Sessions } from './sessions.ts'

export interface SessionParts extends LoginParts {
  readonly sessions: Sessions
  readonly cookie: Cookie
  readonly gate: SessionGate
  readonly names: Names
  /** May this address try once more? */
  readonly mayTry: (address: string) => boolean
}

const tags = ['session']
const BODY = {
  type: 'object',
  properties: { token: { type: 'string', maxLength: TOKEN_BYTES, description: 'session+jwt' } },
  required: ['token'],
  additionalProperties: false,
} as const

const told = (owner: string) => ({ v: 1, owner, idle: IDLE_MOST / 1000, most: AGE_MOST / 1000 })

export const sessionRoutes = (app: FastifyInstance, parts: SessionParts): void => {
  const { sessions, cookie, gate, names, nonces, mayTry } = parts
  const onRequest = async ({ ip }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> =>
    mayTry(ip) ? undefined : send(reply, refusal(refuse('rate_limited')))

  app.post(
    '/api/session/challenge',
    {
      onRequest,
      schema: { tags, summary: 'A nonce to sign, good once and for two minutes.', response: answers(NONCE, 429) },
    },
    async () => ({ v: 1, nonce: nonces.fresh() }),
  )

  app.post<{ Body: { token: string } }>(
    '/api/session',
    {
      onRequest,
      bodyLimit: TOKEN_BYTES + 256,
      schema: {
        tags,
        summary: 'Signs in with the signed nonce; the answer sets the cookie.',
        body: BODY,
        response: answers(OWNER, 400, 401, 403, 429),
      },
    },
    async (request, reply) => {
      const entered = await login(parts, request.body.token, names.originOf(request.headers) ?? '')
      if (!entered.ok) return send(reply, refusal(entered))
      // Whatever value the browser came with is over: nobody can have planted the one it leaves with.
      const before = cookie.read(request)
      if (before !== undefined) sessions.close(before)
      return cookie.write(reply, sessions.open(entered.owner)).send(told(entered.owner))
    },
  )

  app.get(
    '/api/session',
    { schema: { tags, summary: 'Whose session this is.', response: answers(OWNER, 401, 429) } },
    async (request, reply) => {
      const owner = await gate.requireOwner(request, reply)
      return owner === undefined ? reply : reply.send(told(owner))
    },
  )

  app.delete(
    '/api/session',
    { schema: { tags, summary: 'Signs out.', response: answers(undefined) } },
    async (request, reply) => {
      const value = cookie.read(request)
      if (value !== undefined) sessions.close(value)
      return cookie.clear(reply).code(204).send()
    },
  )
}
