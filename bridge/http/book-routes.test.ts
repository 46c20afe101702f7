import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BOOK_BYTES } from '#protocol/limits.ts'
import { makeKey } from '#test/support/people.ts'
import { NOON, someDoor, someOwnership } from '../store/sample.fixture.ts'
import { type Answer, type Front, openFront } from './http.fixture.ts'

const test = suite<{ front: Front; cookie: string }>("an owner's book")
test.before.each(async (context) => {
  context.front = await openFront()
  context.cookie = await context.front.enter()
})
test.after.each(({ front }) => front.close())

const put = (front: Front, cookie: string, body: Uint8Array | string, headers: Record<string, string>) =>
  front.ask('/api/book', {
    method: 'PUT',
    cookie,
    body,
    headers: { 'content-type': 'application/octet-stream', ...headers },
  })
const get = (front: Front, cookie: string, headers = {}): Promise<Answer> => front.ask('/api/book', { cookie, headers })
const FRESH = { 'if-none-match': '*' }

test('keeps what one device sealed for the others, byte for byte', async ({ front, cookie }) => {
  assert.is((await get(front, cookie)).status, 204)
  const sealed = randomBytes(BOOK_BYTES)
  const written = await put(front, cookie, sealed, FRESH)
  assert.is(written.status, 204)
  const read = await get(front, await front.enter())
  assert.ok(read.bytes.equals(sealed))
  assert.is(read.headers['content-type'], 'application/octet-stream')
  assert.is(read.headers.etag, written.headers.etag)
  const unchanged = await get(front, cookie, { 'if-none-match': read.headers.etag ?? '' })
  assert.equal([unchanged.status, unchanged.bytes.length], [304, 0])
})

test('lets the slower of two devices read again before it writes', async ({ front, cookie }) => {
  const first = await put(front, cookie, 'one', FRESH)
  const tag = first.headers.etag ?? ''
  const both = await Promise.all(['two', 'three'].map((text) => put(front, cookie, text, { 'if-match': tag })))
  assert.equal(both.map(({ status }) => status).sort(), [204, 412])
  const late = await put(front, cookie, 'four', FRESH)
  assert.equal([late.status, late.json()['code']], [412, 'book_changed'])
  const { headers, text } = await get(front, cookie)
  assert.ok(['two', 'three'].includes(text))
  assert.is((await put(front, cookie, 'five', { 'if-match': headers.etag ?? '' })).status, 204)
})

test('takes no write that does not say what it replaces, is empty, too long or of another type', async (context) => {
  const { front, cookie } = context
  assert.is((await put(front, cookie, 'one', {})).status, 428)
  assert.is((await put(front, cookie, 'one', { 'if-match': '*' })).status, 428)
  assert.is((await put(front, cookie, '', FRESH)).status, 415)
  assert.is((await put(front, cookie, '{}', { ...FRESH, 'content-type': 'application/json' })).status, 415)
  assert.is((await put(front, cookie, randomBytes(BOOK_BYTES + 1), FRESH)).status, 413)
  assert.is((await put(front, 'hausrecht=x', 'one', FRESH)).status, 401)
  assert.is((await get(front, cookie)).status, 204)
})

test('answers a write whose session ended while its body was on the way', async ({ front, cookie }) => {
  const signal = AbortSignal.timeout(5000)
  const headers = {
    ...{ ...FRESH, cookie, origin: front.url, 'content-type': 'application/octet-stream' },
    ...{ 'content-length': '6', expect: '100-continue' },
  }
  const { hostname, port } = new URL(front.url)
  const sent = request({ hostname, port, path: '/api/book', method: 'PUT', agent: false, headers, signal })
  sent.flushHeaders()
  await once(sent, 'continue', { signal })
  assert.is((await front.ask('/api/session', { method: 'DELETE', cookie })).status, 204)
  const answered = once(sent, 'response', { signal })
  sent.end('sealed')
  const [answer] = (await answered) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  const { code } = JSON.parse(Buffer.concat(chunks).toString()) as { code: string }
  assert.equal([answer.statusCode, code], [401, 'session_missing'])
  assert.is((await get(front, await front.enter())).status, 204)
})

test("shows nobody another's, and deletes one's own", async ({ front, cookie }) => {
  const other = await makeKey()
  await front.store.doors.own(someDoor(), someOwnership({ owner: other.thumbprint, ownerKey: other.jwk }), NOON)
  await put(front, cookie, 'mine', FRESH)
  const theirs = await front.enter(other)
  assert.is((await get(front, theirs)).status, 204)
  await put(front, theirs, 'theirs', FRESH)
  assert.is((await front.ask('/api/book', { method: 'DELETE', cookie })).status, 204)
  assert.equal([(await get(front, cookie)).status, (await get(front, theirs)).text], [204, 'theirs'])
})

test.run()
