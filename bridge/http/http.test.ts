import { once } from 'node:events'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CONNECT, type ConnectClaims } from '#protocol/connect.ts'
import { freshId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { signToken } from '#protocol/token.ts'
import { type DoorId, epochSeconds, toSeconds } from '#protocol/units.ts'
import { doorIdOf, grantClaims, makeGrant, makeKey } from '#test/support/people.ts'
import { realClock } from '../clock.ts'
import type { HttpOpening } from '../config/parts.ts'
import { createLog } from '../log/log.ts'
import { createMetrics } from '../metrics/metrics.ts'
import type { StorePort } from '../store/port.ts'
import { NOON, NOTHING, someLines, someOwnership } from '../store/sample.fixture.ts'
import { openSqliteStore } from '../store/sql/store.ts'
import { CERTIFICATE, PRIVATE_KEY } from '../tls/loopback.fixture.ts'
import { askAt } from './http.fixture.ts'
import { type Http, openHttp } from './http.ts'

const clock = realClock()
const here: HttpOpening = { address: { host: '127.0.0.1', port: 0 }, tls: undefined }
const [bridge, owner, stranger] = [await makeKey(), await makeKey('ES256'), await makeKey()]
const door = doorIdOf(await makeKey())
const lines = await someLines(0, 1200, 80)

const test = suite<{ store: StorePort; http: Http; url: string; logged: string[]; ports: { mqtt?: number } }>(
  'bridge http',
)
test.before.each(async (context) => {
  context.store = await openSqliteStore(':memory:')
  await context.store.doors.own(door, someOwnership({ owner: owner.thumbprint, ownerKey: owner.jwk }), NOON)
  await context.store.journals.keep(door, undefined, lines, NOTHING)
  context.logged = []
  context.ports = { mqtt: 1883 }
  const log = createLog('trace', { write: (line) => context.logged.push(line) })
  const metrics = createMetrics({ connections: () => 7 })
  context.http = await openHttp([here], {
    key: bridge,
    store: context.store,
    clock,
    log,
    metrics,
    ports: () => context.ports,
  })
  context.url = `http://127.0.0.1:${context.http.ports[0]}`
})
test.after.each(async ({ http, store }) => {
  await http.close()
  await store.close()
})

const deadline = () => AbortSignal.timeout(5000)
const get = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers, signal: deadline() })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: () => JSON.parse(text) as Record<string, unknown>,
  }
}
const tokenOf = (key: SigningKey, change: Partial<ConnectClaims> = {}): Promise<string> =>
  signToken(
    CONNECT,
    {
      v: 1,
      iss: key.thumbprint,
      aud: bridge.thumbprint,
      jti: freshId(),
      iat: toSeconds(clock.now()),
      cid: key.thumbprint,
      chain: [],
      ...change,
    },
    key,
  )
const journal = async (url: string, token: string, query = '', at: DoorId = door) =>
  get(`${url}/api/doors/${at}/journal${query}`, { authorization: `Bearer ${token}` })

test('says whether it lives and is ready', async (context) => {
  const well = await get(`${context.url}/health`)
  assert.equal([well.status, well.json()], [200, { v: 1, live: true, ready: true }])
  context.ports = {}
  const early = await get(`${context.url}/health`)
  assert.equal([early.status, early.json()], [503, { v: 1, live: true, ready: false }])
})

test('gives its public key and ports to whoever wants to pair', async ({ url }) => {
  const { json } = await get(`${url}/.well-known/hausrecht`)
  assert.equal(json(), { v: 1, key: bridge.jwk, ports: { mqtt: 1883 } })
})

test('shows its numbers to this machine, not to what a proxy lets through', async ({ url }) => {
  const { text, headers } = await get(`${url}/metrics`)
  assert.match(text, /^hausrecht_connections 7$/m)
  assert.match(headers.get('content-type') ?? '', /^text\/plain/)
  assert.not.match(text, /[\w-]{43}/)
  assert.is((await get(`${url}/metrics`, { 'x-forwarded-for': '1.2.3.4' })).status, 403)
})

test('shows no numbers where a proxy stands before it, which need not say so', async ({ store, url }) => {
  const parts = { key: bridge, store, clock, log: createLog('silent'), ports: () => ({}) }
  const metrics = createMetrics({ connections: () => 7 })
  const http = await openHttp([here], { ...parts, metrics, origin: 'https://door.example.org' })
  const port = http.ports[0] ?? 0
  // A proxy that passes the Host on, and one that says the address it was told to ask.
  for (const host of ['door.example.org', `127.0.0.1:${port}`, `localhost:${port}`]) {
    const answer = await askAt(`http://127.0.0.1:${port}/metrics`, { headers: { host } })
    assert.equal([answer.status, answer.json()['code']], [403, 'not_allowed'], host)
  }
  await http.close()
  assert.is((await get(`${url}/metrics`)).status, 200)
})

test('sends every answer with headers that keep a browser out of trouble', async ({ url }) => {
  for (const path of ['/health', '/nothing', `/api/doors/${door}/journal`]) {
    const { headers } = await get(url + path)
    assert.is(headers.get('x-content-type-options'), 'nosniff')
    assert.is(headers.get('cache-control'), 'no-store')
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
    assert.is(headers.get('access-control-allow-origin'), null)
  }
})

test('reads a journal to its owner, page by page', async ({ url }) => {
  const first = (await journal(url, await tokenOf(owner))).json() as { head: { n: number }; lines: string[] }
  assert.equal([first.head.n, first.lines.length], [1199, 1000])
  const second = (await journal(url, await tokenOf(owner), '?from=1000')).json() as { lines: string[] }
  assert.equal(
    [...first.lines, ...second.lines],
    lines.map(({ line }) => line),
  )
  const some = (await journal(url, await tokenOf(owner), '?from=5&most=2')).json() as { lines: string[] }
  assert.equal(
    some.lines,
    lines.slice(5, 7).map(({ line }) => line),
  )
  const none = (await journal(url, await tokenOf(owner), '?from=5000')).json() as { lines: string[] }
  assert.equal(none.lines, [])
})

test('reads the latest entry of a kind', async ({ url, store }) => {
  const latest = async (query: string) => (await journal(url, await tokenOf(owner), query)).json()
  assert.equal(await latest('?kind=boot'), { v: 1, head: await store.journals.head(door), lines: [lines.at(-1)?.line] })
  assert.equal((await latest('?kind=paired'))['lines'], [])
  for (const query of ['?kind=boot&from=1', '?kind=', '?kind=Boot', "?kind=a'--", '?kind=a&kind=b'])
    assert.is((await journal(url, await tokenOf(owner), query)).status, 400, query)
})

test('describes itself, for programs and for people', async ({ url }) => {
  const document = (await get(`${url}/api/openapi.json`)).json()
  const paths = Object.keys(document['paths'] as object)
  for (const path of ['/api/session', '/api/session/challenge', '/api/doors', '/api/doors/{door}/journal', '/api/book'])
    assert.ok(paths.includes(path), path)
  const { text, headers } = await get(`${url}/api`)
  assert.match(headers.get('content-type') ?? '', 'text/html')
  for (const path of paths) assert.ok(text.includes(path), path)
  assert.not.match(text, /<script|style|https?:\/\//)
})

test('shows the owner what was wrong with the journal', async ({ url, store }) => {
  await store.journals.find({ door, kind: 'gap', n: 7, hash: undefined, at: NOON, line: undefined })
  const { json } = await get(`${url}/api/doors/${door}/findings`, { authorization: `Bearer ${await tokenOf(owner)}` })
  assert.equal(json(), { v: 1, findings: [{ kind: 'gap', n: 7, at: NOON }] })
})

test('takes each token once, and only for a question it understands', async ({ url }) => {
  const token = await tokenOf(owner)
  for (const query of ['?from=-1', '?from=x', '?most=1001', '?most=0', '?else=1', '?from=1&from=2', '?from=1e3'])
    assert.is((await journal(url, token, query)).status, 400, query)
  assert.is((await journal(url, token)).status, 200)
  const again = await journal(url, token)
  assert.equal([again.status, again.json()['code']], [401, 'replayed'])
})

test("refuses strangers, couriers, other bridges' and stale tokens, and tells them nothing", async ({ url }) => {
  const chain = [await makeGrant(owner, grantClaims(owner.thumbprint, stranger.thumbprint, door))]
  const old = epochSeconds(toSeconds(clock.now()) - 3600)
  const cases: [string, Promise<string>][] = [
    ['door_unknown', tokenOf(stranger)],
    ['door_unknown', tokenOf(stranger, { chain })],
    ['token_wrong_key', tokenOf(stranger, { iss: owner.thumbprint, cid: owner.thumbprint })],
    ['token_wrong_key', tokenOf(owner, { cid: stranger.thumbprint })],
    ['wrong_bridge', tokenOf(owner, { aud: stranger.thumbprint })],
    ['token_stale', tokenOf(owner, { iat: old })],
    ['token_malformed', Promise.resolve('a.b.c')],
  ]
  for (const [code, token] of cases) {
    const { status, json } = await journal(url, await token)
    assert.equal([status, json()['code']], [code === 'door_unknown' ? 404 : 401, code])
  }
  const elsewhere = await journal(url, await tokenOf(owner), '', doorIdOf(stranger))
  const nothing = await journal(url, await tokenOf(stranger))
  assert.equal([elsewhere.status, elsewhere.text], [nothing.status, nothing.text])
  assert.is((await get(`${url}/api/doors/${door}/journal`)).headers.get('www-authenticate'), 'Bearer')
})

test('lets nobody try tokens without end', async ({ url }) => {
  const tries = Array.from({ length: 90 }, () => journal(url, 'a.b.c'))
  const answers = await Promise.all(tries)
  assert.ok(answers.filter(({ status }) => status === 429).length >= 10)
})

test('refuses bodies, long headers, long and hostile paths, and other methods', async ({ url }) => {
  const body = JSON.stringify({ a: 'x'.repeat(10_000) })
  const options = { headers: { 'content-type': 'application/json' }, signal: deadline() }
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const response = await fetch(`${url}/health`, { method, body, ...options })
    assert.ok([400, 404, 405, 413].includes(response.status), `${method} ${response.status}`)
    await response.arrayBuffer()
  }
  for (const path of [
    `/api/doors/${'x'.repeat(2000)}/journal`,
    '/%2e%2e/%2e%2e/etc/passwd',
    '/api/doors/%00/journal',
    '/%E0%A4%A',
    '/..',
  ]) {
    const { status, text } = await get(url + path)
    assert.ok(status >= 400 && status < 500, `${path} ${status}`)
    assert.not.match(text, /root:|at .*\.ts/)
  }
  assert.is((await get(`${url}/health`, { 'x-long': 'x'.repeat(9000) })).status, 431)
})

test('ends a connection that says nothing, or only half of it', async ({ store }) => {
  const parts = { key: bridge, store, clock, log: createLog('silent'), ports: () => ({}), requestMs: 300 }
  const http = await openHttp([here], parts)
  const sayings = ['', 'GET /health HTTP/1.1\r\n', 'POST /health HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc']
  const ended = sayings.map(async (said) => {
    const socket = connect(http.ports[0] ?? 0, '127.0.0.1')
    socket.on('error', () => undefined)
    if (said !== '') socket.write(said)
    socket.resume()
    await once(socket, 'close', { signal: deadline() })
  })
  await Promise.all(ended)
  await http.close()
})

test('serves TLS where a certificate is given', async (context) => {
  const tls = { cert: CERTIFICATE, key: PRIVATE_KEY }
  const log = createLog('silent')
  const http = await openHttp([{ ...here, tls }], { key: bridge, store: context.store, clock, log, ports: () => ({}) })
  const options = {
    port: http.ports[0],
    host: '127.0.0.1',
    path: '/.well-known/hausrecht',
    ca: CERTIFICATE,
    agent: false,
  } as const
  const sent = httpsRequest(options).end()
  const [response] = (await once(sent, 'response', { signal: deadline() })) as [import('node:http').IncomingMessage]
  response.resume()
  assert.is(response.statusCode, 200)
  assert.ok(response.headers['strict-transport-security'])
  await once(response, 'end')
  assert.is((await get(`${context.url}/health`)).headers.get('strict-transport-security'), null)
  const asked = httpsRequest({
    ...options,
    servername: 'localhost',
    path: '/api/doors',
    headers: { host: 'evil.example' },
  }).end()
  const [misled] = (await once(asked, 'response', { signal: deadline() })) as [import('node:http').IncomingMessage]
  misled.resume()
  assert.is(misled.statusCode, 421, 'a name that the certificate does not stand for')
  await once(misled, 'end')
  await http.close()
})

test('says which address it could not have, and leaves nothing open', async (context) => {
  const port = context.http.ports[0] ?? 0
  const parts = { key: bridge, store: context.store, clock, log: createLog('silent'), ports: () => ({}) }
  const fault = await openHttp([here, { ...here, address: { host: '127.0.0.1', port } }], parts).catch(
    (error: unknown) => error,
  )
  assert.equal([(fault as { code?: string }).code, String(fault).includes(String(port))], ['listen_failed', true])
})

test('logs no token, and answers a broken store without its inside', async (context) => {
  await context.store.close()
  const token = await tokenOf(owner)
  const { status, text } = await journal(context.url, token)
  assert.is(status, 503)
  assert.not.match(text, /sqlite|\.ts|closed/i)
  const logged = context.logged.join('')
  assert.match(logged, /a request over HTTP failed/)
  for (const part of token.split('.').slice(1)) assert.not.ok(logged.includes(part))
  assert.is((await get(`${context.url}/health`)).status, 503)
  context.store = await openSqliteStore(':memory:')
})

test.run()
