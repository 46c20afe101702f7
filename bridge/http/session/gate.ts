// Who asks, by the cookie of a session. Routes ask this and nothing else about sessions.

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Thumbprint } from '#protocol/units.ts'
import { problem, send } from '../answer.ts'
import type { Cookie } from './cookie.ts'
import type { Sessions } from './sessions.ts'

export interface SessionGate {
  /** Whose session this is; undefined: none, or none any more. Keeps it alive. */
  owner(request: FastifyRequest): Promise<Thumbprint | undefined>
  /** As `owner`; where there is none, or too much was asked of it, answers that itself. */
  requireOwner(request: FastifyRequest, reply: FastifyReply): Promise<Thumbprint | undefined>
}

export interface GateParts {
  readonly sessions: Sessions
  readonly cookie: Cookie
  /** May this owner ask once more? */
  readonly mayAsk: (owner: Thumbprint) => boolean
}

export const sessionMissing = problem(401, 'session_missing', 'Sign in again: there is no session, or it has ended.')

export const createGate = ({ sessions, cookie, mayAsk }: GateParts): SessionGate => {
  const owner = async (request: FastifyRequest): Promise<Thumbprint | undefined> => {
    const value = cookie.read(request)
    return value === undefined ? undefined : sessions.owner(value)
  }
  return {
    owner,
    requireOwner: async (request, reply) => {
      const who = await owner(request)
      if (who !== undefined && mayAsk(who)) return who
      const no = who === undefined ? sessionMissing : problem(429, 'rate_limited', 'Too often. Try again in a moment.')
      await send(reply, no)
      return undefined
    },
  }
}
