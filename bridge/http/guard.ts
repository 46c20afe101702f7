// What keeps other sites' pages from asking in an owner's name: whoever is not clearly a page of ours is refused.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Problem, problem, send } from './answer.ts'
import type { Names } from './names.ts'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])
const TYPES = /^application\/(json|octet-stream)( *;|$)/

/**
 * Could a page of another site have caused this? Browsers say whose page asks in Sec-Fetch-Site (W3C Fetch Metadata
 * §2.4), older ones in Origin; a program says neither, and may only read.
 */
export const isForeign = (method: string, headers: FastifyRequest['headers'], own: string): boolean => {
  const { origin, 'sec-fetch-site': site } = headers
  if (origin !== undefined && origin !== own) return true
  if (READS.has(method)) return site !== undefined && site !== 'same-origin' && site !== 'none'
  return site === undefined ? origin === undefined : site !== 'same-origin'
}

/** Forms can send no body of these types (HTML §4.10.21.3), so no site can without being asked about it first (CORS). */
const isForm = ({ method, headers }: FastifyRequest): boolean => {
  if (READS.has(method)) return false
  // A form says POST and nothing else.
  const bodiless = method !== 'POST' && headers['content-type'] === undefined
  return !bodiless && !TYPES.test(headers['content-type'] ?? '')
}

const wrongName = problem(
  421,
  'wrong_name',
  'This bridge is not called so. Set web.origin to the address that people use.',
)

/** Does a Host of another name matter here? Answers itself. */
export const nameGuard =
  (names: Names) =>
  async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> =>
    names.originOf(headers) === undefined ? send(reply, wrongName) : undefined

/** Before every route under /api. Answers itself. */
export const siteGuard =
  (names: Names, { forms }: { readonly forms: 'refused' | 'taken' }) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const no = objection(names, request, forms)
    return no && send(reply, no)
  }

const objection = (names: Names, request: FastifyRequest, forms: 'refused' | 'taken'): Problem | undefined => {
  const own = names.originOf(request.headers)
  if (own === undefined) return wrongName
  if (isForeign(request.method, request.headers, own))
    return problem(403, 'foreign_page', 'Only pages of this bridge may ask that.')
  return forms === 'refused' && isForm(request)
    ? problem(415, 'request_wrong', 'Say it as application/json or application/octet-stream.')
    : undefined
}
