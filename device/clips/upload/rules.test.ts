import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshClipId } from '#protocol/ids.ts'
import { type ClipId, millis } from '#protocol/units.ts'
import type { Waiting } from './outbox.ts'
import { IN_FLIGHT_MOST, turnsOf } from './turn.ts'
import { type Answer, verdictOf } from './verdict.ts'
import { createWaits } from './waits.ts'

const test = suite('uploader, rules')

const verdicts: readonly (readonly [Answer, string])[] = [
  [{ status: 200 }, 'stored'],
  [{ status: 201 }, 'stored'],
  [{ status: 204 }, 'stored'],
  [{ status: 410, code: 'clip_deleted' }, 'deleted'],
  [{ status: 410 }, 'later service http_410'],
  [{ status: 404, code: 'clip_unknown' }, 'clip_unknown'],
  [{ status: 404, code: 'door_unknown' }, 'unowned door_unknown'],
  [{ status: 404 }, 'later service http_404'],
  [{ status: 403, code: 'not_allowed' }, 'unowned not_allowed'],
  [{ status: 409, code: 'clip_differs' }, 'refused clip_differs'],
  [{ status: 400, code: 'request_wrong' }, 'refused request_wrong'],
  [{ status: 400 }, 'later service http_400'],
  [{ status: 413 }, 'refused http_413'],
  [{ status: 422, code: 'token_stale' }, 'refused token_stale'],
  [{ status: 429, code: 'rate_limited' }, 'later service rate_limited'],
  [{ status: 500 }, 'later clip http_500'],
  [{ status: 503 }, 'later service http_503'],
  [{ status: 507, code: 'quota_full' }, 'later clip quota_full'],
  [{ status: 301 }, 'later service http_301'],
  [{ status: 202 }, 'later service http_202'],
  [{ status: 'none', cause: 'ECONNREFUSED' }, 'later service ECONNREFUSED'],
]

for (const [answer, said] of verdicts) {
  test(`takes ${JSON.stringify(answer)} for ${said}`, () => {
    const verdict = verdictOf(answer)
    const words = [verdict.is, 'whose' in verdict ? verdict.whose : '', 'code' in verdict ? verdict.code : '']
    assert.is(words.filter(Boolean).join(' '), said)
  })
}

test('believes Retry-After for a minute and no longer', () => {
  const verdict = verdictOf({ status: 503, retryAfter: millis(86_400_000) })
  assert.equal(verdict, { is: 'later', whose: 'service', code: 'http_503', atLeast: millis(60_000) })
})

const anyWaiting = fc
  .array(fc.record({ running: fc.boolean(), busy: fc.boolean(), rests: fc.boolean() }), { maxLength: 8 })
  .map((flags) =>
    flags
      .sort((left, right) => Number(right.running) - Number(left.running))
      .map((flag) => ({ ...flag, clip: freshClipId(), item: { what: 'end' as const } })),
  )

test('has at most two in flight, at most one of them old, never a clip twice, never an old one beside a new one', () => {
  fc.assert(
    fc.property(anyWaiting, (all) => {
      const inFlight = all.filter(({ busy }) => busy).slice(0, IN_FLIGHT_MOST)
      const busy = new Map<ClipId, boolean>(inFlight.map(({ clip, running }) => [clip, running]))
      const rests = new Set(all.filter((one) => one.rests).map(({ clip }) => clip))
      const chosen = turnsOf(all satisfies readonly Waiting[], busy, rests)
      assert.ok(busy.size + chosen.length <= IN_FLIGHT_MOST)
      assert.not(chosen.some(({ clip }) => busy.has(clip) || rests.has(clip)))
      const old = chosen.filter(({ running }) => !running)
      const running = chosen.length - old.length + inFlight.filter((one) => one.running).length
      assert.ok(old.length === 0 || running === 0)
      assert.ok(old.length <= 1)
      // Nobody is passed over who may go, while there is room.
      const free = all.filter(({ clip, running }) => running && !busy.has(clip) && !rests.has(clip))
      assert.ok(busy.size + chosen.length === IN_FLIGHT_MOST || free.every((one) => chosen.includes(one)))
    }),
  )
})

test('waits half a second at first and half a minute at most, and forgets it at the first answer', () => {
  const [least, most] = [createWaits(() => 0), createWaits(() => 1)]
  const clip = freshClipId()
  least.serviceFailed(millis(0), millis(0))
  assert.not(least.service(millis(249)))
  assert.ok(least.service(millis(250)))
  for (let failure = 0; failure < 30; failure += 1) {
    most.serviceFailed(millis(0), millis(0))
    most.clipFailed(clip, millis(0), millis(0))
  }
  assert.is(most.next([clip], millis(0)), 30_000)
  assert.equal([...most.resting([clip], millis(29_999))], [clip])
  most.serviceAnswered()
  most.clipStored(clip)
  assert.ok(most.service(millis(0)))
  assert.is(most.resting([clip], millis(0)).size, 0)
  assert.is(most.next([clip], millis(0)), undefined)
})

test('lets another ask after a clip met silence twice, and all again when everybody did', () => {
  const waits = createWaits(() => 0)
  const [first, second] = [freshClipId(), freshClipId()]
  const resting = (): ClipId[] => [...waits.resting([first, second], millis(100_000))]
  waits.serviceFailed(millis(0), millis(0), first)
  assert.equal(resting(), [])
  waits.serviceFailed(millis(0), millis(0), first)
  assert.equal(resting(), [first])
  for (let time = 0; time < 2; time += 1) waits.serviceFailed(millis(0), millis(0), second)
  assert.equal(resting(), [])
  for (let time = 0; time < 2; time += 1) waits.serviceFailed(millis(0), millis(0), first)
  assert.equal(resting(), [first])
  waits.serviceAnswered()
  assert.equal(resting(), [])
})

test('forgets clips that are gone', () => {
  const waits = createWaits(() => 0)
  const clip = freshClipId()
  waits.clipFailed(clip, millis(0), millis(60_000))
  assert.is(waits.next([], millis(0)), undefined)
  assert.is(waits.resting([clip], millis(0)).size, 0)
})

test.run()
