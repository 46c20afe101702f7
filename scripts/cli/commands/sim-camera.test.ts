import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createControl } from '#device/camera/scene/control.ts'
import type { Control } from '#device/camera/scene/mood.ts'
import { type Caller, openCaller } from '../call.fixture.ts'
import { EXIT } from '../exit.ts'
import { createPlaces } from '../home/places.ts'

interface World {
  folder: string
  socket: string
  call: Caller
}
const test = suite<World>('sim camera')

test.before.each(async (world) => {
  world.folder = mkdtempSync(join(tmpdir(), 'sim-camera-'))
  world.socket = join(world.folder, 'camera.sock')
  world.call = await openCaller()
})
test.after.each(async ({ folder, call }) => {
  await call.close()
  rmSync(folder, { recursive: true, force: true })
})

test('asks the drawn camera, which it finds as npm start left word', async ({ folder, socket, call }) => {
  const asked: Control[] = []
  const server = await createControl(socket, (what) => {
    asked.push(what)
    return asked.length > 2 ? 'somebody is there already' : undefined
  })
  try {
    const covered = await call('sim', 'camera', 'covered', '--camera', socket)
    assert.is(covered.exit, EXIT.done, covered.err)
    assert.match(covered.out, 'The lens is covered.')
    const places = createPlaces(join(call.home, 'places.json'))
    await places.write({ v: 1, camera: socket })
    assert.equal((await call('sim', 'camera', 'comes', '--json')).json['camera'], 'comes')
    await places.write({ v: 1, journal: join(folder, 'journal') })
    const refused = await call('sim', 'camera', 'passes', '--lang', 'de')
    assert.is(refused.exit, EXIT.fault)
    assert.match(refused.err, 'somebody is there already')
    assert.equal(asked, [{ mood: 'covered' }, { person: 'comes' }, { person: 'passes' }])
  } finally {
    server.close()
  }
})

test('says what there is, and where to look, when it cannot', async ({ socket, call }) => {
  const unknown = await call('sim', 'camera', 'upside-down', '--camera', socket)
  assert.is(unknown.exit, EXIT.usage)
  assert.match(unknown.err, 'covered')
  assert.is((await call('sim', 'camera', 'clear')).exit, EXIT.usage)
  const away = await call('sim', 'camera', 'clear', '--camera', socket)
  assert.is(away.exit, EXIT.fault)
  assert.match(away.err, 'sim_camera_away')
})

test.run()
