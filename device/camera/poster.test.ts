import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { POSTER_CHARS, RECIPIENTS_MOST } from '#protocol/limits.ts'
import { freshPair, unseal } from '#protocol/seal/seal.ts'
import { jpegOf, sizeOf } from './picture/picture.ts'
import { sealedPoster } from './poster.ts'

const test = suite('the picture of the bell')

/** Nothing compresses worse. */
const noise = (): Promise<Uint8Array> => {
  const data = new Uint8Array(640 * 360 * 3)
  let seed = 7
  for (let at = 0; at < data.length; at++) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
    data[at] = seed >> 16
  }
  return jpegOf({ data, width: 640, height: 360 }, 90)
}

const plain = (): Promise<Uint8Array> =>
  jpegOf({ data: new Uint8Array(640 * 360 * 3).fill(120), width: 640, height: 360 }, 90)

test('is small enough for a push message, and opened by the owner alone', async () => {
  const [owner, stranger] = [await freshPair(), await freshPair()]
  for (const jpeg of [await plain(), await noise()]) {
    const sealed = await sealedPoster({ jpeg }, [owner.recipient])
    assert.ok(sealed !== undefined && sealed.length <= POSTER_CHARS)
    const bytes = new Uint8Array(Buffer.from(sealed, 'base64url'))
    const opened = await unseal(bytes, owner.identity)
    assert.ok(opened.ok)
    assert.is(Buffer.from(opened.bytes.subarray(8, 12)).toString('latin1'), 'WEBP')
    const { width } = await sizeOf(opened.bytes)
    assert.ok(width >= 80 && width <= 160, `${width} pixels`)
    assert.not((await unseal(bytes, stranger.identity)).ok)
  }
})

test('still fits, or is none, with as many recipients as there may be', async () => {
  const pairs = await Promise.all(Array.from({ length: RECIPIENTS_MOST }, () => freshPair()))
  const recipients = pairs.map(({ recipient }) => recipient)
  const sealed = await sealedPoster({ jpeg: await plain() }, recipients)
  assert.ok(sealed !== undefined && sealed.length <= POSTER_CHARS)
  const none = await sealedPoster({ jpeg: await noise() }, recipients)
  assert.ok(none === undefined || none.length <= POSTER_CHARS)
})

test('is none where nobody could open it', async () => {
  assert.is(await sealedPoster({ jpeg: await plain() }, []), undefined)
})

test.run()
