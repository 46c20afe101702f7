import fc from 'fast-check'
import { exportJWK, generateKeyPair } from 'jose'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { doorIdOf, grantClaims, makeGrant, makeKey, toVerify } from '#test/support/people.ts'
import { openChain } from './chain.ts'
import { publicPart, thumbprintOf } from './keys.ts'
import { bindLink, type Link, readLink, writeLink } from './link.ts'

const test = suite('links')

const owner = await makeKey()
const door = await makeKey()
const bridge = await makeKey()
const courier = await makeKey('ES256')
const id = doorIdOf(door)
const root = { door: id, owner: await toVerify(owner) }

const makeLink = async (): Promise<Link> => {
  const pair = await generateKeyPair('ES256', { extractable: true })
  const key = (await exportJWK(pair.privateKey)) as Link['key'] & { kty: 'EC' }
  const jkt = await thumbprintOf(publicPart(key))
  const grant = await makeGrant(owner, grantClaims(owner.thumbprint, jkt, id, { link: true, uses: 1 }))
  const { kty, crv, x, y, d } = key
  return { v: 1, at: 'wss://door.example/mqtt', bridge: bridge.jwk, chain: [grant], key: { kty, crv, x, y, d } }
}

test('a link is written, read back, bound to the courier and opens as a chain', async () => {
  const link = await makeLink()
  const read = readLink(`https://door.example/c#${writeLink(link)}`)
  assert.equal(read, link)
  const chain = await bindLink(link, courier.thumbprint)
  assert.is(chain?.length, 2)
  const opened = await openChain(chain ?? [], root)
  assert.ok(opened.ok && opened.holder === courier.thumbprint)
})

test('a grant that was not made for a link is not bound', async () => {
  const link = await makeLink()
  const grant = await makeGrant(owner, grantClaims(owner.thumbprint, courier.thumbprint, id))
  assert.is(await bindLink({ ...link, chain: [grant] }, courier.thumbprint), undefined)
})

test('a fragment fits what a QR code holds (2,953 bytes)', async () => {
  const link = await makeLink()
  assert.ok(writeLink(link).length < 2953, String(writeLink(link).length))
})

test('law: any text is a link or nothing, never a throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => assert.is(readLink(text), undefined)))
})

test.run()
