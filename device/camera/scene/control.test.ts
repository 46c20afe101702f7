import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createControl, LINE_MOST } from './control.ts'
import type { Control } from './mood.ts'

interface World {
  folder: string
  path: string
}
const test = suite<World>('control')
const LIMIT = 5000

test.before.each((world) => {
  world.folder = mkdtempSync(join(tmpdir(), 'scene-'))
  world.path = join(world.folder, 'camera.sock')
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const soon = <Value>(wanted: (done: (value: Value) => void) => void): Promise<Value> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('too late')), LIMIT)
    wanted((value) => {
      clearTimeout(late)
      resolve(value)
    })
  })

const connect = (path: string): Promise<Socket> =>
  soon((done) => {
    const socket = createConnection({ path }, () => done(socket))
    socket.on('error', () => undefined)
  })

/** The next `count` answers. */
const answers = (socket: Socket, count: number): Promise<unknown[]> =>
  soon((done) => {
    let text = ''
    socket.on('data', (piece) => {
      text += String(piece)
      const lines = text.split('\n').slice(0, -1)
      if (lines.length >= count) done(lines.map((line): unknown => JSON.parse(line)))
    })
  })

const closed = (socket: Socket): Promise<true> => soon((done) => socket.once('close', () => done(true)))

test('obeys several at once, says why not, and is for this user alone', async ({ path }) => {
  const obeyed: Control[] = []
  const server = await createControl(path, (what) => {
    obeyed.push(what)
    return 'person' in what ? 'somebody is there already' : undefined
  })
  try {
    assert.is(statSync(path).mode & 0o777, 0o600)
    const [one, two] = [await connect(path), await connect(path)]
    const [first, second] = [answers(one, 3), answers(two, 1)]
    one.write('{"mood":"covered"}\n{"mood":"no such"}\nnoise\n')
    two.write('{"person":"passes"}\n')
    assert.equal(await first, [
      { ok: true },
      { ok: false, why: 'not understood' },
      { ok: false, why: 'not understood' },
    ])
    assert.equal(await second, [{ ok: false, why: 'somebody is there already' }])
    assert.equal(obeyed, [{ mood: 'covered' }, { person: 'passes' }])
    const both = [closed(one), closed(two)]
    server.close()
    await Promise.all(both)
  } finally {
    server.close()
  }
  assert.is(existsSync(path), false)
})

test('cuts off whoever sends a line without an end', async ({ path }) => {
  const server = await createControl(path, () => undefined)
  try {
    const socket = await connect(path)
    const [said, gone] = [answers(socket, 1), closed(socket)]
    socket.write('x'.repeat(LINE_MOST + 1))
    assert.equal(await said, [{ ok: false, why: 'line too long' }])
    assert.ok(await gone)
  } finally {
    server.close()
  }
})

test('takes the place that one that was killed left behind', async ({ path }) => {
  writeFileSync(path, '')
  const server = await createControl(path, () => undefined)
  try {
    const socket = await connect(path)
    const said = answers(socket, 1)
    socket.write('{"exit":3}\n')
    assert.equal(await said, [{ ok: true }])
  } finally {
    server.close()
  }
  assert.is(existsSync(path), false)
})

test('says where it cannot listen', async ({ folder }) => {
  try {
    await createControl(join(folder, 'no', 'such', 'place'), () => undefined)
    assert.unreachable()
  } catch (error) {
    assert.is((error as { code?: string }).code, 'scene_control')
  }
})

test.run()
