import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Entry, Happening } from '#protocol/entry.ts'
import { epochMs } from '#protocol/units.ts'
import { type HandClock, handClock } from '../clock/hands.fixture.ts'
import { apply } from '../journal/fold.ts'
import { EMPTY_MEMORY, type Memory } from '../journal/memory.ts'
import type { Written } from '../journal/port.ts'
import { createKeypad, type Keypad, type PinAnswer } from './keypad.ts'

const T = epochMs(1_767_225_600_000)

interface Scene {
  hands: HandClock
  keypad: Keypad
  answers: PinAnswer[]
  written: Happening[]
  /** Slot and PIN that fit. */
  secrets: Set<string>
  checks: number
  memory: Memory
  broken: boolean
  type(keys: string): Promise<void>
}

const test = suite<Scene>('keypad')

test.before.each((scene) => {
  scene.hands = handClock(T)
  scene.answers = []
  scene.written = []
  scene.secrets = new Set(['3 246810'])
  scene.checks = 0
  scene.broken = false
  scene.memory = EMPTY_MEMORY
  const append = async (what: Happening): Promise<Written> => {
    await Promise.resolve()
    if (scene.broken) throw new RangeError('the disk is full')
    scene.written.push(what)
    scene.memory = apply(scene.memory, { at: scene.hands.now(), what } as Entry)
    return { n: 0, hash: '' as never, at: scene.hands.now(), what, line: '' }
  }
  scene.memory = apply(scene.memory, { at: T, what: { kind: 'pin_set', slot: 3 } } as Entry)
  scene.keypad = createKeypad({
    clock: scene.hands,
    time: scene.hands,
    journal: { append, memory: () => scene.memory },
    pins: {
      check: async (slot, pin) => {
        scene.checks += 1
        await Promise.resolve()
        return scene.secrets.has(`${slot} ${pin}`)
      },
    },
    answered: (answer) => scene.answers.push(answer),
  })
  scene.type = async (keys) => {
    for (const key of keys) scene.keypad.press(key)
    await new Promise((resolve) => setImmediate(resolve))
  }
})
test.after.each(({ keypad }) => keypad.close())

test('answers a right PIN after it is written down', async ({ type, answers, written }) => {
  await type('3246810#')
  assert.equal(answers, [{ is: 'right', slot: 3 }])
  assert.equal(written, [{ kind: 'pin', step: 'right', slot: 3 }])
})

test('answers a wrong PIN, and tells when that locked it', async ({ type, answers }) => {
  for (let guess = 0; guess < 5; guess += 1) await type('3000000#')
  assert.equal(answers.slice(0, 4), Array(4).fill({ is: 'wrong', lockedUntil: undefined }))
  assert.equal(answers[4], { is: 'wrong', lockedUntil: T + 60_000 })
})

test('does not even check while it is locked, and writes that down once a lock', async (scene) => {
  const { type, answers, hands, written } = scene
  for (let guess = 0; guess < 5; guess += 1) await type('3000000#')
  const { checks } = scene
  for (let guess = 0; guess < 3; guess += 1) await type('3246810#')
  assert.is(scene.checks, checks)
  assert.equal(answers.slice(5), Array(3).fill({ is: 'locked', until: T + 60_000 }))
  assert.is(written.filter((what) => what.kind === 'pin' && what.step === 'locked').length, 1)
  hands.pass(60_000)
  await type('3246810#')
  assert.equal(answers.at(-1), { is: 'right', slot: 3 })
})

test('does not open by a hash that the journal knows nothing of', async ({ type, answers, secrets }) => {
  secrets.add('4 246810')
  await type('4246810#')
  assert.equal(answers, [{ is: 'wrong', lockedUntil: undefined }])
})

test('opens nothing when the journal cannot be written', async (scene) => {
  scene.broken = true
  await scene.type('3246810#')
  assert.is(scene.answers.length, 1)
  assert.is(scene.answers[0]?.is, 'failed')
})

test('takes one entry at a time', async (scene) => {
  await scene.type('3000000#3246810#')
  assert.is(scene.checks, 1)
  assert.equal(scene.answers, [{ is: 'wrong', lockedUntil: undefined }])
  await scene.type('3246810#')
  assert.equal(scene.answers.at(-1), { is: 'right', slot: 3 })
})

test('refuses what is no PIN without counting it, and clears what was left standing', async ({
  type,
  answers,
  written,
  hands,
}) => {
  await type('31#')
  assert.equal(answers, [{ is: 'refused' }])
  await type('3999')
  hands.pass(11_000)
  await type('3246810#')
  assert.equal(answers.at(-1), { is: 'right', slot: 3 })
  assert.is(written.length, 1)
})

test('writes no digit of a PIN anywhere', async ({ type, written, answers }) => {
  await type('3246810#3135791#')
  await type('3135791#')
  assert.not.match(JSON.stringify([written, answers]), /246810|135791/)
})

test.run()
