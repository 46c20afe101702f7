import { base64url, exportJWK, generateKeyPair } from 'jose'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { publicPart } from '../keys.ts'
import { pairOfSeed, recipientOfKey } from './of-key.ts'
import { freshPair, recipientOf, seal, unseal } from './seal.ts'

const test = suite('sealing')
const film = new Uint8Array(200_000).fill(7)

test('opens with the identity of any recipient', async () => {
  const pairs = [await freshPair(), await freshPair()]
  const sealed = await seal(
    film,
    pairs.map(({ recipient }) => recipient),
  )
  for (const { identity } of pairs) assert.equal(await unseal(sealed, identity), { ok: true, bytes: film })
})

test('tells a wrong key from damage', async () => {
  const [pair, stranger] = [await freshPair(), await freshPair()]
  const sealed = await seal(film, [pair.recipient])
  assert.equal(await unseal(sealed, stranger.identity), { ok: false, why: 'wrong_key' })
  const bent = sealed.slice()
  bent[bent.length - 100] = (bent[bent.length - 100] ?? 0) ^ 1
  assert.equal(await unseal(bent, pair.identity), { ok: false, why: 'damaged' })
  assert.equal(await unseal(sealed.slice(0, -1), pair.identity), { ok: false, why: 'damaged' })
})

test('seals to a signing key by its public half alone', async () => {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const jwk = await exportJWK(privateKey)
  const recipient = recipientOfKey(publicPart(jwk)) ?? ''
  const pair = pairOfSeed(jwk.d ?? '')
  assert.is(pair.recipient, recipient)
  assert.is(await recipientOf(pair.identity), recipient)
  const sealed = await seal(film, [recipient])
  assert.equal(await unseal(sealed, pair.identity), { ok: true, bytes: film })
  assert.is(recipientOfKey({ kty: 'EC', crv: 'P-256', x: base64url.encode(new Uint8Array(32)), y: '' }), undefined)
})

test.run()
