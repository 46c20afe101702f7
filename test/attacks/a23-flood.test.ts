// Attack 23: the broker flooded: slow readers, deep topics, huge payloads, connect floods, half-open sockets, requests
// without end. Each meets its own limit, and meanwhile an honest door and courier go on.
// Source: CWE-400, CWE-770; CVE-2018-12543 and CVE-2023-28366 (brokers brought down by what strangers send).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs, seconds } from '#protocol/units.ts'
import { connectAs, connectToken } from '#test/support/client.ts'
import { type House, type HouseChanges, openHouse } from '#test/support/house.ts'
import { makeKey, makeRequest } from '#test/support/people.ts'
import { connectPacket, packet, publishPacket, type RawSocket, rawSocket, subscribePacket } from '#test/support/raw.ts'
import { pause, rejection, until, within } from '#test/support/wait.ts'

const FAST = { burst: 100_000, perSecond: 100_000 }
type Limits = NonNullable<NonNullable<HouseChanges['bridge']>['limits']>

const flood = suite('attack 23: a flooded broker')

const withHouse = (limits: Limits, test: (house: House) => Promise<void>) => async (): Promise<void> => {
  const house = await openHouse({ bridge: { limits } })
  try {
    await test(house)
  } finally {
    await house.close()
  }
}

const port = (house: House): number => house.bridge.ports.mqtt ?? 0

/** A raw socket that has shown a key and been let in. */
const rawIn = async (house: House, chain?: readonly string[], key?: Awaited<ReturnType<typeof makeKey>>) => {
  const mine = key ?? (await makeKey())
  const to = { ...house.bridge.at, ...(chain ? { chain } : {}) }
  const clientId = `${mine.thumbprint}.raw`
  const raw = await rawSocket(port(house))
  const password = await connectToken(mine, to, clientId)
  raw.socket.write(connectPacket({ clientId, username: mine.thumbprint, password }))
  await until(() => raw.received().length >= 4, 'CONNACK')
  assert.equal([...raw.received().subarray(0, 4)], [0x20, 2, 0, 0])
  return raw
}

const isSentAway = (raw: RawSocket, what: string): Promise<void> => within(raw.closed, `${what} to be sent away`)

/** A visit in the middle of it all. */
const honestVisit = async (house: House): Promise<void> => {
  await house.door.rotate()
  const courier = await house.courier()
  assert.is((await courier.ask()).step, 'opened')
}

flood(
  'drops a reader that does not read, and lets nobody wait for it',
  withHouse({ broker: { packets: FAST, unsent: 256 * 1024 } }, async (house) => {
    const { door } = house
    const viewer = await makeKey()
    const chain = await house.grant(viewer, { act: ['live'] })
    const slow = await rawIn(house, chain, viewer)
    const topic = writeTopic('signalDown', { door: door.id, peer: viewer.thumbprint })
    slow.socket.write(subscribePacket(topic))
    await until(() => slow.received().length >= 9, 'SUBACK')
    slow.socket.pause()
    const piece = `e30.${'A'.repeat(30_000)}.e30`
    let longest = 0
    for (let sent = 0; sent < 1000 && house.bridge.connections() > 1; sent += 1) {
      const began = performance.now()
      await door.client.publish(topic, piece)
      longest = Math.max(longest, performance.now() - began)
    }
    assert.is(house.bridge.connections(), 1)
    assert.ok(longest < 500, `the door waited ${longest} ms`)
    slow.socket.resume()
    await isSentAway(slow, 'the slow reader')
    await honestVisit(house)
  }),
)

flood(
  'hangs up on whoever says nothing, or half a packet, in time',
  withHouse({ broker: { connectMs: 200 } }, async (house) => {
    const silent = await rawSocket(port(house))
    const half = await rawSocket(port(house))
    half.socket.write(connectPacket({ clientId: 'x'.repeat(43) }).subarray(0, 20))
    await isSentAway(silent, 'a silent client')
    await isSentAway(half, 'half a client')
    await honestVisit(house)
  }),
)

flood(
  'hangs up on whoever goes quiet after its keep-alive',
  withHouse({}, async (house) => {
    const key = await makeKey()
    const raw = await rawSocket(port(house))
    const clientId = key.thumbprint
    const password = await connectToken(key, house.bridge.at, clientId)
    raw.socket.write(connectPacket({ clientId, username: clientId, password, keepalive: 1 }))
    await isSentAway(raw, 'a dead client')
  }),
)

for (const keepalive of [0, 121, 65_535]) {
  flood(
    `refuses a keep-alive of ${keepalive} s`,
    withHouse({}, async (house) => {
      const key = await makeKey()
      const raw = await rawSocket(port(house))
      const clientId = key.thumbprint
      const password = await connectToken(key, house.bridge.at, clientId)
      raw.socket.write(connectPacket({ clientId, username: clientId, password, keepalive }))
      await isSentAway(raw, 'an endless client')
      assert.not.equal([...raw.received()], [0x20, 2, 0, 0])
    }),
  )
}

const rubbish: Record<string, Buffer> = {
  'a packet that is no CONNECT': publishPacket('hausrecht/1', 'x'),
  'a CONNECT that claims 200 MB': Buffer.from([0x10, 0xff, 0xff, 0xff, 0x5f]),
  'a length of five bytes': Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80, 0x01]),
  'a CONNECT of 64 kB': connectPacket({ clientId: 'x', password: 'y'.repeat(65_000) }),
  'a TLS hello': Buffer.from('1603010200010001fc0303', 'hex'),
  'an HTTP request': Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
  zeros: Buffer.alloc(4096),
}
for (const [what, bytes] of Object.entries(rubbish)) {
  flood(
    `hangs up at once on ${what}`,
    withHouse({}, async (house) => {
      const raw = await rawSocket(port(house))
      raw.socket.write(bytes)
      await isSentAway(raw, what)
      await honestVisit(house)
    }),
  )
}

flood(
  'lets nobody send many packets before a key was shown',
  withHouse({}, async (house) => {
    const raw = await rawSocket(port(house))
    const hello = connectPacket({ clientId: 'x'.repeat(43), username: 'x'.repeat(43), password: 'y'.repeat(3000) })
    raw.socket.write(Buffer.concat([hello, ...Array.from({ length: 100 }, () => Buffer.from([0xc0, 0]))]))
    await isSentAway(raw, 'a hasty client')
    const loud = await rawSocket(port(house))
    loud.socket.write(Buffer.concat([hello, ...Array.from({ length: 10 }, () => publishPacket('x', 'y'.repeat(5000)))]))
    await isSentAway(loud, 'a loud client')
    await honestVisit(house)
  }),
)

const inside: Record<string, (house: House) => Buffer> = {
  'a payload larger than anything it may say': () => packet(0x32, Buffer.alloc(40_000)),
  'a packet that claims 256 MB': () => Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f]),
  'a topic of a thousand levels': () => publishPacket('a/'.repeat(1000), 'x'),
  'a request too large for its topic': ({ door }) =>
    publishPacket(writeTopic('request', { door: door.id }), 'x'.repeat(21_600)),
  'a pairing message that is none': ({ door }) =>
    publishPacket(writeTopic('pairingOffer', { rendezvous: door.id }), '{'.repeat(4000)),
  'a subscription a thousand levels deep': () => subscribePacket('a/'.repeat(1000)),
  'bytes that are no text': ({ door }) =>
    publishPacket(writeTopic('pairingOffer', { rendezvous: door.id }), Buffer.from([0xff, 0xfe, 0xfd])),
  'QoS 2': ({ door }) => {
    const first = publishPacket(writeTopic('pairingOffer', { rendezvous: door.id }), '{}')
    first[0] = 0x34
    return first
  },
}
for (const [what, bytes] of Object.entries(inside)) {
  flood(
    `ends the connection over ${what}`,
    withHouse({}, async (house) => {
      const courier = await makeKey()
      const raw = await rawIn(house, await house.grant(courier), courier)
      raw.socket.write(bytes(house))
      await isSentAway(raw, what)
      await honestVisit(house)
    }),
  )
}

flood(
  'bounds the packets of one client',
  withHouse({ broker: { packets: { burst: 50, perSecond: 10 } } }, async (house) => {
    const raw = await rawIn(house)
    raw.socket.write(Buffer.concat(Array.from({ length: 200 }, () => Buffer.from([0xc0, 0]))))
    await isSentAway(raw, 'a pinging client')
    await honestVisit(house)
  }),
)

flood(
  'bounds the subscriptions of one client',
  withHouse({ broker: { subscriptions: 4 } }, async (house) => {
    const client = await house.connect(await makeKey())
    const topics = await Promise.all(
      Array.from({ length: 6 }, async () => writeTopic('pairingOffer', { rendezvous: (await makeKey()).thumbprint })),
    )
    for (const topic of topics.slice(0, 4)) assert.equal(await client.subscribe(topic), [])
    for (const topic of topics.slice(4)) assert.equal(await client.subscribe(topic), [topic])
    client.mqtt.unsubscribe(topics[0] ?? '')
    await until(async () => (await client.subscribe(topics[4] ?? '')).length === 0, 'a place is free again')
  }),
)

flood(
  'bounds connections from one address and in all, and those that are in stay',
  withHouse({ broker: { perAddress: 6 } }, async (house) => {
    const open = await Promise.all(Array.from({ length: 5 }, () => rawSocket(port(house))))
    const seventh = await rawSocket(port(house))
    await isSentAway(seventh, 'one too many')
    await Promise.all(open.map((raw) => raw.end()))
    await until(() => house.bridge.connections() === 1, 'they are gone')
    await honestVisit(house)
  }),
)

flood(
  'bounds how often one address connects',
  withHouse({ broker: { connects: { burst: 20, perSecond: 20 } } }, async (house) => {
    const opened = await Promise.all(Array.from({ length: 60 }, () => rawSocket(port(house))))
    await until(() => house.bridge.connections() <= 20, 'most are turned away')
    await Promise.all(opened.map((raw) => raw.end()))
    await pause(300)
    await honestVisit(house)
  }),
)

flood(
  'bounds the requests of one key, and another key goes on',
  withHouse({ access: { requestsPerKey: { burst: 3, perSecond: 0.001 } } }, async (house) => {
    const greedy = await house.courier()
    const codes: (string | undefined)[] = []
    for (let at = 0; at < 5; at += 1) codes.push((await greedy.ask()).code)
    assert.equal(codes, [undefined, undefined, undefined, 'rate_limited', 'rate_limited'])
    assert.is(house.door.commands.length, 3)
    await honestVisit(house)
  }),
)

flood(
  'bounds the requests for one door, tells its owner, and the owner gets in',
  withHouse({ access: { requestsPerDoor: { burst: 2, perSecond: 0.001 } } }, async (house) => {
    const { owner, door, bridge } = house
    const listening = await house.connect(owner)
    await listening.subscribe(writeTopic('notice', { door: door.id }))
    await listening.subscribe(writeTopic('receipt', { door: door.id, request: '+' }))
    const couriers = [await house.courier(), await house.courier(), await house.courier()]
    const codes = []
    for (const courier of couriers) codes.push((await courier.ask()).code)
    assert.equal(codes, [undefined, undefined, 'rate_limited'])
    const { payload } = await listening.next(writeTopic('notice', { door: door.id }))
    assert.is((JSON.parse(payload) as { notice: string }).notice, 'flood')
    const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), now: epochMs(Date.now()) }
    const request = await makeRequest(owner, asking)
    await listening.publish(writeTopic('request', { door: door.id }), JSON.stringify(request))
    await door.command()
  }),
)

flood(
  'holds its own against many hostile clients at once',
  withHouse({ broker: { connects: FAST, connectMs: 500 } }, async (house) => {
    const hostile = await Promise.all(
      Array.from({ length: 60 }, async (_, at) => {
        const raw = await rawSocket(port(house))
        raw.socket.write(at % 3 === 0 ? Buffer.alloc(9000, at) : connectPacket({ clientId: `c${at}`, password: 'x' }))
        return raw
      }),
    )
    await honestVisit(house)
    await honestVisit(house)
    await Promise.all(hostile.map((raw) => isSentAway(raw, 'a hostile client')))
    await rejection(connectAs(await makeKey(), { ...house.bridge.at, now: Date.now() - seconds(120) }))
    await until(() => house.bridge.connections() === 3, 'only the honest are left')
  }),
)

flood.run()
