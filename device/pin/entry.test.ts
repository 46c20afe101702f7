import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { EMPTY, IDLE, PIN_MOST, reduce, type Typing, type TypingEffect } from './entry.ts'

/** Types keys a second apart. `_` is a pause that is too long. */
const type = (keys: string, start: Typing = EMPTY) => {
  let state = start
  let at = 0
  const effects: TypingEffect[] = []
  for (const key of keys) {
    at += key === '_' ? IDLE : 1000
    const after = reduce(state, key === '_' ? { kind: 'tick', at: millis(at) } : { kind: 'key', key, at: millis(at) })
    state = after.state
    effects.push(...after.effects)
  }
  return { state, effects }
}
const check = (slot: number, pin: string): TypingEffect => ({ do: 'check', slot, pin })
const REFUSE: TypingEffect = { do: 'refuse' }

const table: [name: string, keys: string, effects: TypingEffect[]][] = [
  ['reads the slot, then a PIN of six', '3123456#', [check(3, '123456')]],
  ['reads a PIN of twelve, with its zeros', '0000000000001#', [check(0, '000000000001')]],
  ['refuses a PIN of five', '312345#', [REFUSE]],
  ['refuses a PIN of thirteen', '31234567890123#', [REFUSE]],
  ['reads again after one that was too long', '3123456789012345#3123456#', [REFUSE, check(3, '123456')]],
  ['forgets what was typed at a star', '3999*3123456#', [check(3, '123456')]],
  ['forgets what was typed too slowly', '3999_3123456#', [check(3, '123456')]],
  ['keeps nothing after an entry', '3123456##', [check(3, '123456')]],
  ['does nothing at a lone hash or star', '#*#*', []],
  ['passes over keys that are none', '3A12 34b56#', [check(3, '123456')]],
]

const test = suite('typing a PIN')
for (const [name, keys, effects] of table) test(name, () => assert.equal(type(keys).effects, effects))

test('forgets even when the next key itself comes too late', () => {
  const { state } = type('3999')
  const late = reduce(state, { kind: 'key', key: '1', at: millis(4000 + IDLE) })
  assert.equal(late.state, { is: 'typing', digits: '1', last: 4000 + IDLE })
})

test('is the same when nothing changed', () => {
  const { state } = type('39')
  assert.is(reduce(state, { kind: 'tick', at: millis(2001) }).state, state)
  assert.is(reduce(EMPTY, { kind: 'tick', at: millis(1e9) }).state, EMPTY)
  assert.is(reduce(state, { kind: 'key', key: 'x', at: millis(2001) }).state, state)
})

test('checks only what is a slot and six to twelve digits, and never holds more', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...'0123456789*#_A'), { maxLength: 80 }), (keys) => {
      const { state, effects } = type(keys.join(''))
      for (const effect of effects) {
        if (effect.do === 'check') assert.match(`${effect.slot}${effect.pin}`, /^\d{7,13}$/)
      }
      if (state.is === 'typing') assert.ok(state.digits.length <= PIN_MOST + 1)
      assert.not(JSON.stringify(state.is === 'spoiled' ? state : {}).includes('digits'))
    }),
    { numRuns: 300 },
  )
})

test.run()
