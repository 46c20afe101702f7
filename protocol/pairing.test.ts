import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshPairingCode, isSealed, readPairingCode, rendezvousOf, sealPairing } from './pairing.ts'

const test = suite('pairing codes and seals (attack 38)')

test('a code is read back however it is typed', () => {
  const code = freshPairingCode()
  assert.match(code, /^(\w{4}-){3}\w{4}$/)
  assert.is(readPairingCode(code), code)
  assert.is(readPairingCode(` ${code.toLowerCase().replaceAll('-', ' ')} `), code)
  assert.is(readPairingCode('OIL0-1234-5678-9ABC'), '0110-1234-5678-9ABC')
})

test('what cannot be a code is none', () => {
  for (const typed of ['', 'K7QP', 'UUUU-UUUU-UUUU-UUUU', 'K'.repeat(1000)])
    assert.is(readPairingCode(typed), undefined)
})

test('a seal holds for its code, its side and its words alone', async () => {
  const code = freshPairingCode()
  const sealed = await sealPairing(code, 'offer', 'a.b.c')
  assert.ok(await isSealed(code, 'offer', sealed))
  assert.not(await isSealed(freshPairingCode(), 'offer', sealed))
  assert.not(await isSealed(code, 'answer', sealed), 'an offer sent back is no answer')
  assert.not(await isSealed(code, 'offer', { ...sealed, token: 'a.b.d' }))
})

test('the meeting place tells nothing of the code and is the same on both sides', async () => {
  const code = freshPairingCode()
  assert.is(await rendezvousOf(code), await rendezvousOf(code))
  assert.is((await rendezvousOf(code)).length, 43)
  assert.is.not(await rendezvousOf(code), await rendezvousOf(freshPairingCode()))
})

test('law: any typed text is a code or nothing, never a throw', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (typed) => {
      const code = readPairingCode(typed)
      if (code !== undefined) assert.is(readPairingCode(code), code)
    }),
  )
})

test.run()
