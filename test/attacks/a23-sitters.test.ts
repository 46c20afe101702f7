// Attack 23 by sitting still: strangers with keys of their own, and people whose access was withdrawn, connect properly
// from many addresses and stay, until there is no connection left. Whoever has no standing at any door makes room.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeTopic } from '#protocol/topics.ts'
import type { Client } from '#test/support/client.ts'
import { openHouse } from '#test/support/house.ts'
import { makeKey, makeRevocations } from '#test/support/people.ts'
import { pause, until } from '#test/support/wait.ts'

const test = suite('attack 23: those who sit on connections')

const SEATS = 20

test('sitters without standing make room, the oldest first, and nobody else has to', async () => {
  const house = await openHouse({ bridge: { limits: { broker: { connections: SEATS } } } })
  try {
    const { door, owner } = house
    const honest = await house.courier({ epoch: 1 })
    const listens = await house.connect(owner)
    const withdrawn = await makeKey()
    const former = await house.connect(withdrawn, { chain: await house.grant(withdrawn, { epoch: 0 }) })
    const list = await makeRevocations(owner, door.id, { epoch: 1, keys: [withdrawn.thumbprint] })
    await listens.publish(writeTopic('revocations', { door: door.id }), list, { retain: true })

    const sitters: Client[] = []
    const sit = async (): Promise<void> => {
      const sitter = await house.connect(await makeKey()).catch(() => undefined)
      if (sitter) sitters.push(sitter)
    }
    await Promise.all(Array.from({ length: SEATS - 4 }, sit))
    await until(() => house.bridge.connections() <= (SEATS * 3) / 4, 'there is room again')
    assert.not.ok(former.isConnected(), 'whose access was withdrawn goes with the sitters')
    assert.ok(sitters.at(-1)?.isConnected(), 'the youngest may stay: it may be a door that is being paired')
    for (const client of [door.client, listens, honest.client]) assert.ok(client.isConnected())
    assert.is((await honest.ask()).step, 'opened')
    await (await house.connect(owner, { suffix: 'phone' })).end()
  } finally {
    await house.close()
  }
})

test('the honest case: a stranger in an uncrowded house stays', async () => {
  const house = await openHouse({ bridge: { limits: { broker: { connections: SEATS } } } })
  try {
    const stranger = await house.connect(await makeKey())
    await pause(1200)
    assert.ok(stranger.isConnected())
  } finally {
    await house.close()
  }
})

test.run()
