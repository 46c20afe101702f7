import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FRAMED_BYTES } from '#protocol/clip/framing.ts'
import { until, within } from '#test/support/wait.ts'
import { type Front, openFront } from '../http.fixture.ts'
import { upstreamPath } from './path.ts'
import { openUpstream, type Upstream } from './upstream.ts'

const DOOR = 'd'.repeat(43)
const CLIP = 'c'.repeat(22)
const PART = `/api/clips/doors/${DOOR}/clips/${CLIP}/parts/7`

interface Service {
  readonly server: Server
  readonly heard: { method: string; url: string; headers: IncomingMessage['headers']; bytes: number }[]
  answer: (request: IncomingMessage, response: ServerResponse) => void
}

const openService = async (): Promise<Service & { origin: string }> => {
  const server = createServer()
  const heard: Service['heard'] = []
  const service = {
    server,
    heard,
    answer: (_request, response) => void response.setHeader('content-type', 'application/json').end('{"v":1}'),
  } as Service
  server.on('request', (asked, response) => {
    const one = { method: asked.method ?? '', url: asked.url ?? '', headers: asked.headers, bytes: 0 }
    heard.push(one)
    asked.on('data', (chunk: Buffer) => {
      one.bytes += chunk.length
    })
    asked.on('end', () => service.answer(asked, response))
    asked.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(service, { origin })
}

interface Context {
  service: Service
  upstream: Upstream
  front: Front
  cookie: string
}
const test = suite<Context>('the clip service behind the pages')
test.before.each(async (context) => {
  const service = await openService()
  context.service = service
  context.upstream = openUpstream(service.origin, undefined)
  context.front = await openFront({ clips: context.upstream })
  context.cookie = await context.front.enter()
})
test.after.each(async ({ service, upstream, front }) => {
  await front.close()
  upstream.close()
  service.server.closeAllConnections()
  await new Promise((resolve) => service.server.close(resolve))
})

test('hands a question on with what the service needs, and no cookie', async ({ service, front, cookie }) => {
  const headers = { authorization: 'Hausrecht a.b.c', range: 'bytes=0-9', 'x-forwarded-for': '1.2.3.4', te: 'trailers' }
  const { status, text } = await front.ask(`${PART}`, { cookie, headers })
  assert.equal([status, text], [200, '{"v":1}'])
  const [asked] = service.heard
  assert.equal([asked?.method, asked?.url], ['GET', PART.replace('/api/clips/', '/v1/')])
  const handed = asked?.headers ?? {}
  assert.equal([handed.authorization, handed.range], ['Hausrecht a.b.c', 'bytes=0-9'])
  for (const name of ['cookie', 'origin', 'x-forwarded-for', 'te', 'referer']) assert.is(handed[name], undefined, name)
  await front.ask('/api/clips/.well-known/hausrecht-cloud', { cookie })
  await front.ask(`/api/clips/doors/${DOOR}/clips?limit=100&before=17.${CLIP}`, { cookie })
  assert.equal(
    service.heard.slice(1).map((one) => one.url),
    ['/.well-known/hausrecht-cloud', `/v1/doors/${DOOR}/clips?limit=100&before=17.${CLIP}`],
  )
})

test('tells what the service said, whatever it was', async ({ service, front, cookie }) => {
  const bytes = randomBytes(3_000_000)
  service.answer = (_request, response) => {
    const told = {
      'content-type': 'application/octet-stream',
      'content-range': 'bytes 0-9/10',
      'accept-ranges': 'bytes',
    }
    response.writeHead(206, { ...told, 'content-length': bytes.length, 'set-cookie': 'a=b', 'x-odd': '1' }).end(bytes)
  }
  const part = await front.ask(PART, { cookie })
  assert.is(part.status, 206)
  assert.ok(part.bytes.equals(bytes))
  assert.equal(
    [part.headers['content-range'], part.headers['set-cookie'], part.headers['x-odd']],
    ['bytes 0-9/10', undefined, undefined],
  )
  assert.is(part.headers['cache-control'], 'no-store')
  service.answer = (_request, response) =>
    void response.writeHead(410, { 'content-type': 'application/json' }).end('{"v":1,"code":"clip_deleted"}')
  const gone = await front.ask(PART, { cookie })
  assert.equal([gone.status, gone.json()['code']], [410, 'clip_deleted'])
})

test('lets a hostile service show no page and lead nobody elsewhere', async ({ service, front, cookie }) => {
  service.answer = (_request, response) =>
    void response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': 'x' }).end('<script>')
  const page = await front.ask(PART, { cookie })
  assert.is(page.headers['content-type'], 'application/octet-stream')
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'/)
  assert.is(page.headers['x-content-type-options'], 'nosniff')
  service.answer = (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
  const elsewhere = await front.ask(PART, { cookie })
  assert.equal(
    [elsewhere.status, elsewhere.json()['code'], elsewhere.headers.location],
    [502, 'cloud_strange', undefined],
  )
  service.answer = (asked) => void asked.socket.end('garbage\r\n\r\n')
  assert.is((await front.ask(PART, { cookie })).json()['code'], 'cloud_away')
})

test('asks nothing for people without a session, or by a path that is not on its list', async (context) => {
  const { service, front, cookie } = context
  assert.is(
    (await front.ask(PART, { headers: { authorization: 'Hausrecht a.b.c' } })).json()['code'],
    'session_missing',
  )
  const hostile = [
    '',
    '../metrics',
    '..%2fmetrics',
    '%2e%2e/metrics',
    'doors',
    `doors/${DOOR}/clips/../../../metrics`,
    `doors/${DOOR}/clips/${CLIP}/parts/7/../8`,
    `doors/${DOOR}/clips/${CLIP}/parts/07`,
    `doors/${DOOR}/clips/${CLIP}%2fparts/7`,
    `doors/${DOOR}/clips?x=http://169.254.169.254/`,
    `doors/${DOOR}/clips?a=1#b`,
    `doors/${DOOR}/clips//`,
    '/127.0.0.1:1/',
    '@127.0.0.1:1/',
    'http://127.0.0.1:1/',
    `doors/${DOOR}/unknown`,
  ]
  for (const path of hostile) {
    const { status } = await front.ask(`/api/clips/${path}`, { cookie })
    assert.ok(status === 404 || status === 400, `${path} ${status}`)
  }
  for (const method of ['DELETE', 'POST', 'PATCH', 'HEAD', 'TRACE'])
    assert.ok((await front.ask(PART, { cookie, method })).status >= 400, method)
  assert.equal(service.heard, [])
})

test('makes no path of anything that is not made of ids', () => {
  const piece = fc.constantFrom(
    'doors',
    DOOR,
    'clips',
    CLIP,
    'parts',
    '7',
    '..',
    '.',
    '',
    '%2e',
    '\\',
    '@',
    '?',
    '#',
    ':',
    '\n',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 9 }), fc.constantFrom('GET', 'PUT', 'DELETE'), (pieces, method) => {
      const path = upstreamPath(method, pieces.join('/'))
      return path === undefined || new URL(path, 'http://a').href === `http://a${path}`
    }),
  )
})

test('streams a body on, of a length that is said and bounded', async ({ service, front, cookie }) => {
  const headers = { 'content-type': 'application/octet-stream' }
  const body = randomBytes(2_000_000)
  assert.is((await front.ask(PART, { method: 'PUT', cookie, headers, body })).status, 200)
  assert.equal(
    [service.heard[0]?.bytes, service.heard[0]?.headers['content-length']],
    [body.length, String(body.length)],
  )
  const declared = { ...headers, 'content-length': String(FRAMED_BYTES + 1) }
  assert.is((await front.ask(PART, { method: 'PUT', cookie, headers: declared })).status, 413)
  const chunked = { ...headers, 'transfer-encoding': 'chunked' }
  assert.is((await front.ask(PART, { method: 'PUT', cookie, headers: chunked })).status, 411)
  const hold = `/api/clips/doors/${DOOR}/clips/${CLIP}/hold`
  assert.is((await front.ask(hold, { method: 'PUT', cookie })).status, 200, 'and none at all')
  assert.is((await front.ask(hold, { method: 'PUT', cookie, headers: { origin: 'https://evil.example' } })).status, 403)
  assert.is(service.heard.length, 2)
})

test('waits for a slow reader instead of piling up, and stops when the reader leaves', async (context) => {
  const { service, front, cookie } = context
  let sent = 0
  let over = false
  service.answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' })
    response.once('close', () => {
      over = true
    })
    const more = (): void => {
      let room = true
      while (room && !over && sent < 200_000_000) {
        room = response.write(Buffer.alloc(64 * 1024))
        sent += 64 * 1024
      }
    }
    response.on('drain', more)
    more()
  }
  const asked = request(front.url + PART, { headers: { cookie }, agent: false })
  asked.on('error', () => undefined)
  asked.end()
  const [answer] = (await within(once(asked, 'response'), 'the answer')) as [IncomingMessage & { socket: Socket }]
  answer.on('error', () => undefined)
  answer.pause()
  let before = -1
  await until(async () => {
    const settled = sent === before
    before = sent
    await new Promise((resolve) => setTimeout(resolve, 50))
    return settled
  }, 'nothing more is sent')
  assert.ok(sent > 0 && sent < 50_000_000, `${sent} bytes went on ahead`)
  answer.destroy()
  await until(() => over, 'the service is left alone')
})

test('says that the service is away, and finds it again', async ({ service, front, cookie }) => {
  assert.is((await front.ask(PART, { cookie })).status, 200)
  // The connection that was kept ends with it.
  service.server.closeAllConnections()
  assert.is((await front.ask(PART, { cookie })).status, 200)
  const { port } = service.server.address() as AddressInfo
  service.server.closeAllConnections()
  await new Promise((resolve) => service.server.close(resolve))
  const away = await front.ask(PART, { cookie })
  assert.equal([away.status, away.json()['code']], [502, 'cloud_away'])
  service.server.listen(port, '127.0.0.1')
  await once(service.server, 'listening')
  assert.is((await front.ask(PART, { cookie })).status, 200)
})

test.run()
