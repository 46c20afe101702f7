// What everybody may ask: whether the service lives, its key, what it can do. And its numbers, for this machine.

import type { FastifyInstance } from 'fastify'
import { problem, send } from './answer.ts'
import type { Counts } from './counts.ts'
import { docsPage } from './docs-page.ts'
import type { HttpParts } from './parts.ts'

const NOBODYS = 'doors/health'

export const openRoutes = (app: FastifyInstance, { key, store }: HttpParts, counts: Counts): void => {
  const hide = { schema: { hide: true } } as const
  app.get('/health', hide, async (_request, reply) => {
    const ready = await store.size(NOBODYS).then(
      () => true,
      () => false,
    )
    return reply.code(ready ? 200 : 503).send({ v: 1, live: true, ready })
  })
  const summary = "The service's public key: pin it at the first use."
  app.get('/.well-known/hausrecht-cloud', { schema: { tags: ['everybody'], summary } }, async () => ({
    v: 1,
    key: key.jwk,
  }))
  app.get('/v1/openapi.json', hide, async () => app.swagger())
  app.get('/v1/docs', hide, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage(app.swagger())),
  )
  // Numbers that rise when somebody comes home tell a stranger that somebody did.
  app.get('/metrics', hide, async (request, reply) => {
    const here = /^(127\.|::1$|::ffff:127\.)/.test(request.ip)
    const relayed = ['forwarded', 'x-forwarded-for', 'via'].some((name) => request.headers[name] !== undefined)
    if (!here || relayed) return send(reply, problem(403, 'not_allowed', 'Metrics are for this machine only.'))
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(counts.text())
  })
}
