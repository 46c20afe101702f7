import fc from 'fast-check'
import { base64url } from 'jose'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { doorIdOf, grantClaims, makeGrant, makeKey, toVerify } from '#test/support/people.ts'
import { openChain } from './chain.ts'
import type { GrantClaims } from './grant.ts'
import { bindLink, freshLinkKey, type Link, linkUrl, readLink, writeLink } from './link.ts'

const test = suite('links')

const owner = await makeKey()
const door = await makeKey()
const bridge = await makeKey()
const courier = await makeKey('ES256')
const id = doorIdOf(door)
const root = { door: id, owner: await toVerify(owner) }

const makeLink = async (more: Partial<GrantClaims> = {}, giver = owner): Promise<Link> => {
  const { jwk: key, thumbprint } = await freshLinkKey()
  const claims = grantClaims(giver.thumbprint, thumbprint, id, { link: true, uses: 1, ...more })
  const grant = await makeGrant(giver, claims, giver !== owner)
  const label = { door: 'Lindenstraße 5', call: 'Ada 0151 5555555', kept: 30 }
  const at = 'wss://door.example/mqtt'
  return { v: 1, at, bridge: bridge.jwk, door: door.jwk, chain: [grant], key, label }
}

test('a link is written, read back, bound to the courier and opens as a chain', async () => {
  const link = await makeLink()
  const read = await readLink(`https://door.example/visit/#${await writeLink(link)}`)
  assert.equal(read, link)
  const chain = await bindLink(link, courier.thumbprint)
  assert.is(chain?.length, 2)
  const opened = await openChain(chain ?? [], root)
  assert.ok(opened.ok && opened.holder === courier.thumbprint)
})

test('a link in its long spelling, with a door or without, is still read', async () => {
  const { door: _key, label: _label, ...old } = await makeLink()
  const long = base64url.encode(JSON.stringify(old))
  assert.equal(await readLink(`https://door.example/?door=x#${long}`), old)
  const { label: _none, ...withDoor } = await makeLink()
  assert.equal(await readLink(base64url.encode(JSON.stringify(withDoor))), withDoor)
})

test("a link to the page's own bridge leaves out where that is", async () => {
  const link = await makeLink()
  const url = await linkUrl('https://door.example', link)
  assert.equal(await readLink(url), link)
  const elsewhere = await linkUrl('https://other.example', link)
  assert.ok(elsewhere.length > url.length)
  assert.equal((await readLink(elsewhere))?.at, 'wss://door.example/mqtt')
})

test('a grant that was not made for a link is not bound', async () => {
  const link = await makeLink()
  const grant = await makeGrant(owner, grantClaims(owner.thumbprint, courier.thumbprint, id))
  assert.is(await bindLink({ ...link, chain: [grant] }, courier.thumbprint), undefined)
})

test('the address of an ordinary link is short enough for a QR code of 81 dots a side (586 bytes)', async () => {
  const url = await linkUrl('https://door.example', await makeLink())
  assert.ok(url.length <= 586, `${url.length} characters`)
})

const every = {
  rule: 'FREQ=WEEKLY;BYDAY=MO,TH',
  zone: 'Europe/Berlin',
  start: '2026-11-23',
  from: '10:00',
  to: '12:00',
}

test('law: whatever a grant says, its link is read back as it was written', async () => {
  const some = fc.record(
    {
      uses: fc.integer({ min: 1, max: 10_000 }),
      win: fc.constant(every),
      rec: fc.boolean(),
      dlg: fc.integer({ min: 0, max: 2 }),
      job: fc.stringMatching(/^[\w .:/-]{1,64}$/),
      act: fc.subarray(['unlock', 'lock', 'live'] as const, { minLength: 1 }),
      epoch: fc.nat(),
    },
    { requiredKeys: [] },
  )
  const label = fc.record(
    { door: fc.string({ minLength: 1, maxLength: 80 }), kept: fc.integer({ min: 1, max: 3650 }) },
    { requiredKeys: [], noNullPrototype: true },
  )
  const law = fc.asyncProperty(some, fc.option(label, { nil: undefined }), async (claims, said) => {
    const made = await makeLink(claims)
    const link = { ...made, label: said } as Link
    const url = await linkUrl('https://door.example', link)
    assert.is(JSON.stringify(await readLink(url)), JSON.stringify(link))
  })
  await fc.assert(law, { numRuns: 60 })
})

test('a carrier passes a link on, and it is read back too', async () => {
  const carrier = await makeKey()
  const first = await makeGrant(owner, grantClaims(owner.thumbprint, carrier.thumbprint, id, { dlg: 1 }))
  const made = await makeLink({}, carrier)
  const link = { ...made, chain: [first, ...made.chain] }
  assert.equal(await readLink(await linkUrl('https://door.example', link)), link)
})

test('a damaged link is no link and no fault', async () => {
  const whole = await writeLink(await makeLink())
  for (let at = 0; at < whole.length; at += 7) assert.is(await readLink(whole.slice(0, at)), undefined)
})

test('law: any text is a link or nothing, never a throw', async () => {
  const short = fc.uint8Array().map((bytes) => base64url.encode(new Uint8Array([2, ...bytes])))
  const law = fc.asyncProperty(fc.oneof(fc.string(), fc.base64String(), short), async (text) =>
    assert.is(await readLink(text), undefined),
  )
  await fc.assert(law)
})

test.run()
