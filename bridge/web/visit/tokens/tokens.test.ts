// The page's few lines and the protocol's own reader and writer must agree.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CHALLENGE } from '#protocol/challenge.ts'
import { CONNECT, openConnect } from '#protocol/connect.ts'
import { hashText as protocolHash } from '#protocol/hash.ts'
import { openToken } from '#protocol/token.ts'
import { epochMs } from '#protocol/units.ts'
import { doorIdOf, MONDAY, makeChallenge, makeKey } from '#test/support/people.ts'
import { freshKey, thumbprint } from './key.ts'
import { freshId, hashText, sign } from './sign.ts'
import { open, peek, pin, plainEd25519 } from './verify.ts'

const test = suite("the page's tokens")

const door = await makeKey()
const other = await makeKey()
const { token, nonce } = await makeChallenge(door)

test("what a door signed is read, with the browser's own Ed25519 and without", async () => {
  const read = (await open('challenge+jwt', token, await pin(door.jwk))) as { chl: string; iss: string }
  assert.equal([read.chl, read.iss], [nonce, doorIdOf(door)])
  const plain = { alg: 'EdDSA', verify: await plainEd25519(door.jwk.x) } as const
  assert.equal(await open('challenge+jwt', token, plain), read)
})

test('what another key signed, or says it is something else, is not read', async () => {
  const pinned = await pin(door.jwk)
  assert.is(await open('challenge+jwt', token, await pin(other.jwk)), undefined)
  assert.is(await open('state+jwt', token, pinned), undefined)
  const [header, body, signature] = token.split('.')
  assert.is(await open('challenge+jwt', `${header}.${body}`, pinned), undefined)
  assert.is(await open('challenge+jwt', `${header}.${body}.${signature}.x`, pinned), undefined)
  assert.is(await open('challenge+jwt', `${header}.${body}A.${signature}`, pinned), undefined)
  const none = Buffer.from('{"alg":"none","typ":"challenge+jwt"}').toString('base64url')
  assert.is(await open('challenge+jwt', `${none}.${body}.`, pinned), undefined)
  const plain = { alg: 'EdDSA', verify: await plainEd25519(other.jwk.x) } as const
  assert.is(await open('challenge+jwt', token, plain), undefined)
})

test('a door with a P-256 key is read too', async () => {
  const old = await makeKey('ES256')
  const said = await makeChallenge(old)
  const read = (await open('challenge+jwt', said.token, await pin(old.jwk))) as { chl: string }
  assert.is(read.chl, said.nonce)
})

test('what the page signs opens as the protocol says', async () => {
  const key = await freshKey()
  assert.is(key.thumbprint, await thumbprint(key.jwk))
  assert.is(key.privateKey.extractable, false)
  const cid = `${key.thumbprint}.${freshId()}`
  const now = Math.floor(MONDAY / 1000)
  const claims = { v: 1, iss: key.thumbprint, aud: other.thumbprint, jti: freshId(), iat: now, cid, chain: [] }
  const connect = await sign(CONNECT.typ, claims, key)
  const facts = { bridge: other.thumbprint, username: key.thumbprint, clientId: cid, now: epochMs(MONDAY) }
  assert.ok((await openConnect(connect, facts)).ok)
  assert.equal(peek(connect), claims)
  assert.is((await openToken(CHALLENGE, connect)).ok, false)
})

test('hashes are the same on both sides', async () => {
  assert.is(await hashText('Grüße~an~alle'), await protocolHash('Grüße~an~alle'))
})

test('what is no token is not read and throws nothing', () => {
  for (const text of ['', 'a', 'a.b.c', '..', `x.${Buffer.from('{').toString('base64url')}.y`])
    assert.is(peek(text), undefined)
})

test.run()
