// What everybody may ask: whether the bridge lives, its key and ports. And its numbers, for this machine.

import type { FastifyInstance, FastifyRequest } from 'fastify'
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

/**
 * For this machine only: numbers that rise when somebody comes home tell a stranger that somebody did. Behind a proxy,
 * all the world asks from this machine, and not every proxy says so: nobody gets them there.
 */
export const metricsRoute = (app: FastifyInstance, { metrics, origin }: HttpParts): void => {
  if (metrics === undefined) return
  app.get('/metrics', hide, async (request, reply) => {
    if (origin !== undefined || !isHere(request)) return send(reply, forThisMachine)
    return reply.type(metrics.contentType).send(await metrics.text())
  })
}

const forThisMachine = problem(
  403,
  'not_allowed',
  'Metrics are for this machine only, and off where web.origin names a proxy.',
)

const isHere = ({ ip, socket, headers }: FastifyRequest): boolean => {
  const { address } = socket.address() as { address?: string }
  const here = ip === address || /^(127\.|::1$|::ffff:127\.)/.test(ip)
  return here && ['forwarded', 'x-forwarded-for', 'via'].every((name) => headers[name] === undefined)
}
