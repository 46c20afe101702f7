import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { PushMessage } from '#protocol/push.ts'
import { type DoorId, millis, minutes, seconds } from '#protocol/units.ts'
import { lifeOf } from './envelope.ts'
import { NOON } from './hands.fixture.ts'
import { again, enqueue, pauseOf, type Queue, type Waiting } from './queue.ts'

const door = 'D'.repeat(43) as DoorId
const waiting = (kind: PushMessage['kind'], topic = 't'): Waiting => {
  const message: PushMessage = { v: 1, kind, door, at: NOON }
  return { id: topic, message, topic, due: millis(0), until: lifeOf(message), tries: 0 }
}

/** Tried again and again without a way out. @returns when, until it is given up */
const triesOf = (first: Waiting): number[] => {
  const times: number[] = []
  for (let one: Waiting | undefined = first; one; one = again(one, millis(one.due + pauseOf(one.tries + 1, undefined))))
    times.push(one.due)
  return times
}

const test = suite('what waits for one browser')

test('tries alarms and notices for as long as they live, at least once a minute', () => {
  for (const kind of ['alarm', 'bridge'] as const) {
    const times = triesOf(waiting(kind))
    const life = lifeOf(waiting(kind).message)
    assert.ok((times.at(-1) ?? 0) > life - minutes(1) && (times.at(-1) ?? 0) <= life, `${kind} ${times.at(-1)}`)
    for (const [n, time] of times.entries()) assert.ok(time - (times[n - 1] ?? 0) <= minutes(1), `${kind} ${n}`)
  }
})

test('gives up what is ordinary after six tries', () => {
  for (const kind of ['visitor', 'opened', 'offline'] as const) assert.is(triesOf(waiting(kind)).length, 6, kind)
})

test('pauses as long as a service says, for a quarter of an hour at most', () => {
  assert.is(pauseOf(1, undefined), seconds(2))
  assert.is(pauseOf(1, minutes(2)), minutes(2))
  assert.is(pauseOf(700, minutes(60)), minutes(15))
})

test('says whose place it took', () => {
  const [old, other] = [waiting('alarm'), waiting('alarm', 'other')]
  const newer = { ...old, id: 'newer' }
  assert.equal(enqueue([old, other], newer), { queue: [other, newer], replaced: [old] })
})

test('lets nothing ordinary take the place of an alarm', () => {
  let queue: Queue = []
  for (let n = 0; n < 16; n++) queue = enqueue(queue, waiting('alarm', `a${n}`)).queue
  assert.equal(enqueue(queue, waiting('visitor')), { queue, replaced: [], lost: waiting('visitor') })
  const newer = enqueue(queue, waiting('alarm', 'newer'))
  assert.equal([newer.queue.length, newer.queue[0]?.topic, newer.queue.at(-1)?.topic], [16, 'a1', 'newer'])
})

test.run()
