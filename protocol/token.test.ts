import fc from 'fast-check'
import { base64url, CompactSign, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeKey, toVerify } from '#test/support/people.ts'
import { CHALLENGE } from './challenge.ts'
import { freshId } from './ids.ts'
import { PROOF } from './proof.ts'
import { openToken, signToken } from './token.ts'
import type { DoorId } from './units.ts'

const test = suite('tokens (attack 25: token confusion)')

const encoder = new TextEncoder()
const door = await makeKey()
const doorVerify = await toVerify(door)
const other = await makeKey()
const browser = await makeKey('ES256')
const claims = {
  v: 1 as const,
  iss: door.thumbprint as DoorId,
  chl: freshId(),
  at: 1_800_000_000_000 as never,
  life: 30_000 as never,
}
const honest = await signToken(CHALLENGE, claims, door)

const raw = (header: object, body: string, key = door): Promise<string> =>
  new CompactSign(encoder.encode(body)).setProtectedHeader(header as never).sign(key.privateKey)
const header = { alg: 'EdDSA', typ: 'challenge+jwt' }
const codeOf = async (token: string, key = doorVerify): Promise<string> => {
  const opened = await openToken(CHALLENGE, token, key)
  return opened.ok ? 'ok' : opened.code
}

test('an honest token opens with what was signed', async () => {
  const opened = await openToken(CHALLENGE, honest, doorVerify)
  assert.ok(opened.ok && opened.claims.chl === claims.chl)
})

test('alg none is refused, with and without a signature (RFC 8725 §2.1)', async () => {
  const none = base64url.encode(JSON.stringify({ alg: 'none', typ: 'challenge+jwt' }))
  const [, body, signature] = honest.split('.')
  assert.is(await codeOf(`${none}.${body}.`), 'token_wrong_algorithm')
  assert.is(await codeOf(`${none}.${body}.${signature}`), 'token_wrong_algorithm')
})

test('HS256 keyed with the public key is refused (RFC 8725 §2.1)', async () => {
  const secret = encoder.encode(JSON.stringify(await exportJWK(doorVerify.key)))
  const forged = await new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'challenge+jwt' })
    .sign(secret)
  assert.is(await codeOf(forged), 'token_wrong_algorithm')
})

test('another algorithm than the key has is refused', async () => {
  const forged = await new CompactSign(encoder.encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'ES256', typ: 'challenge+jwt' })
    .sign(browser.privateKey)
  assert.is(await codeOf(forged), 'token_wrong_algorithm')
})

test('another curve is refused', async () => {
  const { privateKey } = await generateKeyPair('ES384')
  const forged = await new CompactSign(encoder.encode('{}')).setProtectedHeader({ alg: 'ES384' }).sign(privateKey)
  assert.is(await codeOf(forged), 'token_wrong_algorithm')
})

test('a key carried where the key is pinned is refused, even the right one (RFC 8725 §3.10)', async () => {
  assert.is(await codeOf(await raw({ ...header, jwk: other.jwk }, JSON.stringify(claims), other)), 'token_wrong_key')
  assert.is(await codeOf(await raw({ ...header, jwk: door.jwk }, JSON.stringify(claims))), 'token_wrong_key')
})

test('a carried key with a private part is refused', async () => {
  const leaked = { ...other.jwk, d: other.jwk.x }
  const token = await raw({ alg: 'EdDSA', typ: 'proof+jwt', jwk: leaked }, '{}', other)
  assert.equal((await openToken(PROOF, token)).ok, false)
})

test('a signature by another key is refused', async () => {
  assert.is(await codeOf(await raw(header, JSON.stringify(claims), other)), 'token_bad_signature')
})

test('another type is refused, though the signature holds (RFC 8725 §3.11)', async () => {
  assert.is(await codeOf(await raw({ ...header, typ: 'receipt+jwt' }, JSON.stringify(claims))), 'token_wrong_type')
  assert.is(await codeOf(await raw({ alg: 'EdDSA' }, JSON.stringify(claims))), 'token_malformed')
})

test('headers nobody asked for are refused: crit, kid, jku, x5c, b64', async () => {
  for (const extra of [{ kid: 'a' }, { jku: 'https://a.example' }, { x5c: ['a'] }, { zip: 'DEF' }]) {
    assert.is(await codeOf(await raw({ ...header, ...extra }, JSON.stringify(claims))), 'token_malformed')
  }
})

test('an oversize token is refused before it is read', async () => {
  assert.is(await codeOf(`${honest}${'A'.repeat(CHALLENGE.maxBytes)}`), 'token_oversize')
})

test('duplicate names, white space, floats in disguise and other spellings of the same are refused', async () => {
  const text = JSON.stringify(claims)
  for (const body of [
    text.replace('{"v":1', '{"v":1,"v":1'),
    text.replace('"v":1', '"v": 1'),
    text.replace('"v":1', '"v":1.0'),
    text.replace('"v":1', '"v":1e0'),
    text.replace('"iss"', '"\\u0069ss"'),
    `${text} `,
  ]) {
    assert.is.not(body, text)
    assert.is(await codeOf(await raw(header, body)), 'token_malformed', body)
  }
})

test('claims nobody asked for are refused', async () => {
  assert.is(await codeOf(await raw(header, JSON.stringify({ ...claims, admin: true }))), 'token_malformed')
  assert.is(await codeOf(await raw(header, '{"v":1,"__proto__":{"iss":"x"}}')), 'token_malformed')
})

test('deep nesting is refused, not fallen over', async () => {
  const deep = `${'['.repeat(1200)}${']'.repeat(1200)}`
  assert.is(await codeOf(await raw(header, deep)), 'token_malformed')
})

test('bytes that are not UTF-8 are refused', async () => {
  const forged = await new CompactSign(new Uint8Array([0x22, 0xff, 0x22]))
    .setProtectedHeader(header)
    .sign(door.privateKey)
  assert.is(await codeOf(forged), 'token_malformed')
})

test('law: any text at all is a refusal or an honest token, never a throw', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `${text}.${text}.${text}`),
      ),
      async (text) => {
        assert.equal((await openToken(CHALLENGE, text, doorVerify)).ok, false)
        assert.equal((await openToken(PROOF, text)).ok, false)
      },
    ),
    { numRuns: 300 },
  )
})

test('a token has one spelling: the unused bits of its signature count', async () => {
  const last = honest.slice(-1)
  for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
    if (char !== last) assert.is.not(await codeOf(honest.slice(0, -1) + char), 'ok')
  }
})

test('law: a token with any one character changed does not open', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(honest.length - 1), fc.constantFrom(...'AZaz09-_.='), async (at, char) => {
      const changed = honest.slice(0, at) + char + honest.slice(at + 1)
      fc.pre(changed !== honest)
      assert.equal((await openToken(CHALLENGE, changed, doorVerify)).ok, false)
    }),
    { numRuns: 300 },
  )
})

test.run()
