import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshPairingCode } from '#protocol/pairing.ts'
import { freshSeed, wordsOfSeed } from '#protocol/recovery.ts'
import { readCarried } from './carried.ts'
import { askedPlaces, wrongPlaces } from './quiz.ts'
import { first, partOf } from './stages.ts'

const test = suite('set-up')

test('reads a key, words or a code from behind the #, and nothing else', () => {
  const seed = freshSeed()
  assert.equal(readCarried(`#key=${seed}`), { seed })
  const words = wordsOfSeed(seed)
  assert.equal(readCarried(`#words=${words.replaceAll(' ', '-')}`), { words })
  const code = freshPairingCode()
  assert.equal(readCarried(`#pair=${code.toLowerCase()}`), { code })
  for (const hash of ['', '#', '#key=short', `#key=${seed}x`, '#pair=1234', '#door=x']) {
    assert.is(readCarried(hash), undefined, hash)
  }
})

test('asks one word of each third, whatever chance says', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff_ffff), { minLength: 3, maxLength: 3 }), (random) => {
      const places = askedPlaces(24, random)
      assert.equal(
        places.map((place) => Math.floor(place / 8)),
        [0, 1, 2],
      )
    }),
  )
})

test('forgives case and blanks in an answer, and nothing more', () => {
  const words = ['apple', 'bread', 'cloud']
  assert.equal(wrongPlaces(words, [0, 2], [' Apple', 'CLOUD ']), [])
  assert.equal(wrongPlaces(words, [0, 2], ['apples', 'cloud']), [0])
  assert.equal(wrongPlaces(words, [0, 2], []), [0, 2])
})

test('begins with what is missing', () => {
  assert.is(first(false, undefined).at, 'welcome')
  assert.is(first(false, { words: 'a b' }).at, 'restore')
  assert.equal(first(true, { code: 'X' }), { at: 'pair', code: 'X' })
  assert.is(partOf({ at: 'fault', code: 'offline', back: { at: 'pair', code: '' } }), 'door')
})

test.run()
