import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Millis, millis, minutes } from '#protocol/units.ts'
import { someThumbprint } from '../../store/sample.fixture.ts'
import { createNonces } from './nonces.ts'
import { AGE_MOST, createSessions, IDLE_MOST } from './sessions.ts'

const handClock = () => {
  let now = 1000
  const pass = (span: number): void => {
    now += span
  }
  return { monotonic: (): Millis => millis(now), pass }
}

const test = suite('sessions')

test('keeps a session that is used, for eight hours and no longer', () => {
  const clock = handClock()
  const sessions = createSessions(clock)
  const owner = someThumbprint()
  const value = sessions.open(owner)
  for (let passed = 0; passed + minutes(14) < AGE_MOST; passed += minutes(14)) {
    assert.is(sessions.owner(value), owner, `after ${passed / 60_000} minutes`)
    clock.pass(minutes(14))
  }
  clock.pass(minutes(14))
  assert.is(sessions.owner(value), undefined)
})

test('ends a session that nobody uses for a quarter of an hour', () => {
  const clock = handClock()
  const sessions = createSessions(clock)
  const value = sessions.open(someThumbprint())
  clock.pass(IDLE_MOST - 1)
  assert.ok(sessions.owner(value))
  clock.pass(IDLE_MOST)
  assert.is(sessions.owner(value), undefined)
  clock.pass(-IDLE_MOST)
  assert.is(sessions.owner(value), undefined, 'what has ended stays ended')
})

test('gives values that nobody can guess, and ends the one used longest ago of an owner who has too many', () => {
  const sessions = createSessions(handClock())
  const [owner, other] = [someThumbprint(), someThumbprint()]
  const stranger = sessions.open(other)
  const values = Array.from({ length: 20 }, () => sessions.open(owner))
  assert.is(new Set(values).size, 20)
  for (const value of values) assert.match(value, /^[\w-]{43}$/)
  const alive = values.filter((value) => sessions.owner(value) === owner)
  assert.equal(alive, values.slice(4))
  assert.is(sessions.owner(stranger), other, 'nobody else pays for it')
  sessions.close(alive[0] ?? '')
  assert.is(sessions.owner(alive[0] ?? ''), undefined)
})

test('takes a nonce of its own, of the last two minutes, once', () => {
  const clock = handClock()
  const nonces = createNonces(clock)
  const nonce = nonces.fresh()
  assert.match(nonce, /^[\w-]{22}$/)
  assert.ok(nonces.isGood(nonce))
  assert.equal([nonces.spend(nonce), nonces.spend(nonce)], [true, false])
  const young = nonces.fresh()
  clock.pass(minutes(2) - 1000)
  assert.ok(nonces.isGood(young))
  clock.pass(2000)
  assert.not.ok(nonces.isGood(young))
  assert.not.ok(createNonces(clock).isGood(nonces.fresh()), 'of another process')
})

test('takes no nonce that was changed in any place, or written otherwise', () => {
  const nonces = createNonces(handClock())
  const nonce = nonces.fresh()
  fc.assert(
    fc.property(fc.nat(127), (bit) => {
      const bytes = Buffer.from(nonce, 'base64url')
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      return !nonces.isGood(bytes.toString('base64url'))
    }),
  )
  const last = nonce.at(-1) ?? ''
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const sibling = `${nonce.slice(0, -1)}${alphabet[alphabet.indexOf(last) + 1] ?? ''}`
  for (const other of ['', 'x', `${nonce}=`, ` ${nonce}`, sibling]) assert.not.ok(nonces.isGood(other), other)
})

test('spends nonces without filling memory', () => {
  const clock = handClock()
  const nonces = createNonces(clock)
  const spent = Array.from({ length: 10_100 }, (_, n) => nonces.spend(`n${n}`))
  assert.is(spent.filter(Boolean).length, 10_000, 'refused, rather than forgotten')
  clock.pass(minutes(4))
  assert.ok(nonces.spend('another'))
})

test.run()
