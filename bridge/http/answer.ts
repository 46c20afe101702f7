// What an HTTP request is answered with when it is not answered: a status, a stable code and a sentence.

import type { FastifyReply } from 'fastify'
import { explain, type Refused } from '#protocol/refusals.ts'

export interface Problem {
  readonly status: number
  readonly body: { readonly v: 1; readonly code: string; readonly message: string }
}

export const problem = (status: number, code: string, message: string): Problem => ({
  status,
  body: { v: 1, code, message },
})

const statuses: Readonly<Partial<Record<Refused['code'], number>>> = {
  rate_limited: 429,
  door_unknown: 404,
  not_allowed: 403,
}

/** RFC 9110 §15.5: whatever is wrong with the token is a 401. */
export const refusal = ({ code }: Refused): Problem => problem(statuses[code] ?? 401, code, explain(code, 'en'))

/** A reply is a promise of having been sent: nothing that goes on working may wait for it. */
export const send = (reply: FastifyReply, { status, body }: Problem): FastifyReply => {
  const asking = status === 401 ? reply.header('www-authenticate', 'Bearer') : reply
  return asking.code(status).send(body)
}
