// Attack 23 by people who have nothing to say any more: a carrier whose access was withdrawn, or who holds a copy of a
// used link, makes keys without end and asks for the same door with each. Their asking uses up no room of others.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs, epochSeconds } from '#protocol/units.ts'
import { askAs, openHouse } from '#test/support/house.ts'
import { grantClaims, makeGrant, makeKey, makeRevocations } from '#test/support/people.ts'

const test = suite('attack 23: a crowd without standing')

const CROWD = 8

for (const kind of ['withdrawn', 'link used elsewhere'] as const) {
  test(`a crowd from a grant that is ${kind} locks no honest courier out`, async () => {
    const requestsPerDoor = { burst: 4, perSecond: 0.001 }
    const house = await openHouse({ bridge: { limits: { access: { requestsPerDoor } } } })
    try {
      const { bridge, door, owner } = house
      const now = epochMs(Date.now())
      const carrier = await makeKey()
      const span = { nbf: epochSeconds(Math.floor(now / 1000) - 60), exp: epochSeconds(Math.floor(now / 1000) + 3600) }
      const isLink = kind !== 'withdrawn'
      const claims = grantClaims(owner.thumbprint, carrier.thumbprint, door.id, {
        ...span,
        ...(isLink ? { link: true } : { dlg: 1 }),
      })
      const top = await makeGrant(owner, claims)
      const passedOn = async (key: typeof carrier): Promise<string[]> => {
        const to = grantClaims(carrier.thumbprint, key.thumbprint, door.id, span)
        return [top, await makeGrant(carrier, to, true)]
      }
      if (isLink) {
        const first = await makeKey()
        await (await house.connect(first, { chain: await passedOn(first) })).end()
      } else {
        const list = await makeRevocations(owner, door.id, { epoch: 1, grants: [claims.jti] })
        const client = await house.connect(owner)
        await client.publish(writeTopic('revocations', { door: door.id }), list, { retain: true })
      }
      for (let count = 0; count < CROWD; count += 1) {
        const key = await makeKey()
        const chain = await passedOn(key)
        const client = await house.connect(key, { chain })
        await client.subscribe(writeTopic('receipt', { door: door.id, request: '+' }))
        const { code } = await askAs(client, bridge, door, chain)
        assert.is(code, isLink ? 'link_already_bound' : 'revoked', `number ${count}`)
      }
      const courier = await house.courier(isLink ? {} : { epoch: 1 })
      assert.is((await courier.ask()).step, 'opened', 'the honest case')
    } finally {
      await house.close()
    }
  })
}

test.run()
