import { base64url } from 'jose'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openChain } from '#protocol/chain.ts'
import type { GrantClaims } from '#protocol/grant.ts'
import { freshLinkKey, type Link, writeLink } from '#protocol/link.ts'
import { doorIdOf, grantClaims, MONDAY, makeGrant, makeKey, toVerify } from '#test/support/people.ts'
import { freshKey } from '../tokens/key.ts'
import { allowedBy, readGrant } from './grant.ts'
import { bind, readFragment } from './link.ts'

const test = suite("the page's access")

const owner = await makeKey()
const door = await makeKey()
const bridge = await makeKey()
const id = doorIdOf(door)
const root = { door: id, owner: await toVerify(owner) }
const win = { rule: 'FREQ=WEEKLY;BYDAY=MO', zone: 'Europe/Berlin', start: '2026-11-23', from: '10:00', to: '12:00' }

const makeLink = async (more: Partial<GrantClaims> = {}): Promise<Link> => {
  const { jwk: key, thumbprint } = await freshLinkKey()
  const claims = grantClaims(owner.thumbprint, thumbprint, id, { link: true, uses: 1, ...more })
  const chain = [await makeGrant(owner, claims)]
  return { v: 1, at: 'wss://h.example/mqtt', bridge: bridge.jwk, door: door.jwk, chain, key, label: { door: 'Home' } }
}

test('a link is read, bound to the page’s own key and opens as a chain', async () => {
  const link = await readFragment(await writeLink(await makeLink({ win }), 'https://h.example'))
  assert.ok(link)
  const key = await freshKey()
  const chain = (link && (await bind(link, key.thumbprint))) ?? []
  const opened = await openChain(chain, root)
  assert.ok(opened.ok && opened.holder === key.thumbprint, JSON.stringify(opened))
  const allowed = allowedBy(chain)
  assert.equal([allowed?.door, allowed?.uses, allowed?.windows], [id, 1, [win]])
  assert.equal(link?.label.door, 'Home')
})

test('the long spelling is read too', async () => {
  const made = await makeLink()
  assert.equal((await readFragment(base64url.encode(JSON.stringify(made))))?.chain, made.chain)
})

test('a link that names no door, holds no grant or another key is not taken', async () => {
  const { door: _none, ...without } = await makeLink()
  assert.is(await readFragment(await writeLink(without)), undefined)
  assert.is(await readFragment(await writeLink({ ...(await makeLink()), chain: ['a.b.c'] })), undefined)
  const swapped = { ...(await makeLink()), key: (await freshLinkKey()).jwk }
  const read = await readFragment(await writeLink(swapped))
  assert.is(read && (await bind(read, owner.thumbprint)), undefined)
  const plain = await makeLink()
  const bound = { ...plain, chain: [await makeGrant(owner, grantClaims(owner.thumbprint, owner.thumbprint, id))] }
  const unmade = await readFragment(await writeLink(bound))
  assert.is(unmade && (await bind(unmade, owner.thumbprint)), undefined)
})

test('what a stranger puts into the address is no link and no fault', async () => {
  for (const text of ['', 'x', 'A'.repeat(40_000), base64url.encode('{"v":1}'), base64url.encode('null'), 'Ag'])
    assert.is(await readFragment(text), undefined)
})

test('of a chain, the narrowest counts', async () => {
  const holder = await makeKey()
  const from = grantClaims(owner.thumbprint, holder.thumbprint, id, { uses: 20, rec: true, act: ['unlock', 'lock'] })
  const first = await makeGrant(owner, from)
  const later = { ...grantClaims(holder.thumbprint, door.thumbprint, id, { uses: 2, win }), act: ['unlock' as const] }
  const second = await makeGrant(
    holder,
    { ...later, nbf: (from.nbf + 60) as never, exp: (from.exp - 60) as never },
    true,
  )
  const allowed = allowedBy([first, second])
  assert.equal(allowed?.act, ['unlock'])
  assert.equal([allowed?.uses, allowed?.rec, allowed?.nbf, allowed?.exp], [2, true, from.nbf + 60, from.exp - 60])
  assert.is(allowedBy([first, 'x']), undefined)
  assert.is(readGrant(second)?.iss, holder.thumbprint)
  assert.ok(MONDAY > 0)
})

test.run()
