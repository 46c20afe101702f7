// What everybody may ask: whether the bridge lives, its key and ports. And its numbers, for this machine.

import type { FastifyInstance } from 'fastify'
import { problem, send } from './answer.ts'
import type { HttpParts } from './parts.ts'

const hide = { schema: { hide: true } } as const

export const openRoutes = (app: FastifyInstance, parts: HttpParts): void => {
  const { key, ports, store } = parts
  app.get('/health', hide, async (_request, reply) => {
    const listening = Object.keys(ports()).length > 0
    const ready = listening && (await isThere(store))
    return reply.code(ready ? 200 : 503).send({ v: 1, live: true, ready })
  })
  app.get('/.well-known/hausrecht', hide, async () => ({ v: 1, key: key.jwk, ports: ports() }))
}

const isThere = async (store: HttpParts['store']): Promise<boolean> => {
  try {
    await store.ping()
    return true
  } catch {
    return false
  }
}

/** For this machine only: numbers that rise when somebody comes home tell a stranger that somebody did. */
export const metricsRoute = (app: FastifyInstance, { metrics }: HttpParts): void => {
  if (metrics === undefined) return
  app.get('/metrics', hide, async (request, reply) => {
    const { address } = request.socket.address() as { address?: string }
    const here = request.ip === address || /^(127\.|::1$|::ffff:127\.)/.test(request.ip)
    const relayed = ['forwarded', 'x-forwarded-for', 'via'].some((name) => request.headers[name] !== undefined)
    if (!here || relayed) return send(reply, problem(403, 'not_allowed', 'Metrics are for this machine only.'))
    return reply.type(metrics.contentType).send(await metrics.text())
  })
}
