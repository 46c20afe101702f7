// Attack 23 at the door's own socket in the house: whoever is in the house's network holds connections, asks without
// end, or never reads the answers. The owner gets in all the same, and a stranger learns nothing of the door.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createLocalAnswers } from '#device/local/answers.ts'
import { createLocalServer, fromOf, type LocalParts, type LocalServer } from '#device/local/server.ts'
import { CHALLENGE } from '#protocol/challenge.ts'
import { LOCAL } from '#protocol/proof.ts'
import { peekClaims } from '#protocol/token.ts'
import { openLocalLine } from '#scripts/cli/local/line.ts'
import { pause, until, within } from '../support/wait.ts'
import { type BareDoor, openBareDoor } from './bare-door.fixture.ts'

const test = suite<{ bare: BareDoor; server: LocalServer; answer: LocalParts['answer']; strangers: Socket[] }>(
  'attack 23: a flood at the door',
)

test.before.each(async (context) => {
  const bare = await openBareDoor()
  const answer = createLocalAnswers({ door: bare.door, pairing: { code: 'CODE' }, key: bare.key })
  const server = await createLocalServer({ log: pino({ level: 'silent' }), answer }, { host: '127.0.0.1', port: 0 })
  await until(() => bare.rig.reading() !== undefined, 'the rig is there')
  Object.assign(context, { bare, server, answer, strangers: [] })
})
test.after.each(async ({ bare, server, strangers }) => {
  for (const socket of strangers) socket.destroy()
  await server.close()
  await bare.close()
})

/** Another machine in the house. */
const STRANGER = '127.0.0.2'
const stranger = async (server: LocalServer, strangers: Socket[]): Promise<Socket> => {
  const socket = connect({ host: '127.0.0.1', port: server.port ?? 0, localAddress: STRANGER })
  strangers.push(socket)
  socket.on('error', () => undefined)
  await within(once(socket, 'connect'), 'a connection')
  return socket
}
const ownerOpens = async ({ make, owner }: BareDoor, server: LocalServer): Promise<void> => {
  const line = await openLocalLine(`127.0.0.1:${server.port}`)
  const { challenge } = await line.ask({ do: 'challenge' })
  const chl = CHALLENGE.schema.parse(peekClaims(String(challenge))).chl
  const { v, chain, proof } = await make(owner, [], { via: LOCAL, chl })
  const { receipt } = await line.ask({ do: 'request', request: { v, chain, proof } })
  line.close()
  assert.is((peekClaims(String(receipt)) as { step: string }).step, 'opened')
}

test('lets the owner in beside any number of connections that say nothing, or half of something', async (context) => {
  const { bare, server, strangers } = context
  for (let count = 0; count < 50; count += 1) (await stranger(server, strangers)).write('{"do":"cha')
  await ownerOpens(bare, server)
  await until(() => strangers.filter((socket) => !socket.destroyed && !socket.readableEnded).length <= 16, 'few stay')
})

test('drops whoever asks without reading the answers', async ({ bare, server, strangers }) => {
  const socket = await stranger(server, strangers)
  socket.pause()
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  // In small bites, so that it is the answers that grow. Kernel buffers hold some megabytes; the door must not.
  const question = `${JSON.stringify({ do: 'challenge' })}\n`.repeat(40)
  for (let count = 0; count < 1000 && !socket.destroyed; count += 1) {
    socket.write(question)
    await pause(3)
  }
  await within(closed, 'the end of the greedy one')
  await ownerOpens(bare, server)
})

test('makes few challenges, however often it is asked for one', async ({ bare, server }) => {
  const line = await openLocalLine(`127.0.0.1:${server.port}`)
  const seen = new Set<unknown>()
  for (let count = 0; count < 300; count += 1) seen.add((await line.ask({ do: 'challenge' }))['challenge'])
  line.close()
  assert.ok(seen.size <= 2, `${seen.size} challenges`)
  await ownerOpens(bare, server)
})

test('tells the house neither state nor code, and takes no PIN where everybody can listen', async (context) => {
  const { bare, answer } = context
  assert.equal(await answer({ do: 'state' }, 'house'), { error: 'not_allowed' })
  assert.equal(await answer({ do: 'code' }, 'house'), { error: 'not_allowed' })
  assert.equal(await answer({ do: 'code' }, 'machine'), { error: 'not_allowed' })
  const pin = { kind: 'pin', slot: 1, salt: 'A'.repeat(22), hash: 'B'.repeat(43) } as const
  const overheard = { do: 'order', token: await bare.order(bare.owner, pin) } as const
  assert.equal(await answer(overheard, 'house'), { refused: 'not_allowed' })
  assert.equal(bare.journal.memory().pins, [])
  const near = { do: 'order', token: await bare.order(bare.owner, pin) } as const
  assert.equal(await answer(near, 'socket'), { ok: true })
  assert.equal(bare.journal.memory().pins, [1], 'the honest case')
  assert.type((await answer({ do: 'state' }, 'socket'))['state'], 'string')
  for (const [address, from] of [
    ['127.0.0.1', 'machine'],
    ['::ffff:127.0.0.1', 'machine'],
    ['::1', 'machine'],
    ['192.168.1.127', 'house'],
    ['::ffff:192.168.1.7', 'house'],
    ['fe80::1', 'house'],
    [undefined, 'house'],
  ] as const)
    assert.is(fromOf(false, address), from, address)
})

test.run()
