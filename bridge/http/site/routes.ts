// Gives out the pages: from memory, packed as the browser takes it, with the headers that pages need.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problem, send } from '../answer.ts'
import { PAGE_HEADERS } from '../headers.ts'
import { type Encoding, fileAt, type Site, type SiteFile } from './site.ts'

const LASTING = 'public, max-age=31536000, immutable'

const UNBUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Hausrecht</title>
<h1>The pages are not built yet</h1>
<p>Run <code>npm run build</code>, then start the bridge again.</p>
<p lang="de">Die Seiten sind noch nicht gebaut: <code>npm run build</code> ausführen, dann die Brücke neu starten.</p>
`

const missing = problem(404, 'not_found', 'There is nothing here.')

/** RFC 9110 §12.5.3: what is named and not with a weight of nothing. */
const takes = (accepted: string, encoding: string): boolean =>
  accepted.split(',').some((part) => {
    const [name = '', weight = ''] = part.split(';')
    return name.trim().toLowerCase() === encoding && !/^\s*q=0(\.0*)?\s*$/i.test(weight)
  })

const encodingFor = ({ bytes }: SiteFile, accepted: string): Encoding =>
  (['br', 'gzip'] as const).find((encoding) => bytes[encoding] !== undefined && takes(accepted, encoding)) ?? 'identity'

/** Pages of people who followed a wrong link get a page, not a line of JSON. */
const isNavigation = ({ headers }: FastifyRequest): boolean => (headers.accept ?? '').includes('text/html')

export const siteRoutes = (app: FastifyInstance, site: Site): void => {
  const headers = Object.entries(PAGE_HEADERS)
  const give = (request: FastifyRequest, reply: FastifyReply, path: string, file: SiteFile, status: number) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value)
    const encoding = encodingFor(file, request.headers['accept-encoding']?.toString() ?? '')
    const tag = `"${file.tag}-${encoding}"`
    reply.raw.setHeader('cache-control', file.lasting ? LASTING : 'no-cache')
    reply.raw.setHeader('etag', tag)
    reply.raw.setHeader('vary', 'accept-encoding')
    if (path === '/sw.js') reply.raw.setHeader('service-worker-allowed', '/')
    if (status === 200 && request.headers['if-none-match']?.includes(tag)) return reply.code(304).send()
    if (encoding !== 'identity') reply.raw.setHeader('content-encoding', encoding)
    return reply.code(status).type(file.type).send(file.bytes[encoding])
  }
  const start = site.get('/')
  app.get('/visit', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/visit/', 308))
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const path = (request.raw.url ?? '').split('?', 1)[0] ?? ''
    const file = fileAt(site, path)
    if (file) return give(request, reply, path, file, 200)
    if (path.startsWith('/api/') || !isNavigation(request)) return send(reply, missing)
    if (start) return give(request, reply, path, start, 404)
    return reply.code(503).type('text/html; charset=utf-8').send(UNBUILT)
  })
}
