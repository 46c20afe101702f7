import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { systemClock } from '../../clock/system.ts'
import type { Sound } from '../frame.ts'
import { createEars, type Ears } from './ears.ts'

const test = suite('who hears the microphone')

interface Bench {
  readonly ears: Ears
  /** Devices that run now. */
  readonly running: Set<string>
  readonly clips: string[]
  readonly watchers: string[]
  /** Every microphone hears something, also one that should be off. */
  hear(): void
}

const bench = (sound: string, microphone: string): Bench => {
  const running = new Set<string>()
  const [clips, watchers]: [string[], string[]] = [[], []]
  const listeners = new Map<string, ((sound: Sound) => void)[]>()
  const nameIn = ({ pcm }: Sound): string => new TextDecoder().decode(pcm)
  const ears = createEars({
    ...{ camera: { sound }, live: { microphone }, clock: systemClock(), log: pino({ level: 'silent' }) },
    toClips: (heard) => clips.push(nameIn(heard)),
    toWatchers: (heard) => watchers.push(nameIn(heard)),
    open: (device) => ({
      listen: (listener) => {
        listeners.set(device, [...(listeners.get(device) ?? []), listener])
        return () => undefined
      },
      power: (on) => {
        if (on) running.add(device)
        else running.delete(device)
      },
      close: () => Promise.resolve(),
    }),
  })
  return {
    ...{ ears, running, clips, watchers },
    hear: () => {
      for (const [device, all] of listeners) {
        for (const listener of all) listener({ seen: millis(0), pcm: new TextEncoder().encode(device) })
      }
    },
  }
}

test('runs no microphone for nobody', () => {
  const { ears, running, clips, watchers, hear } = bench('hall', '')
  ears.wish(false, false)
  hear()
  assert.equal([[...running], clips, watchers], [[], [], []])
})

test('lets who listens hear what no clip may have, and the other way round', () => {
  const { ears, running, clips, watchers, hear } = bench('hall', '')
  ears.wish(false, true)
  hear()
  assert.equal([[...running], clips, watchers], [['hall'], [], ['hall']])
  ears.wish(true, false)
  hear()
  assert.equal([[...running], clips, watchers], [['hall'], ['hall'], ['hall']])
  ears.wish(false, false)
  hear()
  assert.equal([[...running], clips, watchers], [[], ['hall'], ['hall']])
})

test('uses live view’s own microphone where it has one, and for that alone', () => {
  const { ears, running, clips, watchers, hear } = bench('hall', 'porch')
  ears.wish(true, false)
  hear()
  assert.equal([[...running], clips, watchers], [['hall'], ['hall'], []])
  ears.wish(false, true)
  hear()
  assert.equal([[...running], clips, watchers], [['porch'], ['hall'], ['porch']])
})

test('does without a microphone', async () => {
  const { ears, running, hear } = bench('', '')
  ears.wish(true, true)
  hear()
  assert.is(running.size, 0)
  await ears.close()
})

test.run()
