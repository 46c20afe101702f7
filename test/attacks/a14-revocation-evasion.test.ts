// Attack 14 (Ho et al. 2016): access is revoked while the door is offline. The next visit is refused; a door that is
// kept in the dark learns from the next visitor's grant that it is behind; a list comes before any queued command.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ADMISSION } from '#protocol/admission.ts'
import type { GrantClaims } from '#protocol/grant.ts'
import { hashText } from '#protocol/hash.ts'
import type { SigningKey } from '#protocol/keys.ts'
import type { Request } from '#protocol/request.ts'
import { signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs, toSeconds } from '#protocol/units.ts'
import { grantClaims, makeGrant, makeKey, makeRequest, makeRevocations } from '#test/support/people.ts'
import { visit } from '#test/support/visitor.ts'
import { until } from '#test/support/wait.ts'
import { openWholeHouse, type WholeHouse } from '#test/support/whole-house.ts'

const test = suite('attack 14: revocation evasion')

const claimsFor = (house: WholeHouse, to: SigningKey, overrides: Partial<GrantClaims> = {}): GrantClaims =>
  grantClaims(house.owner.thumbprint, to.thumbprint, house.id, overrides, epochMs(Date.now()))

/** A bridge that keeps lists to itself hands a request to the door, with an admission of its own. */
const darkly = async (house: WholeHouse, key: SigningKey, chain: readonly string[]): Promise<string> => {
  const challenge = (JSON.parse(atob((await house.agent.door.challenge()).split('.')[1] ?? '')) as { chl: string }).chl
  const now = epochMs(Date.now())
  const asked = await makeRequest(key, { door: house.id, via: house.bridge.thumbprint, challenge, chain, now })
  const request: Request = { ...asked }
  const prf = await hashText(request.proof)
  const claims = {
    v: 1 as const,
    iss: house.bridge.thumbprint,
    aud: house.id,
    req: asked.id as never,
    prf,
    iat: toSeconds(now),
  }
  const admission = await signToken(ADMISSION, claims, house.bridge.key)
  return (await house.agent.door.request(request, { via: 'bridge', admission }))?.code ?? 'ok'
}

test('revoked while the door was offline: refused at the bridge, and at the door before anything queued', async () => {
  const house = await openWholeHouse({ hold: 400 })
  try {
    const courier = await makeKey('ES256')
    const claims = claimsFor(house, courier)
    const chain = [await makeGrant(house.owner, claims)]
    const before = await visit(house, courier, chain)
    assert.is(await before.knocks(), 'opened', 'the honest case')
    await until(() => house.agent.door.open() === undefined, 'the visit is over', 8000)

    house.cable.pull()
    const owner = await house.session(house.owner)
    const list = await makeRevocations(house.owner, house.id, { epoch: 1, grants: [claims.jti] })
    await owner.publish(writeTopic('revocations', { door: house.id }), list, { qos: 1, retain: true })
    assert.is(await before.knocks().catch(() => 'cut off'), 'revoked')
    house.cable.plug()
    await until(() => house.agent.door.epoch() === 1, 'the door has the list', 40_000)
    assert.is(await darkly(house, courier, chain), 'revoked', 'the door says no by itself')
    assert.is(house.rig.observe().tally.boltLeftHome, 1)
  } finally {
    await house.close()
  }
})

test('a door kept in the dark learns from the next visitor, and then opens for nobody but the owner', async () => {
  const house = await openWholeHouse({ hold: 400 })
  try {
    const [courier, friend] = [await makeKey(), await makeKey()]
    const old = [await makeGrant(house.owner, claimsFor(house, courier))]
    // The owner has revoked the courier at epoch 1; the bridge hides it. A friend comes with a newer grant.
    const fresh = [await makeGrant(house.owner, claimsFor(house, friend, { epoch: 1 }))]
    assert.is(await darkly(house, friend, fresh), 'revocations_behind')
    assert.is(await darkly(house, courier, old), 'revocations_behind')
    assert.is(house.rig.observe().tally.boltLeftHome, 0)
    await house.restartAgent()
    assert.is(await darkly(house, courier, old), 'revocations_behind', 'remembered over a restart')
    assert.is(await darkly(house, house.owner, []), 'ok', 'the owner gets in')
    const list = await makeRevocations(house.owner, house.id, { epoch: 1, keys: [courier.thumbprint] })
    assert.ok(await house.agent.door.revocations(list))
    assert.is(await darkly(house, courier, old), 'revoked')
  } finally {
    await house.close()
  }
})

test.run()
