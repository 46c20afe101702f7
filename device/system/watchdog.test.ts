import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs, type Millis, millis } from '#protocol/units.ts'
import { handClock } from '../clock/hands.fixture.ts'
import { createPulses } from './pulse.ts'
import { feedWatchdog } from './watchdog.ts'

const test = suite('watchdog')

const bench = (watchdog: Millis | undefined = millis(30_000)) => {
  const clock = handClock(epochMs(1_767_225_600_000))
  const pulses = createPulses(clock)
  const told: string[] = []
  const logged: unknown[] = []
  const end = feedWatchdog({
    clock,
    notify: {
      watchdog,
      alive: (status) => told.push(`alive ${status}`),
      unwell: (status) => told.push(`unwell ${status}`),
    },
    log: { error: (what: unknown) => logged.push(what) },
    still: pulses.still,
    status: () => 'locked',
  })
  return { clock, pulses, told, logged, end }
}

test('is fed three times in its span while nothing stands still', () => {
  const { clock, told, end } = bench()
  clock.pass(30_000)
  assert.equal(told, ['alive locked', 'alive locked', 'alive locked'])
  end()
  clock.pass(60_000)
  assert.is(told.length, 3)
})

test('is not fed while a part misses its beat, and again when it is back', () => {
  const { clock, pulses, told, logged, end } = bench()
  const rig = pulses.beating('rig', millis(15_000))
  clock.pass(30_000)
  assert.equal(told, ['alive locked', 'unwell stands still: rig', 'unwell stands still: rig'])
  assert.equal(logged, [{ still: 'rig' }])
  rig.beat()
  clock.pass(10_000)
  assert.is(told.at(-1), 'alive locked')
  end()
})

test('is not fed while the oldest piece of work does not end', async () => {
  const { clock, pulses, told, end } = bench()
  const journal = pulses.working('journal', millis(20_000))
  let settle = (): void => undefined
  const hung = journal.watch(new Promise<void>((resolve) => (settle = resolve)))
  clock.pass(15_000)
  await journal.watch(Promise.resolve())
  clock.pass(15_000)
  assert.is(told.at(-1), 'unwell stands still: journal')
  settle()
  await hung
  clock.pass(10_000)
  assert.is(told.at(-1), 'alive locked')
  end()
})

test('counts work that failed as done', async () => {
  const { clock, pulses, end } = bench()
  const failed = pulses.working('journal', millis(1000)).watch(Promise.reject(new RangeError('full')))
  await failed.catch(() => undefined)
  clock.pass(60_000)
  assert.equal(pulses.still(), [])
  end()
})

test('asks for nothing where no sign is awaited', () => {
  const clock = handClock(epochMs(0))
  const end = feedWatchdog({
    clock,
    notify: { watchdog: undefined, alive: assert.unreachable, unwell: assert.unreachable },
    log: { error: assert.unreachable },
    still: () => [],
    status: () => '',
  })
  clock.pass(100_000)
  end()
})

test.run()
