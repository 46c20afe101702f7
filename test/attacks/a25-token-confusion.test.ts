// Attack 25: token confusion, through the running house: `none`, HS256 keyed with a public key, another curve, a key
// carried where one is pinned, a token of another type, too large, with a name twice, nested deeply. In grants, proofs,
// admissions, lists, orders and the password of CONNECT. Source: RFC 8725 §2.1, §2.8, §3.1, §3.10, §3.11; RFC 8259 §4.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ADMISSION } from '#protocol/admission.ts'
import { chainHash } from '#protocol/chain.ts'
import { CONNECT } from '#protocol/connect.ts'
import { GRANT } from '#protocol/grant.ts'
import { freshId, freshRequestId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { REQUEST_BYTES } from '#protocol/limits.ts'
import { ORDER, type OrderClaims } from '#protocol/order.ts'
import { PROOF, type ProofClaims } from '#protocol/proof.ts'
import type { Request } from '#protocol/request.ts'
import { REVOCATIONS, type RevocationClaims } from '#protocol/revocation.ts'
import { signToken } from '#protocol/token.ts'
import { epochMs, epochSeconds } from '#protocol/units.ts'
import { connectAs } from '#test/support/client.ts'
import { admissionFor, command, forceUpon, freshChallenge } from '#test/support/hostile-bridge.ts'
import { grantClaims, makeGrant, makeKey } from '#test/support/people.ts'
import { type Visitor, visit } from '#test/support/visitor.ts'
import { rejection, until, within } from '#test/support/wait.ts'
import { openWholeHouse, type WholeHouse } from '#test/support/whole-house.ts'
import { confusions, signed } from './confusion.fixture.ts'

interface Scene {
  house: WholeHouse
  courier: SigningKey
  /** The owner's honest grant for the courier, as claims and as a token. */
  claims: ReturnType<typeof grantClaims>
  grant: string
}

const test = suite<Scene>('attack 25: token confusion')

const PLENTY = { burst: 1000, perSecond: 1000 }

test.before(async (scene) => {
  const access = { requestsPerKey: PLENTY, requestsPerDoor: PLENTY }
  const house = await openWholeHouse({ hold: 300, bridge: { limits: { access, broker: { connects: PLENTY } } } })
  const courier = await makeKey()
  const claims = grantClaims(house.owner.thumbprint, courier.thumbprint, house.id, {}, epochMs(Date.now()))
  Object.assign(scene, { house, courier, claims, grant: await makeGrant(house.owner, claims) })
})
test.after(async ({ house }) => {
  await house.close()
})

const openings = (house: WholeHouse): number => house.rig.observe().tally.boltLeftHome
const isOver = (house: WholeHouse): Promise<void> =>
  until(() => house.agent.door.open() === undefined, 'the visit is over', 8000)

const proofClaims = async (
  { house, courier }: Scene,
  challenge: string,
  chain: readonly string[],
): Promise<ProofClaims> => ({
  v: 1,
  jti: freshRequestId(),
  iss: courier.thumbprint,
  aud: house.id,
  act: 'unlock',
  chl: challenge,
  cth: await chainHash(chain),
  via: house.bridge.thumbprint,
  iat: epochSeconds(Math.floor(Date.now() / 1000)),
})

const asking = async (scene: Scene, challenge: string, chain: readonly string[]): Promise<Request> => ({
  v: 1,
  chain: [...chain],
  proof: await signToken(PROOF, await proofClaims(scene, challenge, chain), scene.courier),
})

/** An honest connection of the courier's. */
const connected = async ({ house, courier, grant }: Scene): Promise<Visitor> => {
  const visitor = await visit(house, courier, [grant])
  await until(() => visitor.challenge() !== '', 'a challenge is heard')
  return visitor
}

/** @returns the code that the bridge answers with, or `cut off` when it ends the connection over it */
const atBridge = async (scene: Scene, make: (challenge: string) => Promise<Request>): Promise<string> => {
  const visitor = await connected(scene)
  try {
    const request = await make(visitor.challenge())
    visitor.send(request).catch(() => undefined)
    const answered = until(() => visitor.heard.length > 0, 'an answer', 4000).then(() => visitor.heard[0])
    const first = await Promise.race([answered, visitor.session.closed.then(() => 'cut off' as const)])
    answered.catch(() => undefined)
    return first === 'cut off' ? first : (first?.code ?? first?.step ?? '')
  } finally {
    await visitor.session.close()
  }
}

const REFUSED = /^(token_\w+|wrong_key|chain_broken|cut off|dropped)$/

test('opens for the honest token all of these are made from', async (scene) => {
  const before = openings(scene.house)
  assert.is(await atBridge(scene, (challenge) => asking(scene, challenge, [scene.grant])), 'opened')
  await isOver(scene.house)
  assert.is(openings(scene.house), before + 1)
})

test('opens for no confused grant, at the bridge or at the door', async (scene) => {
  const { house, claims } = scene
  const before = openings(house)
  for (const { what, token } of await confusions(GRANT.typ, claims, house.owner, false)) {
    const code = await atBridge(scene, (challenge) => asking(scene, challenge, [token]))
    assert.match(code, REFUSED, `${what}, at the bridge`)
    const alone = await forceUpon(house, await asking(scene, await freshChallenge(house), [token]))
    assert.match(alone, REFUSED, `${what}, at the door`)
  }
  assert.is(openings(house), before)
})

test('opens for no confused proof, at the bridge or at the door', async (scene) => {
  const { house, courier, grant } = scene
  const before = openings(house)
  const forgeries = async (challenge: string) =>
    confusions(PROOF.typ, await proofClaims(scene, challenge, [grant]), courier, true)
  const count = (await forgeries(freshId())).length
  for (let at = 0; at < count; at += 1) {
    let what = ''
    const forge = async (challenge: string): Promise<Request> => {
      const forged = (await forgeries(challenge))[at]
      what = forged?.what ?? ''
      return { v: 1, chain: [grant], proof: forged?.token ?? '' }
    }
    assert.match(await atBridge(scene, forge), REFUSED, `${what}, at the bridge`)
    assert.match(await forceUpon(house, await forge(await freshChallenge(house))), REFUSED, `${what}, at the door`)
  }
  assert.is(openings(house), before)
})

test('takes no honest token in the place of another', async (scene) => {
  const { house, courier, grant } = scene
  const before = openings(house)
  const places = async (challenge: string): Promise<Request[]> => {
    const honest = await asking(scene, challenge, [grant])
    const claims = await proofClaims(scene, challenge, [grant])
    const asConnect = await signToken(
      CONNECT,
      {
        v: 1,
        iss: courier.thumbprint,
        aud: house.bridge.thumbprint,
        jti: claims.jti,
        iat: claims.iat,
        cid: courier.thumbprint,
        chain: [grant],
      },
      courier,
    )
    const asGrant = await signed(
      { alg: 'EdDSA', typ: GRANT.typ, jwk: courier.jwk },
      JSON.stringify(claims),
      courier.privateKey,
    )
    return [
      { ...honest, proof: grant },
      { ...honest, proof: asConnect },
      { ...honest, proof: asGrant },
      { ...honest, chain: [honest.proof] },
      { ...honest, chain: [grant, honest.proof] },
      { ...honest, chain: [await house.agent.door.challenge()] },
    ]
  }
  const count = (await places(freshId())).length
  for (let at = 0; at < count; at += 1) {
    const make = async (challenge: string): Promise<Request> =>
      (await places(challenge))[at] ?? { v: 1, chain: [], proof: '' }
    assert.match(await atBridge(scene, make), REFUSED, `${at}, at the bridge`)
    assert.match(await forceUpon(house, await make(await freshChallenge(house))), REFUSED, `${at}, at the door`)
  }
  assert.is(openings(house), before)
})

test("opens for no admission but the paired bridge's own", async (scene) => {
  const { house, grant } = scene
  const { bridge, agent } = house
  const before = openings(house)
  const honest = async (): Promise<Request> => asking(scene, await freshChallenge(house), [grant])
  const count = (await confusions(ADMISSION.typ, {}, bridge.key, false)).length
  for (let at = 0; at < count; at += 1) {
    const request = await honest()
    const forged = (await confusions(ADMISSION.typ, await admissionFor(house, request), bridge.key, false))[at]
    const said = await command(house, { v: 1, request, admission: forged?.token ?? '' })
    assert.match(said, /^(admission_wrong|dropped)$/, forged?.what)
  }
  const request = await honest()
  const byOwner = await signToken(ADMISSION, await admissionFor(house, request), house.owner)
  assert.is(
    await command(house, { v: 1, request, admission: byOwner }),
    'admission_wrong',
    "the owner's key is no bridge's",
  )
  assert.is((await agent.door.request(await honest(), { via: 'bridge', admission: '' }))?.code, 'admission_wrong')
  assert.is(openings(house), before)
  assert.is(await forceUpon(house, await honest()), 'ok', 'the honest one beside them')
  await isOver(house)
  assert.is(openings(house), before + 1)
})

test('takes no list and no order that is confused', async (scene) => {
  const { house } = scene
  const { owner, agent } = house
  const iat = epochSeconds(Math.floor(Date.now() / 1000))
  const list: RevocationClaims = {
    v: 1,
    iss: owner.thumbprint,
    aud: house.id,
    epoch: 9,
    iat,
    grants: [],
    keys: [],
    before: 0,
  }
  for (const { what, token } of await confusions(REVOCATIONS.typ, list, owner, false)) {
    // A list may be long: `too large` is refused for the claim in it.
    assert.is(await agent.door.revocations(token), false, what)
  }
  const off = async (): Promise<OrderClaims> => {
    const chl = await freshChallenge(house)
    return {
      v: 1,
      jti: freshRequestId(),
      iss: owner.thumbprint,
      aud: house.id,
      iat,
      chl,
      what: { kind: 'remote', off: true },
    }
  }
  for (const { what, token } of await confusions(ORDER.typ, await off(), owner, false)) {
    const taken = await agent.door.orders.take(token, true)
    assert.not(taken.ok, what)
  }
  assert.is(agent.door.epoch(), 0)
  assert.is(
    (await agent.door.orders.take(await signToken(ORDER, await off(), owner), true)).ok,
    true,
    'the honest order',
  )
  const on = { ...(await off()), what: { kind: 'remote' as const, off: false } }
  assert.is((await agent.door.orders.take(await signToken(ORDER, on, owner), true)).ok, true)
})

test('lets nobody connect by a confused password', async (scene) => {
  const { house, courier, grant } = scene
  const { bridge } = house
  const claims = {
    v: 1,
    iss: courier.thumbprint,
    aud: bridge.thumbprint,
    jti: freshId(),
    iat: Math.floor(Date.now() / 1000),
    cid: courier.thumbprint,
    chain: [grant],
  }
  const passwords = [
    ...(await confusions(CONNECT.typ, claims, courier, true)),
    { what: 'a grant', token: grant },
    { what: 'a proof', token: (await asking(scene, freshId(), [grant])).proof },
    { what: 'larger than any', token: 'A'.repeat(2 * REQUEST_BYTES) },
    { what: 'nothing', token: '' },
  ]
  for (const { what, token } of passwords) {
    const trying = connectAs(courier, { ...bridge.at, options: { password: token } })
    assert.instance(await rejection(trying), Error, what)
  }
  const honest = await within(connectAs(courier, { ...bridge.at, chain: [grant] }), 'the honest one to connect')
  await honest.end()
})

test.run()
