// Attack 21 by a hostile bridge, or whoever sits on the line to it: packets without end, junk, silence, and messages
// that the door's handler chokes on. The door's program must survive its bridge: the owner needs it most just then.

import { createServer, type Server, type Socket } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession, type Session } from '#device/link/session.ts'
import { JOURNAL_BYTES } from '#protocol/limits.ts'
import { epochMs } from '#protocol/units.ts'
import { makeKey } from '../support/people.ts'
import { packet, publishPacket } from '../support/raw.ts'
import { pause, rejection, until, within } from '../support/wait.ts'

const CONNACK = Buffer.from([0x20, 2, 0, 0])

interface HostileBridge {
  readonly server: Server
  readonly url: string
  readonly sockets: Socket[]
}

const test = suite<{ hostile: HostileBridge; crashes: unknown[]; noteCrash: (error: unknown) => void }>(
  'attack 21: a hostile bridge on the line',
)

test.before.each(async (context) => {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => socket.write(CONNACK))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const crashes: unknown[] = []
  const noteCrash = (error: unknown): void => void crashes.push(error)
  process.on('uncaughtException', noteCrash)
  process.on('unhandledRejection', noteCrash)
  Object.assign(context, { hostile: { server, sockets, url: `mqtt://127.0.0.1:${port}` }, crashes, noteCrash })
})
test.after.each(async ({ hostile, noteCrash }) => {
  for (const socket of hostile.sockets) socket.destroy()
  await new Promise<void>((resolve) => hostile.server.close(() => resolve()))
  await pause(10)
  process.off('uncaughtException', noteCrash)
  process.off('unhandledRejection', noteCrash)
})

const open = async ({ url }: HostileBridge): Promise<Session> => {
  const key = await makeKey()
  return openSession({ url, key, audience: key.thumbprint, now: () => epochMs(Date.now()) })
}
const said = ({ sockets }: HostileBridge, bytes: Buffer): void => void sockets.at(-1)?.write(bytes)

test('a message the door cannot handle ends the session and nothing else', async ({ hostile, crashes }) => {
  for (const fails of [
    () => Promise.reject(new TypeError('choked')),
    () => {
      throw new TypeError('choked at once')
    },
  ]) {
    const session = await open(hostile)
    session.onMessage(fails)
    said(hostile, publishPacket('a', 'b'))
    await within(session.closed, 'the end of the session')
  }
  await pause(20)
  assert.equal(crashes, [])
})

test('a packet larger than any that the door may hear ends the session at its first bytes', async (context) => {
  const { hostile, crashes } = context
  const session = await open(hostile)
  const heard: number[] = []
  session.onMessage((_, payload) => void heard.push(payload.length))
  said(hostile, publishPacket('a', 'x'.repeat(JOURNAL_BYTES)))
  await until(() => heard.length === 1, 'the largest honest message is heard')
  // PUBLISH of 256 MB, and the first of them.
  said(hostile, Buffer.concat([Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(100_000)]))
  await within(session.closed, 'the end of the session')
  assert.equal(crashes, [])
  assert.equal(heard, [JOURNAL_BYTES])
})

const JUNK: readonly Buffer[] = [
  Buffer.from([0x00, 0x00]),
  Buffer.from([0xf0, 0x00]),
  Buffer.from([0x32, 0xff, 0xff, 0xff, 0xff, 0xff]),
  Buffer.from([0x36, 5, 0, 1, 97, 0, 1]),
  packet(0x34, Buffer.from([0, 1, 97, 0, 7, 98])),
  packet(0x62, Buffer.from([0, 9])),
  packet(0x40, Buffer.from([0, 1])),
  packet(0x40, Buffer.alloc(0)),
  packet(0x90, Buffer.from([0, 1])),
  packet(0x90, Buffer.from([0, 1, 0x7f, 0x03])),
  packet(0x20, Buffer.from([1, 9])),
  packet(0xe0, Buffer.alloc(0)),
  packet(0x10, Buffer.from('MQTT')),
  publishPacket('\u0000', Buffer.from([0xff, 0xfe, 0xfd])),
  publishPacket('#', Buffer.alloc(0)),
  publishPacket('', 'no topic'),
]

test('junk of any kind ends at most the session', async ({ hostile, crashes }) => {
  for (const junk of JUNK) {
    const session = await open(hostile)
    session.onMessage(() => undefined)
    said(hostile, junk)
    said(hostile, packet(0xd0, Buffer.alloc(0)))
    await pause(10)
    await session.close()
    await within(session.closed, `the end after ${junk.toString('hex')}`)
  }
  assert.equal(crashes, [])
})

test('silence is an answer within a bound', async ({ hostile, crashes }) => {
  const session = await open(hostile)
  hostile.sockets.at(-1)?.on('data', () => hostile.sockets.at(-1)?.destroy())
  await rejection(session.publish('a', 'b', { qos: 1, retain: false }))
  await rejection(session.publish('a', 'b', { qos: 1, retain: false }))
  await within(session.closed, 'the end of the session')
  assert.equal(crashes, [])
})

test.run()
