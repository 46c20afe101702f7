import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HappeningSchema } from '#protocol/entry.ts'
import { millis, type RequestId } from '#protocol/units.ts'
import { BY_HAND_BOUND, EGRESS_BOUND, RELOCK_BOUND, RELOCK_SLACK, UNANSWERED_BOUND } from './bounds.ts'
import { Door, LOCKED } from './door.fixture.ts'
import { effectsOf, history, holds, remembered, type Told, tell } from './history.fixture.ts'
import { reduce } from './reduce.ts'
import { viewOf } from './view.ts'

const laws = suite('the laws of a visit')

laws('never an unlock without an allowed event whose intent was written before and is durable now', () => {
  let unlocks = 0
  holds((told) => {
    let writing: RequestId | undefined
    const allowed = new Set(told.flatMap(({ event }) => (event.kind === 'allowed' ? [event.intent.request] : [])))
    for (const { effect, event } of effectsOf(told)) {
      if (effect.do === 'journal' && effect.what.kind === 'intent' && effect.what.act === 'unlock')
        writing = effect.what.request
      if (effect.do !== 'unlock') continue
      unlocks++
      assert.is(event.kind, 'durable')
      assert.ok(allowed.has(effect.request))
      assert.is(writing, effect.request, 'its intent is the one just written, and it is used once')
      writing = undefined
      assert.ok(effect.hold >= 100 && effect.hold <= 60_000)
      assert.ok(effect.id >= 1 && effect.id <= 16_383)
    }
  })
  assert.ok(unlocks > 50, `the law was put to the test (${unlocks} unlocks)`)
})

laws('never a visit closed or a lock told but on a door measured shut with the bolt measured home', () => {
  let closed = 0
  holds((told) => {
    for (const { effect, after } of effectsOf(told)) {
      const isEnd =
        (effect.do === 'journal' && effect.what.kind === 'closed') ||
        (effect.do === 'receipt' && (effect.step === 'closed' || effect.step === 'locked'))
      if (!isEnd) continue
      closed++
      const { bolt, leaf } = viewOf(after)
      assert.equal([bolt, leaf], ['home', 'shut'])
    }
  })
  assert.ok(closed > 50, `the law was put to the test (${closed} ends)`)
})

laws('says a door is open only when the bolt is measured out', () => {
  holds((told) => {
    for (const { after, effects } of told) {
      if (effects.some((effect) => effect.do === 'receipt' && effect.step === 'opened'))
        assert.is(viewOf(after).bolt, 'out')
    }
  })
})

laws('the same events give the same states and effects, and change no state given out', () => {
  holds((told, from, steps) => {
    assert.equal(tell(from, steps), told)
  })
})

laws('what is said twice changes nothing the second time', () => {
  holds((told) => {
    for (const { event, after } of told) {
      if (event.kind !== 'reading' && event.kind !== 'tick') continue
      const again = reduce(after, event)
      assert.is(again.state, after)
      assert.equal(again.effects, [])
    }
  })
})

laws('writes only what the journal has a shape for, and alarms that begin and end in turn', () => {
  holds((told, from) => {
    const on = new Set<string>(from.alarms)
    for (const { effect } of effectsOf(told)) {
      if (effect.do !== 'journal') continue
      const { what } = effect
      assert.ok(HappeningSchema.safeParse(what).success, JSON.stringify(what))
      if (what.kind !== 'alarm') continue
      assert.is(on.has(what.alarm), !what.on)
      if (what.on) on.add(what.alarm)
      else on.delete(what.alarm)
    }
  })
})

laws('publishes exactly when what is seen from outside changes', () => {
  holds((told) => {
    for (const { before, after, effects } of told) {
      const changed = JSON.stringify(viewOf(before)) !== JSON.stringify(viewOf(after))
      assert.is(effects.filter((effect) => effect.do === 'publish').length, changed ? 1 : 0)
    }
  })
})

/** Goes on from the end of a history, whatever it was. */
function goOn(told: readonly Told[]): Door {
  const door = new Door()
  const last = told.at(-1)
  assert.ok(last)
  door.state = last.after
  door.now = last.event.at
  if (door.state.stage.is === 'intending') door.tell({ kind: 'undurable', request: door.state.stage.intent.request })
  return door
}

const HELD_MOST = 60_000
const SETTLED = Math.max(EGRESS_BOUND, BY_HAND_BOUND, HELD_MOST, UNANSWERED_BOUND) + RELOCK_SLACK + RELOCK_BOUND + 2000

laws('after anything at all, a bolt that does not come home on a shut door is an alarm within its bound', () => {
  fc.assert(
    fc.property(remembered, history, fc.constantFrom('out', 'between', 'jammed', 'unknown'), (from, steps, bolt) => {
      const door = goOn(tell(from, steps))
      door.connect()
      door.reading = { ...LOCKED, bolt, moved: 'deadman' }
      const effects = door.wait(millis(SETTLED))
      assert.ok(door.alarms().includes('relock_late'), `alarms: ${door.alarms().join()}`)
      assert.ok(door.is !== 'idle')
      assert.not(effects.some((effect) => effect.do === 'unlock'))
    }),
    { numRuns: 80 },
  )
})

laws('after anything at all, a door left open or a rig that stays away is an alarm within its bound', () => {
  fc.assert(
    fc.property(remembered, history, fc.boolean(), (from, steps, away) => {
      const door = goOn(tell(from, steps))
      if (away) door.tell({ kind: 'lost', why: 'gone' })
      else door.connect()
      door.reading = { ...LOCKED, bolt: 'out', leaf: 'open', moved: 'deadman' }
      door.wait(millis(SETTLED))
      assert.ok(door.alarms().includes(away ? 'rig_lost' : 'left_open'))
    }),
    { numRuns: 80 },
  )
})

laws('after anything at all, a door measured locked is at rest, alarms end and every waiting lock is answered', () => {
  fc.assert(
    fc.property(remembered, history, (from, steps) => {
      const door = goOn(tell(from, steps))
      door.connect()
      door.reading = LOCKED
      door.wait(millis(SETTLED))
      assert.is(door.is, 'idle')
      assert.equal(door.alarms(), [])
      assert.is(door.state.locks.length, 0)
      assert.is(viewOf(door.state).visit, false)
    }),
    { numRuns: 80 },
  )
})

laws('a sensor that flickers for an hour does not flood the journal', () => {
  const door = new Door()
  door.connect()
  let written = 0
  for (let at = 0; at < 36_000; at++) {
    door.now += 100
    const effects = door.read({
      leaf: at % 2 ? 'open' : 'shut',
      bolt: at % 3 ? 'out' : 'home',
      faults: at % 5 ? [] : ['serial'],
    })
    written += effects.filter((effect) => effect.do === 'journal' && effect.what.kind !== 'alarm').length
  }
  assert.ok(written < 2200, `${written} entries`)
})

laws.run()
