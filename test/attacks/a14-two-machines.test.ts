// Attack 14, by accident: two machines of one owner withdraw at the same moment. Both withdrawals hold, and neither
// machine believes that a list counts which the bridge has not taken.

import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadDoorKey } from '#device/keys/door-key.ts'
import { epochMs } from '#protocol/units.ts'
import { revoke } from '#scripts/cli/access/revoke.ts'
import type { Place } from '#scripts/cli/reach/place.ts'
import { grantClaims, makeGrant, makeKey, toVerify } from '#test/support/people.ts'
import { visit } from '#test/support/visitor.ts'
import { openWholeHouse } from '#test/support/whole-house.ts'

const test = suite('attack 14: two withdrawals at once')

test('both hold at the door', async () => {
  const house = await openWholeHouse({ hold: 400 })
  try {
    const now = () => epochMs(Date.now())
    const couriers = [await makeKey(), await makeKey(), await makeKey()]
    const claims = couriers.map((key) => grantClaims(house.owner.thumbprint, key.thumbprint, house.id, {}, now()))
    const chains = await Promise.all(claims.map(async (one) => [await makeGrant(house.owner, one)]))
    const bridgeKey = await toVerify(house.bridge.key)
    const reach = { key: house.bridge.key.jwk, mqtt: house.bridge.url }
    const place: Place = {
      door: house.id,
      doorKey: (await loadDoorKey(join(house.folder, 'door-key.json'))).verify,
      bridge: reach,
      bridgeKey,
      key: house.owner,
      chain: [],
      name: 'front',
    }
    const withdraw = (at: number) =>
      revoke(place, { revocations: undefined }, { what: 'grant', grant: claims[at]?.jti as never }, now, () => false)
    const done = await Promise.all([withdraw(0), withdraw(1)])
    assert.equal(done.map(({ list }) => list.epoch).sort(), [1, 2])
    for (const at of [0, 1]) {
      const courier = await visit(house, couriers[at] as never, chains[at])
      assert.is(await courier.knocks(), 'revoked', `courier ${at}`)
    }
    const honest = await visit(house, couriers[2] as never, chains[2])
    assert.is(await honest.knocks(), 'opened')
  } finally {
    await house.close()
  }
})

test.run()
