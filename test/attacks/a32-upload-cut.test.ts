// Attack 32: the line to the clip service is cut again and again while a visit is filmed, each time after another number
// of bytes: in a head, in a part, in an answer. What is stored is whole, and in the end all of it is.

import { createConnection, createServer, type Socket } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assertFollow, assertWhole, clipsOf, comesIn, leaves } from '#test/faults/filmed.fixture.ts'
import { openCameraHouse } from '#test/support/camera-house.ts'
import type { Gate } from '#test/support/gate.ts'
import { pause } from '#test/support/wait.ts'

const test = suite('attack 32: the upload is cut')

/** Cuts each connection after so many bytes, either way; unless told to let them be. */
const layCuttingLine = async (port: number): Promise<Gate & { cuts: number; sharp: boolean }> => {
  const open = new Set<Socket>()
  const line = { url: '', cuts: 0, sharp: false, turn: () => undefined, close: () => Promise.resolve() }
  const server = createServer({ noDelay: true }, (near) => {
    const far = createConnection({ host: '127.0.0.1', port, noDelay: true })
    // Often within the first words, seldom far into a part.
    let left = Math.floor(10 ** (1 + Math.random() * 4))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('data', (bytes: Buffer) => {
        const some = line.sharp ? bytes.subarray(0, Math.max(0, left)) : bytes
        left -= some.length
        other.write(some)
        if (some.length === bytes.length) return
        line.cuts += 1
        other.end()
        setTimeout(() => [near, far].map((socket) => socket.destroy()), 5)
      })
      one.on('error', () => one.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  line.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  line.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of open) socket.destroy()
    })
  return line
}

test('stores whole parts or none wherever the line is cut, and all of them in the end', async () => {
  let line: Awaited<ReturnType<typeof layCuttingLine>> | undefined
  const house = await openCameraHouse({
    lay: async (port) => {
      line = await layCuttingLine(port)
      return line
    },
  })
  try {
    assert.ok(line)
    line.sharp = true
    const courier = await house.courier()
    const request = await comesIn(house, courier)
    await pause(6000)
    assert.equal((await house.state()).alarms, [])
    await leaves(house)
    assert.ok(line.cuts >= 3, `${line.cuts} cuts`)
    line.sharp = false
    const clips = await clipsOf(house, request)
    for (const clip of clips) await assertWhole(clip)
    assertFollow(clips)
  } finally {
    await house.close()
  }
})

test.run()
