// The whole service on a real socket: what a door brings, what an owner reads and decides, what nobody may.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CLIP_GONE, CLIP_SHARE } from '#protocol/clip/cloud.ts'
import { freshClipId, freshId } from '#protocol/ids.ts'
import { openToken, signToken } from '#protocol/token.ts'
import { epochMs, epochSeconds, toSeconds } from '#protocol/units.ts'
import { makeKey } from '#test/support/people.ts'
import { ask, bring, DAY, type Household, makeHousehold, NOON, openPlace, type Place } from './cloud.fixture.ts'

const test = suite<{ place: Place; house: Household; url: string; door: string }>('clip service')
test.before.each(async (context) => {
  context.place = await openPlace()
  context.house = await makeHousehold()
  context.url = context.place.url
  context.door = `${context.url}/v1/doors/${context.house.door}`
})
test.after.each(({ place }) => place.close())

const auth = (authorization: string) => ({ authorization })

test('takes a clip part by part, takes the same again, and gives it to its owner', async ({
  place,
  house,
  url,
  door,
}) => {
  const film = await house.film()
  const clip = await bring(url, house, film)
  assert.is((await ask('PUT', `${door}/ownership`, await house.ownership())).status, 204)
  const head = JSON.stringify({ head: film.head, identity: film.identity })
  for (const [path, body] of [
    ['', head],
    ['/parts/1', await film.part(1)],
    ['/end', await film.end()],
  ] as const)
    assert.is((await ask('PUT', clip + path, body)).status, 200, path)

  const read = auth(await house.wish(place.cloud.key, 'read'))
  const { json } = await ask('GET', clip, undefined, read)
  assert.equal([json['head'], json['identity'], json['parts'], json['held']], [film.head, film.identity, 2, false])
  assert.is(json['deletes'], NOON + 30 * DAY)
  const lines = (await ask('GET', `${clip}/lines?from=0&limit=10`, undefined, read)).bytes
    .toString()
    .trimEnd()
    .split('\n')
  const part = Buffer.from(await film.part(1))
  assert.equal([lines.length, lines[1]], [2, part.toString('latin1').split('\n')[0]])
  assert.is((await ask('GET', `${clip}/lines?from=1`, undefined, read)).bytes.toString(), `${lines[1]}\n`)
  assert.ok((await ask('GET', `${clip}/parts/1`, undefined, read)).bytes.equals(part))
  const ranges: [string, number, Buffer][] = [
    ['bytes=0-9', 206, part.subarray(0, 10)],
    ['bytes=-5', 206, part.subarray(-5)],
    [`bytes=10-${part.length + 50}`, 206, part.subarray(10)],
    ['bytes=0-1,4-5', 200, part],
  ]
  for (const [range, status, bytes] of ranges) {
    const answer = await ask('GET', `${clip}/parts/1`, undefined, { ...read, range })
    assert.is(answer.status, status, range)
    assert.ok(answer.bytes.equals(bytes), range)
  }
  const far = await ask('GET', `${clip}/parts/1`, undefined, { ...read, range: 'bytes=99999-' })
  assert.equal([far.status, far.headers.get('content-range')], [416, `bytes */${part.length}`])
  assert.is((await ask('GET', `${clip}/parts/7`, undefined, read)).status, 404)
})

test('gives the lines a page at a time, a gap or not', async ({ place, house, url }) => {
  const film = await house.film()
  const clip = await bring(url, house, film)
  for (const n of [2, 3, 5, 6]) assert.is((await ask('PUT', `${clip}/parts/${n}`, await film.part(n))).status, 201)
  const read = auth(await house.wish(place.cloud.key, 'read'))
  const lineOf = async (n: number): Promise<string> =>
    Buffer.from(await film.part(n))
      .toString('latin1')
      .split('\n')[0] ?? ''
  for (const [query, numbers] of [
    ['from=0&limit=3', [0, 1, 2]],
    ['from=1&limit=3', [1, 2, 3]],
    ['from=2&limit=4', [2, 3, 5, 6]],
    ['from=5&limit=2', [5, 6]],
    ['from=5&limit=9', [5, 6]],
    ['from=7&limit=9', []],
  ] as const) {
    const { bytes } = await ask('GET', `${clip}/lines?${query}`, undefined, read)
    const lines = bytes.toString().split('\n').slice(0, -1)
    assert.equal(lines, await Promise.all(numbers.map(lineOf)), query)
  }
})

test('never writes over anything', async ({ house, url }) => {
  const film = await house.film()
  const clip = await bring(url, house, film)
  const other = Buffer.alloc(200, 8).toString('base64url')
  for (const [path, body] of [
    ['', JSON.stringify({ head: film.head, identity: other })],
    ['/parts/1', await film.part(1, { jn: 5 })],
    ['/end', await film.end('door', 1)],
  ] as const) {
    const { status, json } = await ask('PUT', clip + path, body)
    assert.equal([status, json['code']], [409, 'clip_differs'], path)
  }
})

test('lists clips with the newest first, page by page', async ({ place, house, url, door }) => {
  const began = [0, 3, 1, 2, 2].map((hours) => NOON - hours * 3_600_000)
  for (const at of began) await bring(url, house, await house.film({ at }), 1)
  const read = auth(await house.wish(place.cloud.key, 'read'))
  const seen: number[] = []
  let query = '?limit=2'
  for (let page = 0; page < 3; page += 1) {
    const { json } = await ask('GET', `${door}/clips${query}`, undefined, read)
    for (const clip of json['clips'] as { at: number; ended: boolean }[]) {
      seen.push(clip.at)
      assert.ok(clip.ended)
    }
    query = `?limit=2&before=${String(json['next'])}`
    if (page === 2) assert.is(json['next'], null)
  }
  assert.equal(
    seen,
    [...began].sort((a, b) => b - a),
  )
})

test('takes only what is signed, by whom it must be, for where it is put', async ({ house, url, door }) => {
  const [film, stranger] = [await house.film(), await makeHousehold()]
  const foreign = await stranger.film({ clip: film.clip })
  const beforeOwner = await ask(
    'PUT',
    `${door}/clips/${film.clip}`,
    JSON.stringify({ head: film.head, identity: film.identity }),
  )
  assert.equal([beforeOwner.status, beforeOwner.json['code']], [404, 'door_unknown'])
  const clip = await bring(url, house, film)
  const headOf = (head: string) => JSON.stringify({ head, identity: film.identity })
  const flipped = await film.part(2)
  flipped[flipped.length - 1] = 77
  const cases: [string, string, string | Uint8Array<ArrayBuffer>, number, string][] = [
    ['another door', `${door}/clips/${film.clip}`, headOf(foreign.head), 422, 'token_wrong_key'],
    ['another clip', `${door}/clips/${freshClipId()}`, headOf(film.head), 422, 'part_damaged'],
    ['an unknown clip', `${door}/clips/${freshClipId()}/parts/0`, await film.part(0), 404, 'clip_unknown'],
    ['another key', `${clip}/parts/2`, await foreign.part(2), 422, 'token_bad_signature'],
    ['another number', `${clip}/parts/2`, await film.part(3), 422, 'part_damaged'],
    ['a flipped bit', `${clip}/parts/2`, flipped, 422, 'part_damaged'],
    ['a cut part', `${clip}/parts/2`, (await film.part(2)).subarray(0, -1), 422, 'part_damaged'],
    ['no line', `${clip}/parts/2`, new Uint8Array(100), 422, 'part_damaged'],
    ['an end by another', `${clip}/end`, await foreign.end(), 422, 'token_bad_signature'],
    ['an owner by another', `${door}/ownership`, await stranger.ownership(), 422, 'token_wrong_key'],
    ['an older owner', `${door}/ownership`, await house.ownership(NOON - 2 * DAY), 422, 'token_stale'],
  ]
  for (const [what, at, body, status, code] of cases) {
    const { status: got, json } = await ask('PUT', at, body)
    assert.equal([got, json['code']], [status, code], what)
  }
})

test('lets a door end a clip whose recorder died', async ({ house, url }) => {
  const film = await house.film()
  const clip = `${url}/v1/doors/${house.door}/clips/${film.clip}`
  await ask('PUT', `${url}/v1/doors/${house.door}/ownership`, await house.ownership())
  await ask('PUT', clip, JSON.stringify({ head: film.head, identity: film.identity }))
  assert.is((await ask('PUT', `${clip}/end`, await film.end('door', 0))).status, 201)
})

test('refuses strangers, other services, old wishes, other acts, other clips, and tells strangers nothing (attack 30)', async ({
  place,
  house,
  url,
  door,
}) => {
  const film = await house.film()
  const clip = await bring(url, house, film)
  const { key } = place.cloud
  const [stranger, elsewhere] = [await makeHousehold(), await makeKey()]
  const asStranger = { door: house.door, iss: stranger.owner.thumbprint }
  const cases: [string, string, string, number, string][] = [
    ['GET', clip, await house.wish(elsewhere, 'read'), 401, 'token_wrong_key'],
    ['GET', clip, await stranger.wish(key, 'read', asStranger), 403, 'not_allowed'],
    [
      'GET',
      clip,
      await stranger.wish(key, 'read', { ...asStranger, iss: house.owner.thumbprint }),
      401,
      'token_wrong_key',
    ],
    ['GET', clip, await house.wish(key, 'read', { iat: epochSeconds(toSeconds(NOON) - 62) }), 401, 'token_stale'],
    ['GET', clip, await house.wish(key, 'read', { iat: epochSeconds(toSeconds(NOON) + 60) }), 401, 'token_stale'],
    ['GET', clip, await house.wish(key, 'usage'), 401, 'wrong_action'],
    ['GET', clip, await house.wish(key, 'read', { clip: freshClipId() }), 401, 'wrong_action'],
    ['GET', clip, await house.wish(key, 'read', { door: stranger.door }), 401, 'wrong_door'],
    ['DELETE', clip, await house.wish(key, 'read'), 401, 'wrong_action'],
    ['DELETE', clip, await house.wish(key, 'delete', { clip: freshClipId() }), 401, 'wrong_action'],
    ['GET', `${door}/usage`, await house.wish(key, 'read'), 401, 'wrong_action'],
    ['GET', clip, 'Bearer a.b.c', 401, 'token_malformed'],
    ['GET', clip, '', 401, 'token_malformed'],
  ]
  for (const [method, at, authorization, status, code] of cases) {
    const answer = await ask(method, at, undefined, auth(authorization))
    assert.equal([answer.status, answer.json['code']], [status, code], `${method} ${code}`)
  }
  const unknown = `${url}/v1/doors/${stranger.door}/clips`
  const none = await ask('GET', unknown, undefined, auth(await stranger.wish(key, 'read')))
  const others = await ask('GET', `${door}/clips`, undefined, auth(await stranger.wish(key, 'read', asStranger)))
  assert.equal([none.status, none.bytes.toString()], [others.status, others.bytes.toString()])
  assert.is((await ask('GET', clip, undefined, auth(await house.wish(key, 'read')))).status, 200)
})

test('shows one clip to whoever holds a share of it, until it ends, and writes down who read', async ({
  place,
  house,
  url,
  door,
}) => {
  const [film, other] = [await house.film(), await house.film()]
  const clip = await bring(url, house, film)
  const beside = await bring(url, house, other)
  const jti = freshId()
  const claims = {
    v: 1 as const,
    iss: house.owner.thumbprint,
    jti,
    iat: toSeconds(NOON),
    exp: epochSeconds(toSeconds(NOON) + 3600),
    door: house.door,
    clip: film.clip,
  }
  const share = auth(`Hausrecht-Share ${await signToken(CLIP_SHARE, claims, house.owner)}`)
  for (const path of ['', '/lines', '/parts/0', '/parts/1'])
    assert.is((await ask('GET', clip + path, undefined, share)).status, 200)
  assert.is((await ask('GET', beside, undefined, share)).status, 401)
  assert.is((await ask('GET', `${door}/clips`, undefined, share)).status, 403)
  assert.is((await ask('DELETE', clip, undefined, share)).status, 403)
  await ask('GET', clip, undefined, auth(await house.wish(place.cloud.key, 'read')))
  place.clock.at = epochMs(NOON + 3_600_000)
  assert.equal((await ask('GET', clip, undefined, share)).json['code'], 'expired')
  const usage = await ask(
    'GET',
    `${door}/usage`,
    undefined,
    auth(await house.wish(place.cloud.key, 'usage', { iat: toSeconds(place.clock.at) })),
  )
  const reads = usage.json['reads'] as { who: string; clip: string; by: string }[]
  assert.equal(
    reads.map(({ who, clip: which, by }) => [who, which, by]).sort(),
    [
      [house.owner.thumbprint, film.clip, 'owner'],
      [jti, film.clip, 'share'],
    ].sort(),
  )
  assert.equal([usage.json['clips'], usage.json['oldest'], usage.json['retention']], [2, NOON, 30])
  assert.ok((usage.json['bytes'] as number) > 4000)
})

test('deletes with a signed record, and takes the clip never again', async ({ place, house, url, door }) => {
  const film = await house.film()
  const clip = await bring(url, house, film)
  const { key } = place.cloud
  const wish = await house.wish(key, 'delete', { clip: film.clip })
  const deleted = await ask('DELETE', clip, undefined, auth(wish))
  assert.is(deleted.status, 200)
  const record = await openToken(CLIP_GONE, String(deleted.json['gone']))
  assert.ok(record.ok && record.signer.thumbprint === key.thumbprint)
  if (record.ok) {
    const { clip: which, why, parts, began, wish: kept } = record.claims
    assert.equal([which, why, parts, began, `Hausrecht ${kept}`], [film.clip, 'owner', 2, NOON, wish])
  }
  for (const [path, body] of [
    ['', JSON.stringify({ head: film.head, identity: film.identity })],
    ['/parts/2', await film.part(2)],
    ['/end', await film.end()],
  ] as const)
    assert.is((await ask('PUT', clip + path, body)).status, 410, path)
  const read = auth(await house.wish(key, 'read'))
  assert.is((await ask('GET', clip, undefined, read)).status, 410)
  const gone = await ask('GET', `${door}/gone`, undefined, read)
  assert.equal(gone.json['gone'], [deleted.json['gone']])
  assert.equal((await ask('DELETE', clip, undefined, auth(wish))).json['code'], 'replayed')
})

test('keeps a held clip past its time and past its owner, goes on taking its parts, until the hold is lifted', async ({
  place,
  house,
  url,
}) => {
  const [film, other] = [await house.film(), await house.film()]
  const clip = await bring(url, house, film)
  const gone = await bring(url, house, other)
  const { cloud, clock } = place
  const wish = async (act: 'hold' | 'lift' | 'delete' | 'read') =>
    auth(await house.wish(cloud.key, act, { clip: film.clip, iat: toSeconds(clock.at) }))
  assert.is((await ask('PUT', `${clip}/hold`, undefined, await wish('hold'))).status, 200)
  const refused = await ask('DELETE', clip, undefined, await wish('delete'))
  assert.equal([refused.status, refused.json['code']], [409, 'clip_held'])
  assert.is((await ask('PUT', `${clip}/parts/2`, await film.part(2))).status, 201)
  assert.is((await ask('PUT', `${clip}/parts/1`, await film.part(1))).status, 200)
  assert.is((await ask('PUT', `${clip}/parts/1`, await film.part(1, { jn: 9 }))).status, 409)
  clock.at = epochMs(NOON + 31 * DAY)
  await cloud.sweep()
  const { json } = await ask('GET', clip, undefined, await wish('read'))
  assert.equal([json['held'], json['parts'], json['deletes']], [true, 3, null])
  const late = auth(await house.wish(cloud.key, 'read', { iat: toSeconds(clock.at) }))
  assert.is((await ask('GET', gone, undefined, late)).status, 410)
  assert.is((await ask('DELETE', `${clip}/hold`, undefined, await wish('lift'))).status, 200)
  assert.is((await ask('GET', `${clip}/parts/2`, undefined, await wish('read'))).status, 200)
  await cloud.sweep()
  assert.is((await ask('GET', clip, undefined, await wish('read'))).status, 410)
})

test('keeps clips for as many days as the owner says', async ({ place, house, url, door }) => {
  const clip = await bring(url, house, await house.film())
  const { cloud, clock } = place
  const retain = async (days: number, iat = toSeconds(clock.at)) =>
    auth(await house.wish(cloud.key, 'retain', { days, iat }))
  assert.is((await ask('PUT', `${door}/retention`, '{"days":6}', await retain(5))).status, 400)
  assert.is((await ask('PUT', `${door}/retention`, '{"days":5}', await retain(5))).status, 200)
  assert.is(
    (await ask('PUT', `${door}/retention`, undefined, await retain(90, epochSeconds(toSeconds(NOON) - 20)))).status,
    401,
  )
  const read = async () => auth(await house.wish(cloud.key, 'read', { iat: toSeconds(clock.at) }))
  clock.at = epochMs(NOON + 5 * DAY - 1000)
  await cloud.sweep()
  assert.is((await ask('GET', clip, undefined, await read())).status, 200)
  clock.at = epochMs(NOON + 5 * DAY)
  await cloud.sweep()
  assert.is((await ask('GET', clip, undefined, await read())).status, 410)
})

test('agrees with another instance on the same folder', async ({ place, house, url }) => {
  const second = await openPlace('open = true', place.folder)
  try {
    assert.is(second.cloud.key.thumbprint, place.cloud.key.thumbprint)
    const film = await house.film()
    const clip = await bring(url, house, film)
    const there = clip.replace(url, second.url)
    const wish = async (act: 'read' | 'hold' | 'lift' | 'delete') =>
      auth(await house.wish(place.cloud.key, act, { clip: film.clip }))
    assert.is((await ask('GET', there, undefined, await wish('read'))).status, 200)
    assert.is((await ask('PUT', `${there}/parts/1`, await film.part(1, { jn: 3 }))).status, 409)
    await ask('PUT', `${there}/hold`, undefined, await wish('hold'))
    assert.is((await ask('DELETE', clip, undefined, await wish('delete'))).status, 409)
    await ask('DELETE', `${clip}/hold`, undefined, await wish('lift'))
    assert.is((await ask('DELETE', there, undefined, await wish('delete'))).status, 200)
    assert.is((await ask('PUT', `${clip}/parts/2`, await film.part(2))).status, 410)
    assert.is((await ask('GET', clip, undefined, await wish('read'))).status, 410)
  } finally {
    await second.close()
  }
})

test.run()
