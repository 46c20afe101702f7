// What stands before the routes: how often, how much at once.

import { isIPv6 } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '#protocol/refusals.ts'
import { Buckets } from '../limits/bucket.ts'
import { Budget } from '../limits/budget.ts'
import { again, type Problem, problem, refusal } from './answer.ts'
import { type DoorRoute, isDoor } from './parameters.ts'
import type { HttpParts } from './parts.ts'

export interface Gates {
  /** May this door bring one more object, and this address try once more? */
  bring(request: FastifyRequest<DoorRoute>): Problem | undefined
  /** May this address try once more? */
  mayTry: (request: FastifyRequest) => boolean
  /** This try was in vain. */
  failed(request: FastifyRequest): void
  /** Takes room in memory until the answer is out. */
  reserve(bytes: number, reply: FastifyReply): Problem | undefined
}

/** A household has as many IPv6 addresses as it likes: its network counts as one. */
export const placeOf = (address: string): string =>
  isIPv6(address) && !address.startsWith('::ffff:') ? address.split(':', 4).join(':') : address

export const createGates = ({ clock, limits }: HttpParts): Gates => {
  const doors = new Buckets(limits.bring)
  const tries = new Buckets(limits.tries)
  const budget = new Budget(limits.inFlight)
  const mayTry = ({ ip }: FastifyRequest): boolean => tries.has(placeOf(ip), clock.monotonic())
  return {
    mayTry,
    failed: ({ ip }) => void tries.take(placeOf(ip), clock.monotonic()),
    bring: (request) => {
      const { door } = request.params
      if (!isDoor(door)) return problem(400, 'request_wrong', 'There is no such door.')
      // By place too: whoever knows a door's name must not be able to use up its rate.
      if (mayTry(request) && doors.take(`${door} ${placeOf(request.ip)}`, clock.monotonic())) return undefined
      return refusal(refuse('rate_limited'), 422)
    },
    reserve: (bytes, reply) => {
      const release = budget.take(bytes)
      if (release === undefined) return problem(503, 'busy', 'Too much at once. Try again in a moment.', again(1))
      reply.raw.once('close', release)
      return undefined
    },
  }
}
