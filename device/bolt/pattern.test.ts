import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Millis, millis } from '#protocol/units.ts'
import { handClock } from './bench.fixture.ts'
import { DARK, type Show, showAt } from './pattern.ts'
import { createSignals } from './signals.ts'

const patterns = suite('patterns of light and buzzer')

patterns('ok and refused are over by themselves within two seconds', () => {
  for (const pattern of ['ok', 'refused'] as const) {
    assert.equal(showAt(pattern, millis(0)), { light: true, sound: true })
    assert.is(showAt(pattern, millis(2000)), undefined)
  }
})

patterns('an alarm sounds for a minute and shines on', () => {
  const during = (from: number): Show[] =>
    Array.from({ length: 40 }, (_, at) => showAt('alarm', millis(from + at * 100)) ?? DARK)
  assert.ok(during(0).some(({ sound }) => sound))
  assert.ok(during(0).some(({ sound }) => !sound))
  assert.not(during(60_000).some(({ sound }) => sound))
  assert.ok(during(3_600_000).some(({ light }) => light))
})

patterns('nothing is shown for off', () => {
  assert.is(showAt('off', millis(0)), undefined)
})

patterns('are played only while there is something to play, and only changes are told', async () => {
  const { clock, advance } = handClock()
  const shown: { readonly at: Millis; readonly show: Show }[] = []
  const signals = createSignals(clock, (show) => shown.push({ at: clock.monotonic(), show }))
  signals.play('ok')
  await advance(10_000)
  assert.equal(shown.at(-1)?.show, DARK)
  assert.ok((shown.at(-1)?.at ?? 0) <= 2000)
  assert.ok(shown.length < 10)
  assert.equal(signals.shown, DARK)
  signals.play('pairing')
  await advance(5000)
  signals.play('off')
  const count = shown.length
  await advance(5000)
  assert.is(shown.length, count)
  signals.close()
})

patterns('talk beeps twice and shines until it is over, whatever else is shown meanwhile', async () => {
  const { clock, advance } = handClock()
  const shown: { readonly at: Millis; readonly show: Show }[] = []
  const signals = createSignals(clock, (show) => shown.push({ at: clock.monotonic(), show }))
  signals.play('talk')
  await advance(5000)
  const beeps = shown.filter(({ show }, at) => show.sound && !shown[at - 1]?.show.sound)
  assert.is(beeps.length, 2)
  assert.equal(signals.shown, { light: true, sound: false })
  signals.play('alarm')
  await advance(1000)
  signals.play('off')
  await advance(1000)
  assert.equal(signals.shown, { light: true, sound: false }, 'an alarm that is over ends no talk')
  signals.play('alarm')
  signals.play('hush')
  await advance(1000)
  assert.is.not(shown.at(-1)?.show, DARK)
  signals.play('off')
  await advance(1000)
  assert.equal(signals.shown, DARK)
  signals.play('talk')
  await advance(100)
  signals.play('hush')
  await advance(300)
  assert.equal(signals.shown, DARK, 'over before its beeps were')
  signals.close()
})

patterns.run()
