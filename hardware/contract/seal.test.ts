import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { check, pack, seal, unpack, unseal } from './seal.ts'

const sevenBit = fc.integer({ min: 0, max: 127 })
const bodies = fc.array(sevenBit, { maxLength: 30 })

const sealing = suite('contract: seal')

sealing('agrees with the published check value of CRC-16/XMODEM', () => {
  const digits = [...'123456789'].map((digit) => digit.charCodeAt(0))
  assert.is(check(digits), 0x31c3 & 0x3fff)
})

sealing('packs and unpacks every number that fits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(2 ** 28 - 1), (bytes, number) => {
      const value = number % 2 ** (7 * bytes)
      const packed = pack(value, bytes)
      assert.is(packed.length, bytes)
      assert.ok(packed.every((byte) => byte < 128))
      assert.is(unpack(packed, 0, bytes), value)
    }),
  )
})

sealing('opens what it sealed', () => {
  fc.assert(
    fc.property(sevenBit, bodies, (message, body) => {
      assert.equal(unseal(message, seal(message, body).slice(1), body.length), body)
    }),
  )
})

sealing('sees every single flipped bit, also in the message number', () => {
  fc.assert(
    fc.property(sevenBit, bodies, fc.nat(), fc.nat(6), (message, body, where, bit) => {
      const sealed = seal(message, body)
      const at = where % sealed.length
      sealed[at] = (sealed[at] ?? 0) ^ (1 << bit)
      assert.is(unseal(sealed[0] ?? 0, sealed.slice(1), body.length), undefined)
    }),
  )
})

sealing('refuses bytes that are not 7-bit numbers', () => {
  const [, ...data] = seal(3, [1, 2])
  for (const wrong of [-1, 128, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.is(unseal(3, [wrong, ...data.slice(1)], 2), undefined)
  }
})

sealing.run()
