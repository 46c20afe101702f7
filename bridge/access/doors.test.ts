import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SigningKey } from '#protocol/keys.ts'
import { OWNERSHIP } from '#protocol/ownership.ts'
import { signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { type DoorId, epochMs, type Thumbprint } from '#protocol/units.ts'
import { startDoor } from '#test/support/door-client.ts'
import { askAs, type House, type HouseChanges, openHouse } from '#test/support/house.ts'
import { makeKey, makeRevocations } from '#test/support/people.ts'
import { rejection, until } from '#test/support/wait.ts'

const test = suite('doors')

const withHouse =
  (test: (house: House) => Promise<void>, changes: HouseChanges = {}) =>
  async (): Promise<void> => {
    const house = await openHouse(changes)
    try {
      await test(house)
    } finally {
      await house.close()
    }
  }

const presenceOf = async (house: House): Promise<boolean> => {
  const client = await house.connect(house.owner, { suffix: `p${Math.random().toString(36).slice(2)}` })
  const topic = writeTopic('presence', { door: house.door.id })
  await client.subscribe(topic)
  const { payload } = await client.next(topic)
  await client.end()
  return (JSON.parse(payload) as { online: boolean }).online
}

const ownershipOf = (door: SigningKey, owner: SigningKey, bridge: Thumbprint, iss = door.thumbprint): Promise<string> =>
  signToken(OWNERSHIP, { v: 1, iss: iss as DoorId, owner: owner.jwk, bridge, at: epochMs(Date.now()) }, door)

test(
  'are there while they listen for commands, and away when they are not',
  withHouse(async (house) => {
    await until(() => presenceOf(house), 'the door is there')
    await house.door.end()
    await until(async () => !(await presenceOf(house)), 'the door is away')
    await startDoor({ ...house.bridge.at, owner: house.owner, goesOn: house.door }).then(async (back) => {
      await until(() => presenceOf(house), 'the door is there again')
      await back.end()
    })
  }),
)

test(
  'are told how far the bridge has their journal',
  withHouse(async (house) => {
    const { bridge, owner, door } = house
    const topic = writeTopic('journalHead', { door: door.id })
    assert.is((JSON.parse((await door.client.next(topic)).payload) as { n: number }).n, -1)
    await door.end()
    const back = await startDoor({ ...bridge.at, owner, goesOn: door })
    const head = JSON.parse((await back.client.next(topic)).payload) as { n: number; hash?: string }
    assert.is(head.n, 0)
    assert.type(head.hash, 'string')
    await back.end()
  }),
)

test(
  'are known after a restart, with their owner, their list and their journal',
  withHouse(async (house) => {
    const { bridge, owner, door } = house
    const client = await house.connect(owner)
    const list = await makeRevocations(owner, door.id, { epoch: 3 })
    await client.publish(writeTopic('revocations', { door: door.id }), list, { retain: true })
    await bridge.restart()
    const back = await house.connect(owner, { suffix: 'back' })
    const topics = (['ownership', 'revocations', 'presence'] as const).map((name) =>
      writeTopic(name, { door: door.id }),
    )
    assert.equal(await back.subscribe(...topics), [])
    for (const topic of topics) await back.next(topic)
    const again = await startDoor({ ...bridge.at, owner, goesOn: door })
    const courier = await house.courier({ epoch: 3 })
    assert.is((await askAs(courier.client, bridge, again, courier.chain)).step, 'opened')
    assert.is(again.commands[0]?.revocations, list)
    await again.end()
  }),
)

test(
  'are believed only by their own key, for this bridge',
  withHouse(async (house) => {
    const { bridge, owner, door } = house
    const [key, thief] = [await makeKey(), await makeKey()]
    const topicOf = (id: Thumbprint) => writeTopic('ownership', { door: id })
    const bad: readonly (readonly [SigningKey, Thumbprint, string])[] = [
      // Another's door, in its own name and in the other's.
      [thief, door.id, await ownershipOf(thief, thief, bridge.thumbprint)],
      [thief, door.id, await ownershipOf(thief, thief, bridge.thumbprint, door.id)],
      // Another's honest word on one's own topic.
      [thief, thief.thumbprint, await ownershipOf(door.key, owner, bridge.thumbprint)],
      [key, key.thumbprint, await ownershipOf(key, owner, thief.thumbprint)],
      [key, key.thumbprint, 'x'],
      [key, key.thumbprint, ''],
    ]
    for (const [who, id, token] of bad) {
      const client = await house.connect(who)
      await rejection(client.publish(topicOf(id), token, { retain: true }))
    }
    assert.is(await bridge.store.doors.get(thief.thumbprint as DoorId), undefined)
    assert.is((await bridge.store.doors.get(door.id))?.ownership.owner, owner.thumbprint)
  }),
)

test('may belong to those alone whom the settings name', async () => {
  const [named, other] = [await makeKey(), await makeKey()]
  const house = await openHouse({ bridge: { owners: new Set([named.thumbprint]) }, door: { owner: named } })
  try {
    await rejection(startDoor({ ...house.bridge.at, owner: other }))
    assert.is((await house.bridge.store.doors.all()).length, 1)
  } finally {
    await house.close()
  }
})

test(
  'are bounded in number, and those that are known stay',
  withHouse(
    async (house) => {
      const { bridge, owner, door } = house
      await house.anotherDoor()
      await rejection(startDoor({ ...bridge.at, owner }))
      const back = await startDoor({ ...bridge.at, owner, goesOn: door })
      await back.end()
    },
    { bridge: { limits: { access: { doors: 2 } } } },
  ),
)

test(
  'take nothing along from a former owner to a new one',
  withHouse(async (house) => {
    const { bridge, owner, door } = house
    const courier = await house.courier({ epoch: 1 })
    const former = await house.connect(owner)
    const list = await makeRevocations(owner, door.id, { epoch: 1 })
    const lists = writeTopic('revocations', { door: door.id })
    await former.publish(lists, list, { retain: true })
    assert.is((await courier.ask()).step, 'opened')
    const next = await makeKey()
    await door.say('ownership', await ownershipOf(door.key, next, bridge.thumbprint))
    // The former owner and its couriers have no say any more.
    const state = writeTopic('state', { door: door.id })
    const again = await house.connect(owner, { suffix: 'again' })
    assert.equal(await again.subscribe(state, lists), [state, lists])
    await rejection(again.publish(lists, await makeRevocations(owner, door.id, { epoch: 2 }), { retain: true }))
    await rejection(courier.ask())
    // The new one begins with an empty list.
    const fresh = await house.connect(next)
    assert.equal(await fresh.subscribe(state, lists), [])
    assert.is((await askOwner(fresh, house)).step, 'opened')
    assert.not(fresh.heard.some(({ topic }) => topic === lists))
    await fresh.publish(lists, await makeRevocations(next, door.id, { epoch: 1 }), { retain: true })
    assert.is((await bridge.store.revocations.get(door.id))?.epoch, 1)
  }),
)

const askOwner = async (client: Awaited<ReturnType<House['connect']>>, house: House) => {
  await client.subscribe(writeTopic('receipt', { door: house.door.id, request: '+' }))
  return askAs(client, house.bridge, house.door, [])
}

test(
  'that have no bridge yet may pair and nothing else',
  withHouse(async (house) => {
    const key = await makeKey()
    const unpaired = await house.connect(key, { bridge: 'unpaired' })
    const rendezvous = 'R'.repeat(43)
    const offer = writeTopic('pairingOffer', { rendezvous })
    assert.equal(await unpaired.subscribe(offer), [])
    const owner = await house.connect(await makeKey())
    const message = JSON.stringify({ v: 1, token: 'a.b.c', mac: 'M'.repeat(43) })
    await owner.publish(offer, message)
    assert.is((await unpaired.next(offer)).payload, message)
    const own = writeTopic('command', { door: key.thumbprint })
    assert.equal(await unpaired.subscribe(own), [own])
    const token = await ownershipOf(key, house.owner, house.bridge.thumbprint)
    await rejection(unpaired.publish(writeTopic('ownership', { door: key.thumbprint }), token, { retain: true }))
  }),
)

test.run()
