// Everything under /api that is this bridge's own.

import type { FastifyInstance } from 'fastify'
import { bookRoutes } from './book-routes.ts'
import { docsPage } from './docs-page.ts'
import { doorRoutes } from './door-routes.ts'
import type { Names } from './names.ts'
import type { HttpParts } from './parts.ts'
import { pushRoutes } from './push-routes.ts'
import type { Room } from './room.ts'
import { cookieFor } from './session/cookie.ts'
import { createGate, type SessionGate } from './session/gate.ts'
import { sessionRoutes } from './session/routes.ts'

/** Who asks at a listener of these names. */
export const gateOf = (names: Names, { sessions, mayAsk }: Room): SessionGate =>
  createGate({ sessions, mayAsk, cookie: cookieFor(names.secure) })

export const apiRoutes = (app: FastifyInstance, parts: HttpParts, names: Names, room: Room): void => {
  const gate = gateOf(names, room)
  const { key, store } = parts
  const whole = { parseAs: 'buffer' } as const
  app.addContentTypeParser('application/octet-stream', whole, (_request, body, done) => done(null, body))
  const json = app.getDefaultJsonParser('error', 'error')
  // Some say the type of a body that they leave out.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : json(request, String(body), done),
  )
  sessionRoutes(app, {
    ...room,
    bridge: key.thumbprint,
    doors: store.doors,
    cookie: cookieFor(names.secure),
    names,
    gate,
  })
  doorRoutes(app, parts, gate, room.mayTry)
  bookRoutes(app, { books: store.ownersBooks, gate, mayWrite: room.mayWrite })
  pushRoutes(app, parts, gate)
  const hide = { schema: { hide: true } } as const
  app.get('/api/openapi.json', hide, async () => app.swagger())
  app.get('/api', hide, async (_request, reply) => reply.type('text/html; charset=utf-8').send(docsPage(app.swagger())))
}
