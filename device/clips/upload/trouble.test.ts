import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshClipId } from '#protocol/ids.ts'
import { partOf, record } from '../spool/spool.fixture.ts'
import { codeBody, type Mood, startService } from './service.fixture.ts'
import { until, uploaderOf, withWorld } from './uploader.fixture.ts'

const test = suite('uploader in trouble')

const passing: readonly (readonly [string, Mood])[] = [
  ['is slow beyond the limit', { do: 'say nothing' }],
  ['answers half', { do: 'answer half' }],
  ['answers without an end', { do: 'answer too long' }],
  ['closes while a part is being sent', { do: 'close mid-body' }],
  ['stores a part and closes before it says so', { do: 'store and close' }],
  ['fails', { do: 'answer', status: 500 }],
  ['is behind a gate that fails', { do: 'answer', status: 502, body: '<html>' }],
  ['is no clip service for a moment', { do: 'answer', status: 404, body: 'not here' }],
  ['sends elsewhere', { do: 'answer', status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
  ['has no room for a moment', { do: 'answer', status: 507, body: codeBody('quota_full') }],
  ['takes this door no more for a moment', { do: 'answer', status: 403, body: codeBody('not_allowed') }],
  ['is gone according to a stranger', { do: 'answer', status: 410, body: 'gone' }],
]

for (const [what, mood] of passing) {
  test(`loses and doubles nothing when the service ${what}`, () =>
    withWorld(async ({ spool, service, uploader }) => {
      service.mood = (path, times) => (path.endsWith('/parts/1') && times === 0 ? mood : undefined)
      const clip = await record(spool, 3, { size: 400_000 })
      await until(() => spool.held().clips === 0, 'all sent')
      for (const n of [0, 1, 2])
        assert.ok(service.stored.get(`clips/${clip}/parts/${n}`)?.equals(partOf(clip, n, 400_000)))
      assert.equal(
        service.order.filter((path) => path !== 'ownership'),
        [`clips/${clip}`, ...[0, 1, 2].map((n) => `clips/${clip}/parts/${n}`), `clips/${clip}/end`],
      )
      await until(() => uploader.status().state === 'idle', 'idle')
      assert.equal(uploader.status(), { state: 'idle', aside: [] })
      assert.equal(spool.drops, [])
    }))
}

test('goes on by itself when the service was away for a while, and says so twice in the log', async () => {
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  await withWorld(
    async ({ spool, service, uploader }) => {
      const clip = await record(spool, 1, { end: false })
      await until(() => service.stored.has(`clips/${clip}/parts/0`), 'part 0')
      await service.close()
      for (let n = 1; n <= 10; n += 1) {
        await spool.write(clip, n, partOf(clip, n))
        await sleep(60)
      }
      assert.is(uploader.status().trouble, 'ECONNREFUSED')
      assert.is(uploader.status().state, 'waiting')
      const again = await startService(service.port)
      again.stored.set(`clips/${clip}`, service.stored.get(`clips/${clip}`) ?? Buffer.of())
      await until(() => again.stored.has(`clips/${clip}/parts/10`), 'all of it')
      assert.is(again.asked.filter((path) => path.includes('/parts/')).length, 10)
      await again.close()
    },
    { log },
  )
  assert.is(lines.filter((line) => line.includes('"level":40')).length, 1, lines.join(''))
  assert.is(lines.filter((line) => line.includes('takes clips again')).length, 1)
})

test('asks a service that is down seldom, and the longer the more seldom', () =>
  withWorld(async ({ spool, service, uploader }) => {
    service.mood = () => ({ do: 'answer', status: 503 })
    for (let jn = 1; jn <= 5; jn += 1) await record(spool, 2, { jn })
    await sleep(1500)
    assert.ok(service.asked.length <= 4, `${service.asked.length} requests in 1.5 s`)
    assert.is(uploader.status().state, 'unowned')
  }))

test('waits as long as the service asks, within reason', () =>
  withWorld(async ({ spool, service }) => {
    service.mood = (path, times) =>
      path.endsWith('/parts/0') && times === 0
        ? { do: 'answer', status: 429, headers: { 'retry-after': '1' } }
        : undefined
    const clip = await record(spool, 1, { end: false })
    await until(() => service.asked.includes(`clips/${clip}/parts/0`), 'asked')
    const from = Date.now()
    await until(() => service.stored.has(`clips/${clip}/parts/0`), 'stored')
    assert.ok(Date.now() - from >= 950, `${Date.now() - from} ms`)
  }))

test('lets other clips go on while one meets a full quota', () =>
  withWorld(async ({ spool, service }) => {
    const full = freshClipId()
    service.mood = (path) =>
      path.startsWith(`clips/${full}/parts`) ? { do: 'answer', status: 507, body: codeBody('quota_full') } : undefined
    await record(spool, 1, { jn: 1, clip: full })
    for (let jn = 2; jn <= 4; jn += 1) await record(spool, 2, { jn })
    await until(() => spool.held().clips === 1, 'the others')
    service.mood = () => undefined
    await until(() => spool.held().clips === 0, 'and that one when there is room')
  }))

test('lets other clips go on while one cannot get through at all', () =>
  withWorld(async ({ spool, service }) => {
    const poison = freshClipId()
    service.mood = (path) => (path === `clips/${poison}/parts/0` ? { do: 'close mid-body' } : undefined)
    const oldest = await record(spool, 5, { jn: 1, end: false })
    await record(spool, 1, { jn: 9, size: 400_000, clip: poison })
    await until(() => service.stored.has(`clips/${oldest}/parts/4`), 'the oldest')
    const middle = await record(spool, 5, { jn: 5 })
    await until(() => service.stored.has(`clips/${middle}/end`), 'the middle one')
  }))

test('drops a clip that the owner deleted', () =>
  withWorld(async ({ spool, service, uploader }) => {
    service.mood = (path) =>
      path.endsWith('/parts/1') ? { do: 'answer', status: 410, body: codeBody('clip_deleted') } : undefined
    const clip = await record(spool, 3)
    await until(() => spool.held().clips === 0, 'dropped')
    assert.not(service.asked.includes(`clips/${clip}/parts/2`))
    assert.equal(uploader.status().aside, [])
  }))

const lasting: readonly (readonly [string, Mood])[] = [
  ['has something else there', { do: 'answer', status: 409, body: codeBody('clip_differs') }],
  ['finds it damaged', { do: 'answer', status: 422, body: codeBody('part_damaged') }],
  ['finds it too large before it has all of it', { do: 'refuse early', status: 413 }],
]

for (const [what, mood] of lasting) {
  test(`sets a part aside once and sends the rest when the service ${what}`, () =>
    withWorld(async ({ spool, service, uploader }) => {
      service.mood = (path) => (path.endsWith('/parts/1') ? mood : undefined)
      const clip = await record(spool, 3, { size: 20_000 })
      await until(() => service.stored.has(`clips/${clip}/end`), 'the rest')
      await until(() => uploader.status().state === 'idle', 'idle')
      await sleep(600)
      assert.is(service.asked.filter((path) => path.endsWith('/parts/1')).length, 1)
      assert.ok(service.stored.has(`clips/${clip}/parts/2`))
      assert.equal(
        uploader.status().aside.map((one) => one.clip),
        [clip],
      )
      assert.is(spool.held().clips, 1)
    }))
}

test('sets a whole clip aside whose head is refused, and sends the others', () =>
  withWorld(async ({ spool, service, uploader }) => {
    const bad = freshClipId()
    service.mood = (path) =>
      path === `clips/${bad}` ? { do: 'answer', status: 422, body: codeBody('token_bad_signature') } : undefined
    await record(spool, 2, { jn: 9, end: false, clip: bad })
    const good = await record(spool, 2, { jn: 1 })
    await until(() => service.stored.has(`clips/${good}/end`), 'the other')
    assert.equal(uploader.status().aside, [{ clip: bad, code: 'token_bad_signature' }])
    assert.is(service.asked.filter((path) => path.includes(bad)).length, 1)
  }))

test('resumes after a start where it was, without a part twice', () =>
  withWorld(async ({ spool, service, uploader }) => {
    const clip = await record(spool, 6)
    await until(() => service.stored.has(`clips/${clip}/parts/2`), 'half of it')
    await uploader.close()
    const again = uploaderOf(spool, service.base)
    await until(() => spool.held().clips === 0, 'all sent')
    await again.close()
    assert.ok(service.stored.has(`clips/${clip}/end`))
    // At most the one whose answer was cut off.
    assert.ok(service.asked.filter((path) => path.includes('/parts/')).length <= 7)
  }))

test.run()
