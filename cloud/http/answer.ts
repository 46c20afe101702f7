// What a request is answered with when it is not answered: a status, a stable code and a sentence.

import type { FastifyReply } from 'fastify'
import { explain, type RefusalCode, type Refused } from '#protocol/refusals.ts'

export interface Problem {
  readonly status: number
  readonly body: { readonly v: 1; readonly code: string; readonly message: string }
  readonly headers: Readonly<Record<string, string>>
}

export const problem = (
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Problem => ({ status, body: { v: 1, code, message }, headers })

/** Seconds after which it is worth another try (RFC 9110 §10.2.3). */
export const again = (seconds: number): Readonly<Record<string, string>> => ({ 'retry-after': String(seconds) })

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

const headersOf = (status: number): Readonly<Record<string, string>> => {
  if (status === 401) return { 'www-authenticate': 'Hausrecht' }
  return status === 429 ? again(1) : {}
}

/** @param badToken 401 where a token is who somebody is; 422 where it is what somebody brings */
export const refusal = ({ code }: Refused, badToken: 401 | 422): Problem => {
  const status = STATUSES[code] ?? badToken
  return problem(status, code, explain(code, 'en'), headersOf(status))
}

/** A reply is a promise of having been sent: nothing that goes on working may wait for it. */
export const send = (reply: FastifyReply, { status, body, headers }: Problem): FastifyReply =>
  reply.headers(headers).code(status).send(body)
