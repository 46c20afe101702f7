import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis, seconds } from '#protocol/units.ts'
import {
  ailing,
  begin,
  type Look,
  look,
  STEADY,
  TRIAL_LIMIT,
  type Trial,
  type Verdict,
  versionOf,
  WATCH_BEGUN,
} from './trial.ts'

const test = suite('a version on trial')
const trial: Trial = { to: '2.0.0', from: '1.0.0', tries: 0, ailed: [] }
const sound = { alarms: [], bolt: 'home', camera: 'clear' }
const well = { unit: 'active', run: 'a', restarts: 0, answer: { ...sound, version: '2.0.0' } } as const

/** Looks once a second. @returns the first verdict, and when */
const judged = (seen: (second: number) => Omit<Look, 'after'>, on = trial): Verdict & { second: number } => {
  let watch = WATCH_BEGUN
  for (let second = 0; second < 1000; second++) {
    const next = look(on, watch, { ...seen(second), after: seconds(second) })
    if (next.verdict.is !== 'wait') return { ...next.verdict, second }
    watch = next.watch
  }
  throw new RangeError('never judged')
}

test('keeps one that answers for twenty seconds in one run', () => {
  assert.equal(
    judged(() => well),
    { is: 'keep', second: 20 },
  )
  assert.equal(
    judged((second) => (second < 30 ? { ...well, answer: undefined } : well)),
    { is: 'keep', second: 50 },
  )
})

test('counts anew after a restart, and goes back from one that restarts for ever', () => {
  const verdict = judged((second) => ({ ...well, run: String(Math.floor(second / 15)) }))
  assert.equal(verdict, { is: 'back', why: 'it was not well for long enough', second: 120 })
})

test('goes back from one that says nothing, or in whose place another answers, after two minutes', () => {
  assert.equal(
    judged(() => ({ ...well, answer: undefined })),
    { is: 'back', why: 'it does not answer', second: 120 },
  )
  const old = { ...sound, version: '1.0.0' }
  assert.is(judged(() => ({ ...well, answer: old })).is, 'back')
})

/** Ends at once and is started again each two seconds; `count` is systemd's. */
const crashing = (count: (second: number) => number) => (second: number) =>
  ({ unit: 'other', run: `run ${count(second)}`, restarts: count(second), answer: undefined }) as const

test('goes back soon from one that ends three times and never answers, whatever was counted before', () => {
  const back = { is: 'back', why: 'it ended 3 times and never answered' }
  assert.equal(judged(crashing((second) => Math.floor(second / 2))), { ...back, second: 6 })
  assert.equal(judged(crashing((second) => 7 + Math.floor(second / 2))), { ...back, second: 6 })
  for (const version of ['1.0.0', '2.0.0']) {
    const old = { ...well, restarts: 9, answer: { ...sound, version } }
    const after = crashing((second) => Math.floor((second - 4) / 2))
    const begunAnew = judged((second) => (second < 4 ? old : after(second)))
    assert.equal(begunAnew, { ...back, second: 10 }, `counted from the installation, after ${version}`)
  }
})

test('lets one that answered once restart until two minutes are over', () => {
  const once = (second: number) => (second === 0 ? well : crashing((at) => Math.ceil(at / 2))(second))
  assert.equal(judged(once), { is: 'back', why: 'its unit is not active', second: 120 })
  const slow = (second: number) =>
    second < 9 ? crashing((at) => Math.floor(at / 4))(second) : { ...well, restarts: 2 }
  assert.equal(judged(slow), { is: 'keep', second: 29 }, 'twice is forgiven')
})

test('goes back soon from one whose unit failed for good', () => {
  assert.equal(
    judged(() => ({ unit: 'failed', run: '', restarts: 0, answer: undefined })),
    { is: 'back', why: 'its unit failed', second: 5 },
  )
})

test('goes back from one that lost the rig, but not where it was lost before', () => {
  const lost = { ...well, answer: { ...sound, version: '2.0.0', alarms: ['rig_lost', 'left_open'] } }
  assert.equal(
    judged(() => lost),
    { is: 'back', why: 'it brought rig_lost', second: 120 },
  )
  assert.is(judged(() => lost, { ...trial, ailed: ['rig_lost'] }).is, 'keep')
})

test('holds nothing against a version that was wrong before, or not known to be right yet', () => {
  const now = { ...sound, version: '1.0.0' }
  assert.equal(ailing(now), [])
  assert.equal(ailing({ ...now, camera: 'lost' }), ['camera_lost', 'not_recording'])
  assert.equal(ailing({ ...now, bolt: 'unknown' }), ['rig_lost'])
  assert.equal(ailing({ ...now, alarms: ['not_recording', 'left_open'] }), ['not_recording'])
  assert.equal(ailing(undefined), ['rig_lost', 'camera_lost', 'not_recording'])
})

test('knows the version of a second build by its folder', () => {
  assert.is(versionOf('1.2.3_2'), '1.2.3')
  assert.is(judged(() => well, { ...trial, to: '2.0.0_2' }).is, 'keep')
})

const looks = fc.array(
  fc.record({
    unit: fc.constantFrom('active', 'failed', 'other'),
    run: fc.constantFrom('a', 'b'),
    restarts: fc.constantFrom(0, 1, 2),
    answer: fc.constantFrom(undefined, well.answer, { ...sound, version: '1.0.0' }),
    wait: fc.integer({ min: 1, max: 5000 }),
  }),
  { minLength: 120, maxLength: 400 },
)

type Seen = Omit<Look, 'after'> & { readonly wait: number }

/** For how long it has been well in one run at each look, counted from the beginning each time. */
const wellFor = (all: readonly Seen[], at: number): number => {
  let span = 0
  for (let place = at; place >= 0; place--) {
    const one = all[place]
    if (one?.unit !== 'active' || one.answer?.version !== '2.0.0' || one.run !== all[at]?.run) return span
    if (place > 0) span += all[place - 1]?.wait ?? 0
  }
  return span
}

test('keeps only what was well for twenty seconds to the end, and never waits longer than two minutes', () => {
  fc.assert(
    fc.property(looks, (all) => {
      let [watch, after] = [WATCH_BEGUN, 0]
      for (const [at, seen] of all.entries()) {
        const next = look(trial, watch, { ...seen, after: millis(after) })
        if (next.verdict.is === 'keep') assert.ok(wellFor(all, at) >= STEADY)
        if (next.verdict.is !== 'wait') return
        assert.ok(after < TRIAL_LIMIT)
        watch = next.watch
        after += seen.wait
      }
    }),
    { numRuns: 200 },
  )
})

test('begins with what a power cut left', () => {
  const on = { trial, current: '2.0.0', refused: undefined }
  assert.equal(begin({ ...on, trial: undefined }), { is: 'nothing' })
  assert.equal(begin(on), { is: 'watch' })
  assert.equal(begin({ ...on, current: '1.0.0' }), { is: 'forget' })
  assert.equal(begin({ ...on, current: '1.0.0', refused: '2.0.0' }), { is: 'finish' })
  assert.equal(begin({ ...on, refused: '2.0.0' }), { is: 'watch' }, 'the owner tries it again')
  assert.equal(begin({ ...on, trial: { ...trial, tries: 3 } }).is, 'back')
})

test.run()
