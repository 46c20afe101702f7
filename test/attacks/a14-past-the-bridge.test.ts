// Attack 14 (Ho et al. 2016) by another way in: the bridge knows that a courier's access is withdrawn, the door does
// not yet, and the courier goes past the bridge to the door's own socket. Two checks must say yes; there is one.

import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SigningKey } from '#protocol/keys.ts'
import { LOCAL, type ProofClaims } from '#protocol/proof.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import { openLocalLine } from '#scripts/cli/local/line.ts'
import { freshChallenge } from '#test/support/hostile-bridge.ts'
import { grantClaims, makeGrant, makeKey, makeRequest, makeRevocations } from '#test/support/people.ts'
import { until } from '#test/support/wait.ts'
import { openWholeHouse } from '#test/support/whole-house.ts'

const test = suite('attack 14: past the bridge')

test('a grant opens nothing at the door itself, the owner’s own key does', async () => {
  const house = await openWholeHouse({ hold: 400 })
  try {
    const { agent, owner, id: door } = house
    const courier = await makeKey()
    const now = epochMs(Date.now())
    const claims = grantClaims(owner.thumbprint, courier.thumbprint, door, {}, now)
    const chain = [await makeGrant(owner, claims)]
    house.cable.pull()
    const remote = await house.session(owner)
    const list = await makeRevocations(owner, door, { epoch: 1, grants: [claims.jti] })
    await remote.publish(writeTopic('revocations', { door }), list, { qos: 1, retain: true })
    assert.is(agent.door.epoch(), 0, 'the door has not heard of it')

    const line = await openLocalLine(join(house.folder, 'door.sock'))
    const knock = async (key: SigningKey, grants: readonly string[], proof: Partial<ProofClaims> = {}) => {
      const challenge = await freshChallenge(house)
      const request = await makeRequest(key, { door, via: LOCAL, challenge, chain: grants, now, proof })
      return line.ask({ do: 'request', request })
    }
    const written = agent.door.head().n
    for (const act of ['unlock', 'lock'] as const) {
      assert.equal(await knock(courier, chain, { act }), { refused: 'admission_missing' }, act)
    }
    assert.equal(await knock(owner, [await makeGrant(owner, { ...claims, cnf: { jkt: owner.thumbprint } })]), {
      refused: 'admission_missing',
    })
    assert.is(agent.door.head().n, written, 'a stranger fills no journal that way')
    assert.is(house.rig.observe().tally.boltLeftHome, 0)

    assert.type((await knock(owner, []))['receipt'], 'string')
    await until(() => house.rig.observe().tally.boltLeftHome === 1, 'the owner opens', 5000)
    line.close()
  } finally {
    await house.close()
  }
})

test.run()
