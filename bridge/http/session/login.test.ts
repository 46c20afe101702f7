import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SigningKey } from '#protocol/keys.ts'
import { epochSeconds } from '#protocol/units.ts'
import { makeKey } from '#test/support/people.ts'
import { NOON, someOwnership } from '../../store/sample.fixture.ts'
import { type Answer, askAt, cookieOf, type Front, openFront } from '../http.fixture.ts'

const stranger = await makeKey()

const test = suite<{ front: Front }>('signing in')
test.before.each(async (context) => {
  context.front = await openFront()
})
test.after.each(({ front }) => front.close())

const present = (front: Front, token: string, headers = {}, cookie?: string): Promise<Answer> =>
  front.ask('/api/session', { method: 'POST', body: JSON.stringify({ token }), headers, cookie })
const whose = async (front: Front, cookie: string): Promise<unknown> =>
  (await front.ask('/api/session', { cookie })).json()['owner'] ?? 'nobody'

test('gives a cookie that scripts and other sites never see', async ({ front }) => {
  const answer = await present(front, await front.sign(front.owner))
  assert.equal([answer.status, answer.json()['owner']], [200, front.owner.thumbprint])
  const [set = ''] = answer.headers['set-cookie'] ?? []
  assert.match(set, /^hausrecht=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  assert.is(await whose(front, cookieOf(answer)), front.owner.thumbprint)
})

test('tells nobody anything without one', async ({ front }) => {
  for (const cookie of [undefined, 'hausrecht=', `hausrecht=${'A'.repeat(43)}`, 'other=1'])
    for (const path of ['/api/session', '/api/doors', '/api/book', `/api/doors/${front.door}/journal`]) {
      const { status, json } = await front.ask(path, { cookie })
      assert.equal([status, json()['code']], [401, 'session_missing'], `${path} ${cookie}`)
    }
})

test('takes a signature for this bridge, this origin and this nonce only, and once', async ({ front }) => {
  const { owner, sign } = front
  const elsewhere = await makeKey()
  const cases: [string, number, Promise<string>][] = [
    ['not_allowed', 403, sign(stranger)],
    ['wrong_bridge', 401, sign(owner, { aud: elsewhere.thumbprint })],
    ['token_wrong_key', 401, sign(owner, { origin: 'https://evil.example' })],
    ['token_wrong_key', 401, sign(owner, { origin: front.url.replace('127.0.0.1', 'localhost') })],
    ['token_wrong_key', 401, sign(stranger, { iss: owner.thumbprint })],
    ['token_stale', 401, sign(owner, { jti: 'AAAAAAAAAAAAAAAAAAAAAA' })],
    ['token_malformed', 401, Promise.resolve('a.b.c')],
  ]
  for (const [code, status, token] of cases) {
    const answer = await present(front, await token)
    assert.equal([answer.status, answer.json()['code']], [status, code])
    assert.is(answer.headers['set-cookie'], undefined)
  }
  const token = await sign(owner)
  assert.is((await present(front, token)).status, 200)
  assert.equal((await present(front, token)).json()['code'], 'replayed')
})

test('lets in a telephone whose clock is wrong by a day', async ({ front }) => {
  const wrong = epochSeconds(Math.floor(Date.now() / 1000) - 86_400)
  assert.is((await present(front, await front.sign(front.owner, { iat: wrong }))).status, 200)
})

test('gives a new value at each sign-in and takes over none it was brought (fixation)', async ({ front }) => {
  const planted = `hausrecht=${'x'.repeat(43)}`
  const first = cookieOf(await present(front, await front.sign(front.owner), {}, planted))
  assert.is.not(first, planted)
  assert.is(await whose(front, planted), 'nobody')
  const second = cookieOf(await present(front, await front.sign(front.owner), {}, first))
  assert.is.not(second, first)
  assert.equal([await whose(front, first), await whose(front, second)], ['nobody', front.owner.thumbprint])
})

test('ends a session when told to', async ({ front }) => {
  const cookie = await front.enter()
  const out = await front.ask('/api/session', { method: 'DELETE', cookie })
  assert.is(out.status, 204)
  assert.match(out.headers['set-cookie']?.[0] ?? '', /^hausrecht=; .*Expires=Thu, 01 Jan 1970/)
  assert.is(await whose(front, cookie), 'nobody')
})

test('refuses whatever a page of another site could cause (CSRF)', async ({ front }) => {
  const cookie = await front.enter()
  const body = JSON.stringify({ token: await front.sign(front.owner) })
  const asked = (headers: Record<string, string>) =>
    askAt(`${front.url}/api/session`, { method: 'DELETE', headers: { cookie, ...headers } })
  const foreign: Record<string, string>[] = [
    {},
    { origin: 'null' },
    { origin: 'https://evil.example' },
    { origin: front.url, 'sec-fetch-site': 'cross-site' },
    { origin: front.url, 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    { origin: front.url.replace('127.0.0.1', 'localhost') },
  ]
  for (const headers of foreign) {
    const { status, json } = await asked(headers)
    assert.equal([status, json()['code']], [403, 'foreign_page'], JSON.stringify(headers))
  }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a', ''])
    assert.is((await present(front, body, { 'content-type': type })).status, 415, type)
  assert.is(await whose(front, cookie), front.owner.thumbprint, 'still there')
  assert.is((await asked({ 'sec-fetch-site': 'same-origin' })).status, 204, 'a page of its own')
})

test('shows a page of another site nothing, though the cookie came along', async ({ front }) => {
  const cookie = await front.enter()
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'null' }])
    assert.is((await front.ask('/api/doors', { cookie, headers })).status, 403)
  assert.is((await front.ask('/api/doors', { cookie, headers: { 'sec-fetch-site': 'none' } })).status, 200)
})

test('answers to no name that is not its own (DNS rebinding)', async ({ front }) => {
  const port = new URL(front.url).port
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', '10.0.0.1', 'a b', '[::2]'])
    for (const path of ['/api/session/challenge', '/metrics', '/']) {
      const headers = { host, origin: `http://${host}` }
      const { status } = await askAt(front.url + path, { headers })
      assert.ok([400, 404, 421].includes(status), `${host} ${path} ${status}`)
    }
  const answer = await askAt(`${front.url}/api/doors`, { headers: { host: `evil.example:${port}` } })
  assert.equal([answer.status, answer.json()['code']], [421, 'wrong_name'])
  assert.is((await askAt(`${front.url}/api/doors`, { headers: { host: `localhost:${port}` } })).status, 401)
})

test('knows where people find it behind a proxy, and gives the cookie its prefix there', async () => {
  const origin = 'https://door.example.org'
  const front = await openFront({ origin })
  const headers = { host: 'door.example.org', origin }
  const challenge = await front.ask('/api/session/challenge', { method: 'POST', body: '{}', headers })
  const jti = String(challenge.json()['nonce'])
  const answer = await present(front, await front.sign(front.owner, { origin, jti }), headers)
  assert.match(answer.headers['set-cookie']?.[0] ?? '', /^__Host-hausrecht=[\w-]{43}; Path=\/; HttpOnly; Secure;/)
  const plain = cookieOf(answer).replace('__Host-', '')
  assert.is((await front.ask('/api/session', { headers, cookie: cookieOf(answer) })).status, 200)
  assert.is(
    (await front.ask('/api/session', { headers, cookie: plain })).status,
    401,
    'without the prefix it is nothing',
  )
  await front.close()
})

test('lets one address, and one key, sign in only so often', async ({ front }) => {
  const entering = async (key: SigningKey): Promise<number> => (await present(front, await front.sign(key))).status
  const statuses: number[] = []
  for (let n = 0; n < 36; n += 1) statuses.push(await entering(front.owner))
  assert.ok(statuses.filter((status) => status === 429).length >= 2, String(statuses))
  assert.is(statuses[0], 200)
})

test("lists an owner's doors with what proves them, and nobody else's", async ({ front }) => {
  const other = await makeKey()
  const theirs = someOwnership({ owner: other.thumbprint, ownerKey: other.jwk })
  await front.store.doors.own(stranger.thumbprint as unknown as Front['door'], theirs, NOON)
  const listed = (await front.ask('/api/doors', { cookie: await front.enter() })).json()
  const doors = listed['doors'] as { door: string; ownership: string }[]
  assert.equal(
    doors.map(({ door }) => door),
    [front.door],
  )
  assert.is(doors[0]?.ownership, (await front.store.doors.get(front.door))?.ownership.token)
  const elsewhere = await front.ask(`/api/doors/${stranger.thumbprint}/journal`, { cookie: await front.enter() })
  assert.equal([elsewhere.status, elsewhere.json()['code']], [404, 'door_unknown'])
})

test.run()
