// Attack 21: forged publishes: by another client, by a will, to `$SYS`, retained to a stranger; and listening with
// wildcards. Every topic of the table is tried by everybody the table does not name. Source: MQTT 3.1.1 §4.7.2, §5.4;
// CVE-2017-7650 (pattern ACLs), moscajs/aedes#597 (`$SYS`). The hostile bridge is tested with the door.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshId } from '#protocol/ids.ts'
import { type Role, TOPICS, type TopicName, topicOf, writeTopic } from '#protocol/topics.ts'
import { connectAs } from '#test/support/client.ts'
import { type House, openHouse } from '#test/support/house.ts'
import { makeKey } from '#test/support/people.ts'
import { pause, rejection } from '#test/support/wait.ts'

const CONNECTS = { burst: 1000, perSecond: 1000 }
const forged = suite<{ house: House }>('attack 21: forged publishes')

forged.before.each(async (context) => {
  context.house = await openHouse({ bridge: { limits: { broker: { connects: CONNECTS } } } })
})
forged.after.each(async ({ house }) => {
  await house.close()
})

const names = Object.keys(TOPICS) as TopicName[]

/** One of each role, and those who are something at another door only. */
const people = async ({ house }: { house: House }) => {
  const { owner, door } = house
  const holder = await makeKey()
  const live = await makeKey()
  const otherOwner = await makeKey()
  const other = await house.anotherDoor({ owner: otherOwner })
  return [
    { who: 'the owner', role: 'owner' as Role, key: owner },
    { who: 'the door', role: 'door' as Role, key: door.key },
    { who: 'a holder', role: 'holder' as Role, key: holder, chain: await house.grant(holder) },
    { who: 'a live viewer', role: 'holder' as Role, key: live, chain: await house.grant(live, { act: ['live'] }) },
    { who: 'a stranger', role: 'anyone' as Role, key: await makeKey() },
    { who: "another door's owner", role: 'anyone' as Role, key: otherOwner },
    { who: 'another door', role: 'anyone' as Role, key: other.key },
  ]
}

forged('lets each topic be heard by those of the table only', async ({ house }) => {
  let tried = 0
  for (const { who, role, key, ...more } of await people({ house })) {
    const client = await house.connect(key, { ...more, suffix: 'hears' })
    for (const name of names) {
      const topic = writeTopic(name, {
        door: house.door.id,
        request: freshId(),
        peer: key.thumbprint,
        rendezvous: house.door.id,
      })
      const { hears } = topicOf(name)
      let may = hears.includes(role) || hears.includes('anyone')
      // What goes to one peer is for who may look; the door hears the signals of every peer.
      if (topicOf(name).template.includes('{peer}') && who === 'a holder') may = false
      // Only by a grant that says so.
      if (name === 'journal' && role === 'holder') may = false
      assert.equal(await client.subscribe(topic), may ? [] : [topic], `${who} listens to ${name}`)
      tried += 1
    }
    await client.end()
  }
  assert.is(tried, 7 * names.length)
})

forged('takes each topic from those of the table only', async ({ house }) => {
  const spy = await house.connect(house.owner, { suffix: 'spy' })
  await spy.subscribe(
    ...names
      .filter((name) => topicOf(name).hears.includes('owner') && name !== 'receipt')
      .map((name) => writeTopic(name, { door: house.door.id, peer: house.owner.thumbprint })),
  )
  // What is retained for the owner comes first, and is honest.
  await pause(100)
  const honest = spy.heard.length
  let refused = 0
  for (const { who, role, key, ...more } of await people({ house })) {
    for (const name of names) {
      const { says, retain, qos } = topicOf(name)
      if (says.includes(role) || says.includes('anyone')) continue
      const client = await house.connect(key, { ...more, suffix: 'says' })
      const slots = { door: house.door.id, request: freshId(), peer: key.thumbprint }
      const error = await rejection(client.publish(writeTopic(name, slots), 'forged', { qos, retain }))
      assert.is(error.message, 'the connection ended', `${who} says ${name}`)
      refused += 1
    }
  }
  assert.ok(refused > 50)
  await pause(50)
  // Doors and owners that showed up twice came and went, and nothing else was heard.
  const heard = spy.heard.slice(honest).filter(({ topic }) => !/\/(presence|notice|ownership)$/.test(topic))
  assert.equal(heard, [])
})

for (const filter of [
  '#',
  '+/#',
  '$SYS/#',
  '$SYS/+/heartbeat',
  'hausrecht/#',
  'hausrecht/1/doors/+/state',
  'hausrecht/1/doors/+/challenge',
  'hausrecht/1/pairing/+/offer',
  '$share/g/hausrecht/1/doors/+/state',
]) {
  forged(`lets not even the owner listen to ${filter}`, async ({ house }) => {
    const client = await house.connect(house.owner, { suffix: freshId() })
    const asked = client.subscribe(filter)
    const refused = await asked.catch(() => [filter])
    assert.equal(refused, [filter])
    await client.end()
  })
}

forged('lets a courier open `receipt/+` and no other place', async ({ house }) => {
  const { client } = await house.courier()
  const door = house.door.id
  assert.equal(await client.subscribe(`hausrecht/1/doors/${door}/receipt/+`), [])
  for (const filter of [
    `hausrecht/1/doors/${door}/+`,
    `hausrecht/1/doors/${door}/#`,
    `hausrecht/1/doors/+/receipt/+`,
    `hausrecht/1/doors/${door}/signal/+/down`,
  ]) {
    assert.equal(await client.subscribe(filter), [filter])
  }
})

for (const topic of ['$SYS/x/heartbeat', '$SYS/x/new/clients', 'x', 'hausrecht/1/doors/x/state', '/', 'hausrecht/1']) {
  forged(`lets nobody publish to ${topic}`, async ({ house }) => {
    const client = await house.connect(house.owner, { suffix: freshId() })
    await rejection(client.publish(topic, 'x'))
    const other = await house.connect(house.owner, { suffix: freshId() })
    assert.ok(other.isConnected())
    await other.end()
  })
}

forged('takes no will from anybody', async ({ house }) => {
  const { bridge, door } = house
  for (const topic of [
    `hausrecht/1/doors/${door.id}/command`,
    '$SYS/x/new/clients',
    writeTopic('state', { door: door.id }),
  ]) {
    const will = { topic, payload: Buffer.from('{}'), qos: 1 as const, retain: true }
    await rejection(connectAs(door.key, { ...bridge.at, suffix: 'will', options: { will } }))
  }
  assert.ok(door.client.isConnected())
})

forged("leaves no stranger's message on a topic, and no door's on another's", async ({ house }) => {
  const { owner, door } = house
  const other = await house.anotherDoor({ owner: await makeKey() })
  const topic = writeTopic('state', { door: door.id })
  const before = await house.connect(owner, { suffix: freshId() })
  await before.subscribe(topic)
  const honest = (await before.next(topic)).payload
  await before.end()
  for (const key of [await makeKey(), other.key, owner]) {
    for (const payload of ['', 'forged']) {
      const client = await house.connect(key, { suffix: 'forger' })
      await rejection(client.publish(topic, payload, { retain: true }))
    }
  }
  const after = await house.connect(owner, { suffix: freshId() })
  await after.subscribe(topic)
  assert.is((await after.next(topic)).payload, honest)
  await after.end()
})

forged("takes no state, challenge or receipt that the door's key did not sign", async ({ house }) => {
  const other = await house.anotherDoor()
  // A door that repeats another door's honest words, and one that says its own on the wrong topic.
  const spy = await house.connect(house.owner, { suffix: freshId() })
  await spy.subscribe(writeTopic('state', { door: house.door.id }), writeTopic('challenge', { door: house.door.id }))
  for (const name of ['state', 'challenge'] as const) {
    const { payload } = await spy.next(writeTopic(name, { door: house.door.id }))
    const liar = await house.connect(other.key, { suffix: 'liar' })
    await rejection(liar.publish(writeTopic(name, { door: other.id }), payload, { retain: true }))
  }
  assert.ok(house.door.client.isConnected())
})

forged('lets the honest go on beside all that', async ({ house }) => {
  const courier = await house.courier()
  await house.door.rotate()
  assert.is((await courier.ask()).step, 'opened')
})

forged.run()
