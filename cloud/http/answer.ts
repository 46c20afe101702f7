// What a request is answered with when it is not answered: a status, a stable code and a sentence.

import type { FastifyReply } from 'fastify'
import { explain, type RefusalCode, type Refused } from '#protocol/refusals.ts'

export interface Problem {
  readonly status: number
  readonly body: { readonly v: 1; readonly code: string; readonly message: string }
  /** Seconds after which it is worth another try (RFC 9110 §10.2.3). */
  readonly retryAfter?: number
}

export const problem = (status: number, code: string, message: string, retryAfter?: number): Problem => ({
  status,
  body: { v: 1, code, message },
  ...(retryAfter === undefined ? {} : { retryAfter }),
})

const STATUSES: Readonly<Partial<Record<RefusalCode, number>>> = {
  not_allowed: 403,
  door_unknown: 404,
  clip_unknown: 404,
  clip_held: 409,
  clip_differs: 409,
  clip_deleted: 410,
  part_damaged: 422,
  rate_limited: 429,
  quota_full: 507,
}

/** @param badToken 401 where a token is who somebody is; 422 where it is what somebody brings */
export const refusal = ({ code }: Refused, badToken: 401 | 422): Problem =>
  problem(STATUSES[code] ?? badToken, code, explain(code, 'en'), code === 'rate_limited' ? 1 : undefined)

export const send = (reply: FastifyReply, { status, body, retryAfter }: Problem): FastifyReply => {
  if (status === 401) reply.header('www-authenticate', 'Hausrecht')
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  return reply.code(status).send(body)
}
