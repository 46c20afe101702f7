import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import {
  acknowledged,
  affords,
  BYTES_MOST,
  DELAY_CLEAR,
  DELAY_MOST,
  type Flow,
  freshFlow,
  inFlight,
  isRoomy,
  lateness,
  offer,
  restart,
} from './flow.ts'

const test = suite('what may go to one viewer')

const picture = (number: number, key = false, bytes = 2000) => ({ stream: 'small', number, key, bytes }) as const
const at = millis

/** Pictures each 33 ms, acknowledged after `took`. */
const steady = (took: number, count = 30): Flow => {
  let flow = freshFlow(at(0))
  for (let n = 0; n < count; n += 1) {
    flow = offer(flow, picture(n, n === 0), at(n * 33)).flow
    flow = acknowledged(flow, n, at(n * 33 + took))
  }
  return flow
}

test('begins with a key frame and with nothing else', () => {
  const flow = freshFlow(at(0))
  assert.is(offer(flow, picture(1), at(0)).is, 'held')
  assert.is(offer(flow, picture(2, true), at(0)).is, 'sent')
})

test('holds back at once when acknowledgements stay away, and never queues', () => {
  let flow = steady(40)
  const from = 30 * 33
  let sent = 0
  let dropped = 0
  for (let n = 30; n < 90; n += 1) {
    const answer = offer(flow, picture(n), at(from + (n - 30) * 33))
    flow = answer.flow
    if (answer.is === 'sent') sent += 1
    if (answer.is === 'dropped') dropped += 1
  }
  assert.is(dropped, 1)
  assert.ok(sent * 33 <= DELAY_MOST.small + 40 + 66, `${sent} pictures`)
})

test('knows by its key pictures whether the path has room for the full encode', () => {
  const over = (kilobits: number, keys: number): Flow => {
    let flow = freshFlow(at(0))
    for (let n = 0; n < keys * 15; n += 1) {
      const one = picture(n, n % 15 === 0, n % 15 === 0 ? 20_000 : 100)
      flow = offer(flow, one, at(n * 66)).flow
      // 80 ms there and back, and what it takes to put so much on the line.
      flow = acknowledged(flow, n, at(n * 66 + 80 + (one.bytes * 8) / kilobits))
    }
    return flow
  }
  assert.not(isRoomy(freshFlow(at(0))))
  assert.not(isRoomy(over(10_000, 1)))
  assert.ok(isRoomy(over(10_000, 4)))
  assert.not(isRoomy(over(2000, 30)))
})

test('gives up the large encode sooner than the small one', () => {
  const begun = offer(steady(10), picture(30), at(1000)).flow
  const late = at(1000 + 10 + DELAY_MOST.full + 1)
  assert.is(offer(begun, { ...picture(31), stream: 'full' }, late).is, 'dropped')
  assert.is(offer(begun, picture(31), late).is, 'sent')
})

test('begins anew with the first key frame after the path is clear', () => {
  let { flow } = offer(steady(40), picture(30), at(1000))
  flow = offer(flow, picture(31), at(2000)).flow
  assert.ok(flow.waiting)
  assert.is(offer(flow, picture(32, true), at(2033)).is, 'held', 'something is still on its way')
  flow = acknowledged(flow, 30, at(2040))
  assert.is(offer(flow, picture(33), at(2066)).is, 'held', 'no key frame')
  assert.is(offer(flow, picture(34, true), at(2100)).is, 'sent')
})

test('takes one acknowledgement for all that was sent before it, and none for what was not sent', () => {
  let flow = freshFlow(at(0))
  for (const n of [1, 2, 3]) flow = offer(flow, picture(n, n === 1), at(n)).flow
  assert.is(acknowledged(flow, 9, at(10)), flow)
  flow = acknowledged(flow, 2, at(10))
  assert.equal(
    flow.pending.map(({ number }) => number),
    [3],
  )
})

test('does not take a queue that stands for a longer path', () => {
  let flow = steady(40)
  for (let n = 30; n < 600; n += 1) {
    const sent = at(n * 33)
    flow = offer(flow, picture(n), sent).flow
    flow = acknowledged(flow, n, at(sent + 400))
  }
  assert.ok((flow.base ?? 0) <= 40 + 100, `${flow.base} ms`)
  assert.ok(flow.delay >= 250)
})

test('sends a group again only where it is through in time', () => {
  const quick = steady(5)
  assert.ok(affords(quick, 300_000, at(300)), 'never busy long enough to be measured')
  let slow = freshFlow(at(0))
  for (let n = 0; n < 60; n += 1) {
    slow = offer(slow, picture(n, n === 0), at(n * 33)).flow
    if (n >= 5) slow = acknowledged(slow, n - 5, at(n * 33 + 20))
  }
  slow = acknowledged(slow, 59, at(60 * 33 + 160))
  assert.ok(slow.rate !== undefined && slow.rate < 800, `${slow.rate} kbit/s`)
  assert.not(affords(slow, 300_000, at(300)))
  assert.ok(affords(slow, 10_000, at(300)))
})

test('forgets what a viewer threw away', () => {
  const { flow } = offer(steady(40), picture(30), at(1000))
  const again = restart(flow)
  assert.is(inFlight(again), 0)
  assert.is(offer(again, picture(31), at(1001)).is, 'held')
  assert.is(offer(again, picture(32, true), at(1034)).is, 'sent')
})

test('holds to its bounds whatever comes (law)', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('offer' as const), key: fc.boolean(), bytes: fc.integer({ min: 1, max: 300_000 }) }),
    fc.record({ do: fc.constant('ack' as const), back: fc.integer({ min: 0, max: 40 }) }),
    fc.record({ do: fc.constant('restart' as const) }),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(step, fc.integer({ min: 0, max: 400 })), { maxLength: 120 }), (steps) => {
      let flow = freshFlow(at(0))
      let [now, number, wasSent] = [0, 0, false]
      for (const [action, pause] of steps) {
        now += pause
        if (action.do === 'restart') flow = restart(flow)
        else if (action.do === 'ack') flow = acknowledged(flow, number - action.back, at(now))
        else {
          number += 1
          const late = lateness(flow, at(now))
          const answer = offer(flow, picture(number, action.key, action.bytes), at(now))
          if (answer.is === 'sent') {
            assert.ok(late <= (wasSent ? DELAY_MOST.small : Math.max(DELAY_CLEAR, DELAY_MOST.small)))
            assert.ok(action.key || !flow.waiting, 'only a key frame begins')
          }
          if (answer.is === 'dropped') assert.ok(answer.flow.waiting)
          flow = answer.flow
          wasSent = answer.is === 'sent'
        }
        assert.ok(inFlight(flow) <= BYTES_MOST)
        assert.ok(flow.delay >= 0 && lateness(flow, at(now)) >= 0)
      }
    }),
  )
})

test.run()
