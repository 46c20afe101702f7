// The clip service behind the pages' own origin, for owners with a session. The service decides by its own signed
// requests; this hands on what it must and nothing else, and believes its answers nothing.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { FRAMED_BYTES } from '#protocol/clip/framing.ts'
import { type Problem, problem, send } from '../answer.ts'
import type { SessionGate } from '../session/gate.ts'
import { upstreamPath } from './path.ts'
import type { Upstream } from './upstream.ts'

export const CLIPS = '/api/clips/'

const ASKED = ['authorization', 'range', 'if-match', 'if-none-match', 'if-modified-since', 'content-type', 'accept']
const TOLD = ['content-length', 'content-range', 'accept-ranges', 'etag', 'last-modified', 'retry-after']
/** What browsers run or draw is not among what a clip service says. */
const TYPES = /^(application\/(json|octet-stream)|text\/plain)( *; *charset=utf-8)?$/i

const nothing = problem(404, 'not_found', 'There is nothing here.')
const away = problem(502, 'cloud_away', 'The clip service does not answer. Try again later.')
const strange = problem(502, 'cloud_strange', 'The clip service answered as it should not.')

export interface ClipParts {
  readonly gate: SessionGate
  readonly upstream: Upstream
}

export const clipRoutes = (app: FastifyInstance, { gate, upstream }: ClipParts): void => {
  // The body goes on as it comes.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, body, done) => done(null, body))
  app.route({
    method: ['GET', 'PUT', 'DELETE'],
    url: `${CLIPS}*`,
    exposeHeadRoute: false,
    schema: { tags: ['clips'], summary: 'The clip service of this house, as its own document says (there: /v1/…).' },
    handler: async (request, reply) => {
      if ((await gate.requireOwner(request, reply)) === undefined) return reply
      const path = upstreamPath(request.method, request.raw.url?.slice(CLIPS.length) ?? '')
      if (path === undefined) return send(reply, nothing)
      const wrong = lengthProblem(request)
      return wrong ? send(reply, wrong) : handOn(upstream, path, request, reply)
    },
  })
}

const lengthProblem = ({ method, headers }: FastifyRequest): Problem | undefined => {
  if (headers['transfer-encoding'] !== undefined) return problem(411, 'request_wrong', 'Say how long it is.')
  const length = Number(headers['content-length'] ?? 0)
  if (method === 'GET' && length > 0) return problem(400, 'request_wrong', 'A question has no body.')
  return length > FRAMED_BYTES ? problem(413, 'request_wrong', 'That is too long for the clip service.') : undefined
}

const headersOf = ({ headers }: FastifyRequest): Record<string, string> => {
  const handed: Record<string, string> = {}
  for (const name of ASKED) {
    const value = headers[name]
    if (typeof value === 'string') handed[name] = value
  }
  return { ...handed, 'content-length': headers['content-length'] ?? '0' }
}

const handOn = async (
  upstream: Upstream,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const left = new AbortController()
  reply.raw.once('close', () => left.abort())
  const { method } = request
  const headers = headersOf(request)
  const body = headers['content-length'] === '0' ? undefined : request.raw
  const answer = await upstream.ask({ method, path, headers, body, signal: left.signal }).catch(() => undefined)
  if (answer === undefined) return send(reply, away)
  answer.on('error', () => undefined)
  const { statusCode: status = 502 } = answer
  // Nobody is led elsewhere.
  if (status < 200 || (status >= 300 && status < 400 && status !== 304)) {
    answer.destroy()
    return send(reply, strange)
  }
  for (const name of TOLD) {
    const value = answer.headers[name]
    if (typeof value === 'string') reply.raw.setHeader(name, value)
  }
  const type = answer.headers['content-type'] ?? ''
  return reply
    .code(status)
    .type(TYPES.test(type) ? type : 'application/octet-stream')
    .send(answer)
}
