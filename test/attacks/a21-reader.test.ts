// Attacks 21 and 22 with a reader's token, which a broker keeps in a settings file and whoever reads that file has: it
// hears one door's state and nothing else, says nothing, ends with its time or the owner's word, and is one connection.
// Source: MQTT 3.1.1 §3.1.3.1, §5.4; RFC 6750 §5 (bearer tokens).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshGrantId, freshId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { READER, READER_NAME, type ReaderClaims, readerClientId } from '#protocol/reader.ts'
import { signToken } from '#protocol/token.ts'
import { TOPICS, type TopicName, topicOf, writeTopic } from '#protocol/topics.ts'
import { epochMs, epochSeconds, toSeconds } from '#protocol/units.ts'
import { type Client, connectAs } from '#test/support/client.ts'
import { type House, openHouse } from '#test/support/house.ts'
import { mosquittoPath, startMosquitto } from '#test/support/mosquitto.ts'
import { makeKey, makeRevocations } from '#test/support/people.ts'
import { pause, rejection, until, within } from '#test/support/wait.ts'

const CONNECTS = { burst: 1000, perSecond: 1000 }
const reader = suite<{ house: House }>('attacks 21 and 22: a reader of the state')

reader.before.each(async (context) => {
  context.house = await openHouse({ bridge: { limits: { broker: { connects: CONNECTS } } } })
})
reader.after.each(async ({ house }) => {
  await house.close()
})

interface Reading {
  readonly claims: ReaderClaims
  readonly token: string
}

const tokenFor = async (
  { bridge, owner, door }: House,
  changes: Partial<ReaderClaims> = {},
  signer: SigningKey = owner,
): Promise<Reading> => {
  const now = toSeconds(epochMs(Date.now()))
  const claims: ReaderClaims = {
    v: 1,
    jti: freshGrantId(),
    iss: signer.thumbprint,
    aud: bridge.thumbprint,
    door: door.id,
    nbf: epochSeconds(now - 60),
    exp: epochSeconds(now + 3600),
    epoch: 0,
    ...changes,
  }
  return { claims, token: await signToken(READER, claims, signer) }
}

/** Connects as a broker with this token does. */
const readAs = async (
  house: House,
  { claims, token }: Reading,
  clientId = readerClientId(claims.jti),
): Promise<Client> =>
  connectAs(await makeKey(), {
    ...house.bridge.at,
    options: { clientId, username: READER_NAME, password: token },
  })

const names = Object.keys(TOPICS) as TopicName[]
const stateOf = (house: House): string => writeTopic('state', { door: house.door.id })

reader('hears the state it was made for, the retained word first', async ({ house }) => {
  const client = await readAs(house, await tokenFor(house))
  assert.equal(await client.subscribe(stateOf(house)), [])
  assert.ok((await client.next(stateOf(house))).retain)
  await client.end()
})

reader('hears nothing else of the table, at its door or another, and no wildcard', async ({ house }) => {
  const other = await house.anotherDoor()
  const client = await readAs(house, await tokenFor(house))
  const key = client.key.thumbprint
  for (const name of names) {
    for (const door of [house.door.id, other.id]) {
      const topic = writeTopic(name, { door, request: freshId(), peer: key, rendezvous: door })
      const may = topicOf(name).hears.includes('reader') && door === house.door.id
      assert.equal(await client.subscribe(topic), may ? [] : [topic], name)
    }
  }
  for (const filter of ['#', '$SYS/#', 'hausrecht/1/doors/+/state', `hausrecht/1/doors/${house.door.id}/+`]) {
    assert.equal(await client.subscribe(filter).catch(() => [filter]), [filter])
  }
  await client.end()
})

reader('says nothing on any topic of the table', async ({ house }) => {
  const reading = await tokenFor(house)
  for (const name of names) {
    const client = await readAs(house, reading)
    const slots = { door: house.door.id, request: freshId(), peer: house.owner.thumbprint, rendezvous: house.door.id }
    const { qos, retain } = topicOf(name)
    const error = await rejection(client.publish(writeTopic(name, slots), '{}', { qos, retain }))
    assert.is(error.message, 'the connection ended', name)
  }
  assert.ok(house.door.client.isConnected())
})

reader('leaves no will, keeps no session and hears nothing with QoS 2', async ({ house }) => {
  const { claims, token } = await tokenFor(house)
  const clientId = readerClientId(claims.jti)
  const options = { clientId, username: READER_NAME, password: token }
  const key = await makeKey()
  const will = { topic: stateOf(house), payload: Buffer.from('{}'), qos: 1 as const, retain: true }
  await rejection(connectAs(key, { ...house.bridge.at, options: { ...options, will } }))
  await rejection(connectAs(key, { ...house.bridge.at, options: { ...options, clean: false } }))
  const client = await readAs(house, { claims, token })
  const granted = await client.mqtt.subscribeAsync(stateOf(house), { qos: 2 }).catch(() => undefined)
  assert.ok(granted === undefined || granted.every(({ qos }) => Number(qos) === 128))
  await client.end()
})

reader('is one connection: a second with the token takes the place of the first', async ({ house }) => {
  const reading = await tokenFor(house)
  const first = await readAs(house, reading)
  const second = await readAs(house, reading)
  await within(first.closed, 'the older connection to end')
  assert.ok(second.isConnected())
  for (const clientId of ['x', READER_NAME, readerClientId(freshGrantId()), house.owner.thumbprint]) {
    await rejection(readAs(house, reading, clientId))
  }
  assert.ok(second.isConnected())
  await second.end()
})

reader('is made by the owner of the door for this bridge, for a year at most', async ({ house }) => {
  const stranger = await makeKey()
  const now = toSeconds(epochMs(Date.now()))
  const wrong = [
    await tokenFor(house, {}, stranger),
    await tokenFor(house, { iss: house.owner.thumbprint }, stranger),
    await tokenFor(house, {}, house.door.key),
    await tokenFor(house, { aud: stranger.thumbprint }),
    await tokenFor(house, { door: stranger.thumbprint as never }),
    await tokenFor(house, { nbf: epochSeconds(now + 60) }),
    await tokenFor(house, { exp: epochSeconds(now - 1) }),
    await tokenFor(house, { exp: epochSeconds(now + 367 * 24 * 3600) }),
    await tokenFor(house, { epoch: 1 }),
  ]
  for (const reading of wrong) await rejection(readAs(house, reading))
  // A grant, or a connect token, is no reader's token, and a reader's is no connect token.
  const { claims, token } = await tokenFor(house)
  const [grant = ''] = await house.grant(stranger)
  await rejection(readAs(house, { claims, token: grant }))
  const asOwner = { clientId: house.owner.thumbprint, username: house.owner.thumbprint, password: token }
  await rejection(connectAs(house.owner, { ...house.bridge.at, options: asOwner }))
})

reader('hears no more, and is sent away, once the owner has withdrawn it or everybody', async ({ house }) => {
  const { owner, door } = house
  const speaking = await house.connect(owner, { suffix: 'owner' })
  const revoke = async (epoch: number, list: Parameters<typeof makeRevocations>[2]): Promise<void> =>
    speaking.publish(
      writeTopic('revocations', { door: door.id }),
      await makeRevocations(owner, door.id, { epoch, ...list }),
      { retain: true },
    )
  const first = await tokenFor(house)
  const second = await tokenFor(house)
  const [one, two] = [await readAs(house, first), await readAs(house, second)]
  for (const client of [one, two]) await client.subscribe(stateOf(house))
  await revoke(1, { grants: [first.claims.jti] })
  await within(one.closed, 'the withdrawn reader to be sent away')
  assert.ok(two.isConnected())
  await rejection(readAs(house, first))
  await revoke(2, { before: 2 })
  await within(two.closed, 'everybody to be sent away')
  const third = await readAs(house, await tokenFor(house, { epoch: 2 }))
  assert.ok(third.isConnected())
  await third.end()
})

reader('is sent away when its time ends', async ({ house }) => {
  const now = toSeconds(epochMs(Date.now()))
  const client = await readAs(house, await tokenFor(house, { exp: epochSeconds(now + 2) }))
  await client.subscribe(stateOf(house))
  await within(client.closed, 'the reader to be sent away', 9000)
})

/** As `home reader` prints it. */
const connection = (house: House, { claims, token }: Reading): string[] => [
  'connection hausrecht',
  `address 127.0.0.1:${house.bridge.ports.mqtt}`,
  `topic ${stateOf(house)} in 1`,
  `remote_clientid ${readerClientId(claims.jti)}`,
  `remote_username ${READER_NAME}`,
  `remote_password ${token}`,
  'bridge_protocol_version mqttv311',
  'cleansession true',
  'notifications false',
  'try_private false',
  'restart_timeout 1',
]

const told = async (url: string, topic: string): Promise<{ client: Client; payload: string }> => {
  const client = await connectAs(await makeKey(), { url, bridge: 'unpaired', options: { protocolVersion: 4 } })
  await client.subscribe(topic)
  return { client, payload: (await client.next(topic, 8000)).payload }
}

if (mosquittoPath === undefined) {
  process.stdout.write('skipped: a broker that reads the state needs mosquitto (apt-get install mosquitto)\n')
} else {
  reader('lets a mosquitto take the state in, and what that says back comes to nothing', async ({ house }) => {
    const mosquitto = await startMosquitto(connection(house, await tokenFor(house)))
    try {
      const { client, payload } = await told(mosquitto.url, stateOf(house))
      const owner = await house.connect(house.owner, { suffix: 'owner' })
      await owner.subscribe(stateOf(house))
      assert.is((await owner.next(stateOf(house))).payload, payload, 'the door’s own signed word')
      // Whoever is at the owner's broker may say there what he likes: the topic is inwards only.
      await client.publish(stateOf(house), 'forged', { retain: true })
      await pause(300)
      assert.equal(
        owner.heard.filter((heard) => heard.payload === 'forged'),
        [],
      )
      await client.end()
    } finally {
      await mosquitto.end()
    }
  })

  reader('keeps a mosquitto out that has a forged token', async ({ house }) => {
    const forged = await tokenFor(house, { iss: house.owner.thumbprint }, await makeKey())
    const mosquitto = await startMosquitto(connection(house, forged))
    try {
      await until(() => /Connection Refused/.test(mosquitto.log()), 'mosquitto is refused', 8000)
    } finally {
      await mosquitto.end()
    }
  })
}

reader.run()
