// Attacks 21, 23 and 25 at once, by somebody with no plan: junk at every way in of a running house, as a stranger, as a
// guest, as the owner's own broken program, from the line to the bridge, and at the door's own sockets. A program that
// ends is a door that is deaf. It stays up, nothing moves, and afterwards everything works.

import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rendezvousOf } from '#protocol/pairing.ts'
import { LOCAL } from '#protocol/proof.ts'
import { TOPICS, type TopicName, writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import { openLocalLine } from '#scripts/cli/local/line.ts'
import { connectAs } from '../support/client.ts'
import { freshChallenge } from '../support/hostile-bridge.ts'
import { grantClaims, makeGrant, makeKey, makeRequest, makeRevocations } from '../support/people.ts'
import { packet, rawSocket } from '../support/raw.ts'
import { visit } from '../support/visitor.ts'
import { pause, until, within } from '../support/wait.ts'
import { openWholeHouse, type WholeHouse } from '../support/whole-house.ts'

interface Context {
  house: WholeHouse
  readonly crashes: unknown[]
  noteCrash: (error: unknown) => void
  written: number
}
const test = suite<Context>('junk at every door', {
  house: undefined as never,
  crashes: [],
  noteCrash: () => {},
  written: 0,
})

test.before(async (context) => {
  context.noteCrash = (error) => void context.crashes.push(error)
  const often = { burst: 1000, perSecond: 1000 }
  const limits = { broker: { connects: often }, access: { requestsPerKey: often, requestsPerDoor: often } }
  context.house = await openWholeHouse({ hold: 300, listens: true, bridge: { limits } })
  process.on('uncaughtException', context.noteCrash)
  process.on('unhandledRejection', context.noteCrash)
  context.written = context.house.agent.door.head().n
})
test.after(async ({ house, noteCrash }) => {
  await house.close()
  process.off('uncaughtException', noteCrash)
  process.off('unhandledRejection', noteCrash)
})

const nest = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`
const random = fc
  .sample(fc.uint8Array({ minLength: 1, maxLength: 400 }), { seed: 7, numRuns: 12 })
  .map((bytes) => Buffer.from(bytes))

/** Texts and bytes that somewhere look like something. */
const JUNK: readonly Buffer[] = [
  ...[
    '',
    '\n',
    'null',
    '0',
    '-0',
    '1e999',
    '"',
    '{}',
    '[]',
    '{"v":1}',
    '{"v":1,"request":null,"admission":""}',
    '{"v":1,"chain":[],"proof":"a.b.c"}',
    `{"v":1,"chain":["${'A'.repeat(4096)}"],"proof":"${'.'.repeat(4096)}"}`,
    '{"v":1,"request":{"v":1,"chain":[],"proof":"a.b.c"},"admission":"a.b.c","revocations":"e30.e30.e30"}',
    '{"__proto__":{"v":1},"constructor":{"prototype":1}}',
    '{"v":1,"n":9007199254740993}',
    '{"v":1,"n":-1}',
    '{"v":1,"n":1e308}',
    '{"do":"request","request":{"v":1,"chain":[],"proof":"a.b.c"}}',
    `{"do":"request","request":{"v":1,"chain":[${nest(500)}],"proof":{}}}`,
    '{"do":"receipt","request":"AAAAAAAAAAAAAAAAAAAAAA","place":99}',
    '{"do":"order","token":"eyJhbGciOiJub25lIn0.e30."}',
    '{"do":"__proto__"}',
    'eyJhbGciOiJub25lIn0.e30.',
    'e30.e30.AAAA',
    `${'A'.repeat(43)}.${'A'.repeat(43)}.${'A'.repeat(86)}`,
    '\u0000\uffff\ud800',
    nest(5000),
    `{"v":1,"a":${nest(2000)}}`,
  ].map((text) => Buffer.from(text)),
  Buffer.from([0xff, 0xfe, 0x00, 0xc0, 0x80]),
  Buffer.alloc(3000, 0xed),
  ...random,
]

const nothingHappened = async ({ house, crashes, written }: Context): Promise<void> => {
  await pause(30)
  assert.equal(crashes, [])
  assert.is(house.rig.observe().tally.boltLeftHome, 0)
  const grown = house.agent.door.head().n - written
  assert.ok(grown < 60, `${grown} entries were written about junk`)
}

test('at the bridge, before any key is shown', async (context) => {
  const port = context.house.bridge.ports.mqtt ?? 0
  const strangers = await Promise.all(JUNK.map(() => rawSocket(port)))
  for (const [at, stranger] of strangers.entries()) stranger.socket.write(packet(0x10, JUNK[at] ?? Buffer.alloc(0)))
  await pause(50)
  await Promise.all(strangers.map((stranger) => stranger.end()))
  await nothingHappened(context)
})

const SAYABLE: readonly TopicName[] = ['request', 'order', 'revocations', 'signalUp', 'pairingOffer', 'pairingAnswer']

test('at the bridge, as a guest and as the owner, on every topic they may use', async (context) => {
  const { house } = context
  const guest = await makeKey()
  const claims = grantClaims(house.owner.thumbprint, guest.thumbprint, house.id, {}, epochMs(Date.now()))
  const chain = [await makeGrant(house.owner, claims)]
  const slots = { door: house.id, peer: guest.thumbprint, rendezvous: 'R'.repeat(43), request: 'A'.repeat(22) }
  const say = async (name: TopicName, junk: Buffer, at: number): Promise<void> => {
    const [key, grants] = at % 2 === 0 ? [guest, chain] : [house.owner, []]
    const client = await connectAs(key, { ...house.bridge.at, chain: grants, suffix: `j${at % 7}` })
    const { retain, qos } = TOPICS[name]
    await client.publish(writeTopic(name, slots), junk, { retain, qos }).catch(() => undefined)
    await client.end()
  }
  for (const [at, junk] of JUNK.entries()) await say(SAYABLE[at % SAYABLE.length] ?? 'request', junk, at)
  await nothingHappened(context)
})

const publishAtMostOnce = (topic: string, payload: Buffer): Buffer => {
  const name = Buffer.from(topic)
  return packet(0x30, Buffer.concat([Buffer.from([name.length >> 8, name.length & 0xff]), name, payload]))
}

test('at the door, from whoever sits on its line to the bridge, also while it waits to be paired', async (context) => {
  const { house } = context
  await house.agent.pairing.open()
  const rendezvous = await rendezvousOf(house.agent.pairing.code ?? '')
  await pause(150)
  const topics = (Object.keys(TOPICS) as TopicName[]).map((name) =>
    writeTopic(name, { door: house.id, request: 'A'.repeat(22), peer: 'P'.repeat(43), rendezvous }),
  )
  for (const junk of JUNK) for (const topic of topics) house.cable.inject(publishAtMostOnce(topic, junk))
  house.cable.inject(publishAtMostOnce(writeTopic('command', { door: house.id }), Buffer.alloc(150_000, '[')))
  // Heard among all of it: a list that is the owner's own, whoever hands it over.
  const list = await makeRevocations(house.owner, house.id, { epoch: 1 })
  house.cable.inject(publishAtMostOnce(writeTopic('revocations', { door: house.id }), Buffer.from(list)))
  await until(() => house.agent.door.epoch() === 1, 'the door hears what is said on the line')
  await until(() => house.agent.pairing.code === undefined, 'five wrong offers close the window')
  assert.ok(house.agent.link.up, 'the link stays')
  await nothingHappened(context)
})

/** Says its junk in two bites and half a line more, and goes when it is told to or after a while. */
const badger = async (where: { path: string } | { host: string; port: number }, junk: Buffer): Promise<void> => {
  const socket: Socket = connect(where)
  socket.on('error', () => undefined)
  socket.resume()
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const half = Math.floor(junk.length / 2)
  socket.write(junk.subarray(0, half))
  await pause(5)
  socket.write(Buffer.concat([junk.subarray(half), Buffer.from('\n{"do":"st')]))
  await Promise.race([closed, pause(60)])
  socket.destroy()
  await within(closed, 'the end of a badger')
}

test('at the door’s own sockets, fifty at a time', async (context) => {
  const { house } = context
  const places = [
    { path: join(house.folder, 'door.sock') },
    { host: '127.0.0.1', port: house.agent.localPorts[1] ?? 0 },
  ] as const
  const endless = [Buffer.alloc(200_000, '{'), Buffer.alloc(200_000, '\n'), Buffer.alloc(60_000, 0)]
  for (const place of places) {
    const fifty = [...JUNK, ...JUNK].slice(0, 47).concat(endless)
    await Promise.all(fifty.map((junk) => badger(place, junk)))
  }
  await nothingHappened(context)
})

test('and afterwards the owner opens at the door, and through the bridge', async ({ house, crashes }) => {
  const openings = (): number => house.rig.observe().tally.boltLeftHome
  const line = await openLocalLine(`127.0.0.1:${house.agent.localPorts[1]}`)
  const asking = {
    door: house.id,
    via: LOCAL,
    challenge: await freshChallenge(house),
    now: epochMs(Date.now()),
  } as const
  await line.ask({ do: 'request', request: await makeRequest(house.owner, asking) })
  line.close()
  await until(() => openings() === 1 && house.agent.door.open() === undefined, 'the first visit is over', 8000)
  const owner = await visit(house, house.owner)
  assert.is(await owner.knocks(), 'opened')
  assert.is(openings(), 2)
  assert.equal(crashes, [])
})

test.run()
