import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CAMERA_SIGHTS } from '#protocol/state.ts'
import { millis } from '#protocol/units.ts'
import {
  type Evidence,
  type EvidenceOf,
  reduceSights,
  type Sights,
  START_WITHIN,
  sightOf,
  sightsAtFirst,
  TIMES,
  TROUBLES,
  type Trouble,
} from './sights.ts'

const test = suite('sights')
const laws = suite('sights, laws')

const CALM = Object.fromEntries(TROUBLES.map((trouble) => [trouble, 'none'])) as EvidenceOf

/** From a state on, this evidence every 200 ms for so long. */
const last = (from: Sights, start: number, span: number, evidence: EvidenceOf): readonly [Sights, number] => {
  let state = from
  let now = start
  for (; now < start + span; now += 200) {
    ;({ state } = reduceSights(state, { what: 'judged', evidence, now: millis(now) }))
  }
  return [state, now]
}

const clear = (): Sights => last(sightsAtFirst(millis(0)), 0, 400, CALM)[0]
const oneLook = 200

for (const trouble of TROUBLES) {
  test(`${trouble} is told after its on-time, and ends after its off-time`, () => {
    const bad = { ...CALM, [trouble]: 'strong' }
    const { strong, off } = TIMES[trouble]
    const [early] = last(clear(), 1000, strong, bad)
    assert.is(sightOf(early), 'clear')
    const [there, now] = last(clear(), 1000, strong + oneLook, bad)
    assert.is(sightOf(there), trouble)
    const [still] = last(there, now, off, CALM)
    assert.is(sightOf(still), trouble)
    const [gone] = last(there, now, off + 2 * oneLook, CALM)
    assert.is(sightOf(gone), 'clear')
  })
}

test('weak evidence must last longer, and strong evidence in between does not add to it', () => {
  const weak = { ...CALM, turned: 'weak' } as const
  let [state, now] = last(clear(), 1000, 2000, weak)
  ;[state, now] = last(state, now, 400, { ...CALM, turned: 'strong' })
  assert.is(sightOf(state), 'clear')
  ;[state, now] = last(state, now, 2000, weak)
  assert.is(sightOf(state), 'clear')
  ;[state] = last(state, now, 2200, weak)
  assert.is(sightOf(state), 'turned')
})

test('a look without pictures leaves what is present, and forgets what was on its way', () => {
  let [state, now] = last(clear(), 1000, 1000, { ...CALM, covered: 'strong' })
  ;[state, now] = last(state, now, 3000, { lost: 'strong' })
  assert.is(sightOf(state), 'lost')
  assert.is(state.spells.covered.is, 'away')
  const [covered, then] = last(clear(), 1000, 2000, { ...CALM, covered: 'strong' })
  const [lost, later] = last(covered, then, 3000, { lost: 'strong' })
  assert.is(sightOf(lost), 'lost')
  const [back] = last(lost, later, 1600, { ...CALM, covered: 'strong' })
  assert.is(sightOf(back), 'covered')
})

test('without power it is off, and given power it is lost only when no picture comes in time', () => {
  const { state, effects } = reduceSights(last(clear(), 0, 2000, { ...CALM, frozen: 'strong' })[0], {
    what: 'power',
    on: false,
    now: millis(3000),
  })
  assert.is(sightOf(state), 'off')
  assert.equal(effects, [{ trouble: 'frozen', on: false }])
  assert.is(last(state, 3000, 5000, { lost: 'strong' })[0], state)
  const on = reduceSights(state, { what: 'power', on: true, now: millis(9000) }).state
  const [waiting, now] = last(on, 9000, START_WITHIN, { lost: 'strong' })
  assert.is(sightOf(waiting), 'off')
  assert.is(sightOf(last(waiting, now, 600, { lost: 'strong' })[0]), 'lost')
  assert.is(sightOf(last(on, 9000, 200, CALM)[0]), 'clear')
})

const evidence = fc.constantFrom<Evidence>('none', 'weak', 'strong')
const looks = fc.array(
  fc.record({
    pause: fc.integer({ min: 100, max: 400 }),
    evidence: fc.record(Object.fromEntries(TROUBLES.map((trouble) => [trouble, evidence]))),
  }),
  { maxLength: 60 },
)

laws('nothing is told from a disturbance shorter than its on-time, however often it comes', () => {
  const disturbance = fc.record({
    trouble: fc.constantFrom<Trouble>(...TROUBLES),
    share: fc.double({ min: 0.05, max: 0.99, noNaN: true }),
    pauses: fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 10 }),
  })
  fc.assert(
    fc.property(disturbance, ({ trouble, share, pauses }) => {
      let state = clear()
      let now = 1000
      for (const pause of pauses) {
        const end = now + TIMES[trouble].strong * share
        for (; now < end; now += 50) {
          ;({ state } = reduceSights(state, {
            what: 'judged',
            evidence: { ...CALM, [trouble]: 'strong' },
            now: millis(now),
          }))
          assert.is(sightOf(state), 'clear')
        }
        ;({ state } = reduceSights(state, { what: 'judged', evidence: CALM, now: millis(now) }))
        now += pause
      }
    }),
    { numRuns: 200 },
  )
})

laws('whatever was seen, all is clear again after the longest off-time', () => {
  const longest = Math.max(...TROUBLES.map((trouble) => TIMES[trouble].off))
  fc.assert(
    fc.property(looks, (all) => {
      let state = clear()
      let now = 1000
      for (const { pause, evidence: found } of all) {
        ;({ state } = reduceSights(state, { what: 'judged', evidence: found, now: millis(now) }))
        now += pause
      }
      assert.is(sightOf(last(state, now, longest + 2 * oneLook, CALM)[0]), 'clear')
    }),
    { numRuns: 100 },
  )
})

laws('each begin has one end, the worst present is the sight, and nothing changes without a reason', () => {
  fc.assert(
    fc.property(looks, (all) => {
      let state = clear()
      let now = 1000
      const present = new Set<Trouble>()
      for (const { pause, evidence: found } of all) {
        const reduced = reduceSights(state, { what: 'judged', evidence: found, now: millis(now) })
        for (const { trouble, on } of reduced.effects) {
          assert.is(present.has(trouble), !on)
          if (on) present.add(trouble)
          else present.delete(trouble)
        }
        const worst = CAMERA_SIGHTS.find((sight) => present.has(sight as Trouble)) ?? 'clear'
        assert.is(sightOf(reduced.state), worst)
        const again = reduceSights(reduced.state, { what: 'judged', evidence: found, now: millis(now) })
        if (again.effects.length === 0) assert.is(again.state, reduced.state)
        state = reduced.state
        now += pause
      }
    }),
    { numRuns: 100 },
  )
})

test.run()
laws.run()
