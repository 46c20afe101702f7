import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { dueOf, type Life, type LifeEffect, type LifeEvent, OFF, reduce, statusOf } from './life.ts'
import type { Program } from './program.ts'

const test = suite('life')

const program: Program = { command: 'x', args: [], talks: false, first: millis(10_000), silence: millis(2000) }
const at = (ms: number) => ({ at: millis(ms) })

const play = (events: readonly LifeEvent[], from: Life = OFF): { life: Life; effects: LifeEffect['do'][] } => {
  let life = from
  const effects: LifeEffect['do'][] = []
  for (const event of events) {
    const step = reduce(life, event)
    life = step.life
    effects.push(...step.effects.map((effect) => effect.do))
  }
  return { life, effects }
}

const FOUND = { what: 'found', program, tied: true } as const
const started: LifeEvent[] = [{ what: 'on' }, { ...FOUND, ...at(0) }]
const running: LifeEvent[] = [...started, { what: 'output', ...at(1000) }]

test('is running once something came, not before', () => {
  assert.equal(statusOf(play([{ what: 'on' }]).life), { is: 'lost', why: 'starting' })
  assert.equal(statusOf(play(started).life), { is: 'lost', why: 'starting' })
  assert.equal(statusOf(play(running).life), { is: 'running' })
})

test('kills a program that is silent too long, and says so', () => {
  const { life, effects } = play([...running, { what: 'tick', ...at(2999) }])
  assert.is(dueOf(life), 3000)
  assert.equal(effects, ['find', 'start'])
  const late = play([...running, { what: 'tick', ...at(3000) }])
  assert.equal(late.effects, ['find', 'start', 'kill'])
  assert.equal(statusOf(late.life), { is: 'lost', why: 'silent' })
})

test('grants the first picture more time than the next', () => {
  assert.is(dueOf(play(started).life), 10_000)
})

test('starts another only when the first is gone and it has rested', () => {
  const { life, effects } = play([
    ...running,
    { what: 'spewed', why: 'garbage' },
    { what: 'output', ...at(1500) },
    { what: 'tick', ...at(1e6) },
  ])
  assert.is(life.is, 'ending')
  assert.equal(effects, ['find', 'start', 'kill'])
  const rested = play([{ what: 'ended', why: 'ended', ...at(2000) }], life)
  assert.is(dueOf(rested.life), 2100)
  assert.equal(statusOf(rested.life), { is: 'lost', why: 'garbage' })
  assert.equal(play([{ what: 'tick', ...at(2100) }], rested.life).effects, ['find'])
})

test('rests longer after each failure, 5 s at the most, and forgets them once it is steady', () => {
  const rests: number[] = []
  let life = play([{ what: 'on' }]).life
  let now = 0
  for (let i = 0; i < 10; i++) {
    life = play(
      [
        { ...FOUND, ...at(now) },
        { what: 'ended', why: 'ended', ...at(now) },
      ],
      life,
    ).life
    const due = dueOf(life) ?? now
    rests.push(due - now)
    now = due
    life = play([{ what: 'tick', ...at(now) }], life).life
  }
  assert.equal(rests, [100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000])
  const steady: LifeEvent[] = [
    { ...FOUND, ...at(now) },
    { what: 'output', ...at(now + 10_000) },
    { what: 'ended', why: 'ended', ...at(now + 11_000) },
  ]
  assert.is(dueOf(play(steady, life).life), now + 11_100)
})

test('tells a camera that is not there from one that is gone', () => {
  const missing = (what: 'absent' | 'unplugged') =>
    statusOf(play([{ what: 'on' }, { what: 'found', program: what, tied: true, ...at(0) }]).life)
  assert.equal(missing('absent'), { is: 'absent', why: 'absent' })
  assert.equal(missing('unplugged'), { is: 'lost', why: 'unplugged' })
})

test('is off at once when told, whatever it was doing, and comes on again after', () => {
  for (const before of [[], started.slice(0, 1), started, running]) {
    const { life } = play([...before, { what: 'off' }])
    assert.equal(statusOf(life), { is: 'off' })
  }
  const back = play([...running, { what: 'off' }, { what: 'on' }, { what: 'ended', why: 'ended', ...at(1200) }])
  assert.is(back.life.is, 'resting')
  const stays = play([...running, { what: 'off' }, { what: 'ended', why: 'ended', ...at(1200) }])
  assert.is(stays.life, OFF)
})

const anEvent: fc.Arbitrary<LifeEvent> = fc
  .integer({ min: 0, max: 30_000 })
  .chain((ms) =>
    fc.constantFrom<LifeEvent>(
      { what: 'on' },
      { what: 'off' },
      { ...FOUND, ...at(ms) },
      { what: 'found', program: 'unplugged', tied: true, ...at(ms) },
      { what: 'output', ...at(ms) },
      { what: 'spewed', why: 'garbage' },
      { what: 'ended', why: 'ended', ...at(ms) },
      { what: 'tick', ...at(ms) },
    ),
  )

/** Is a program alive after these effects? */
const obey = (effects: readonly LifeEffect[], before: boolean): boolean => {
  let alive = before
  for (const effect of effects) {
    if (effect.do === 'start') assert.not(alive, 'two at a time')
    if (effect.do === 'kill') assert.ok(alive, 'nothing to kill')
    if (effect.do === 'start') alive = true
  }
  return alive
}

const ALIVE: readonly Life['is'][] = ['running', 'ending']
const TIMED: readonly Life['is'][] = ['running', 'resting']

test('never has two programs, never one while it is off, and always goes on', () => {
  fc.assert(
    fc.property(fc.array(anEvent, { maxLength: 60 }), (events) => {
      let life: Life = OFF
      let alive = false
      for (const event of events) {
        if (event.what === 'ended' && !alive) continue
        const step = reduce(life, event)
        alive = obey(step.effects, event.what === 'ended' ? false : alive)
        life = step.life
        assert.is(ALIVE.includes(life.is), alive, life.is)
        // Whatever waits for nobody else has a time at which it goes on.
        assert.is(TIMED.includes(life.is), dueOf(life) !== undefined)
      }
    }),
  )
})

test.run()
