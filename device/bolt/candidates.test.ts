import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { epochMs } from '#protocol/units.ts'
import { rejection } from '#test/support/wait.ts'
import { type HandClock, handClock } from '../clock/hands.fixture.ts'
import { ANY_RIG, dialRig } from './candidates.ts'
import type { Dial, Line } from './line.ts'

interface Scene {
  folder: string
  hands: HandClock
  asked: string[]
  dial(address?: string): Dial
}

const test = suite<Scene>('several boards')

const LINE: Line = { write: () => undefined, listen: () => undefined, close: () => undefined }

test.before.each((scene) => {
  scene.folder = mkdtempSync(join(tmpdir(), 'hausrecht-rigs-'))
  scene.hands = handClock(epochMs(1_767_225_600_000))
  scene.asked = []
  scene.dial = (address = ANY_RIG) =>
    dialRig(address, {
      clock: scene.hands,
      folder: scene.folder,
      dialOne: (path) => async () => {
        scene.asked.push(path.replace(`${scene.folder}/`, ''))
        return LINE
      },
    })
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const plug = (folder: string, ...names: string[]): void => {
  for (const name of names) writeFileSync(join(folder, name), '')
}

test('asks each in turn, by socket, until one holds', async ({ folder, hands, asked, dial }) => {
  plug(folder, 'usb-2', 'usb-1', 'usb-3')
  const ask = dial()
  for (let each = 0; each < 4; each += 1) {
    await ask()
    hands.pass(5000)
  }
  assert.equal(asked, ['usb-1', 'usb-2', 'usb-3', 'usb-1'])
})

/** Until the second of three held for an hour. */
const held = async ({ folder, hands, asked, dial }: Scene): Promise<Dial> => {
  plug(folder, 'usb-1', 'usb-2', 'usb-3')
  const ask = dial()
  await ask()
  hands.pass(1000)
  await ask()
  hands.pass(3_600_000)
  assert.equal(asked.splice(0), ['usb-1', 'usb-2'])
  return ask
}

test('asks the one that held first', async (scene) => {
  const ask = await held(scene)
  await ask()
  assert.equal(scene.asked, ['usb-2'])
})

test('asks no other one while the one that held is only away for a moment', async (scene) => {
  const ask = await held(scene)
  unlinkSync(join(scene.folder, 'usb-2'))
  for (const wait of [100, 200, 400, 800]) {
    const refused = await rejection(ask())
    assert.is(refused instanceof HausrechtError && refused.code, 'rig_unreachable')
    scene.hands.pass(wait)
  }
  plug(scene.folder, 'usb-2')
  await ask()
  assert.equal(scene.asked, ['usb-2'])
})

test('asks the next when the one that held was pulled out for longer', async (scene) => {
  const ask = await held(scene)
  unlinkSync(join(scene.folder, 'usb-2'))
  await rejection(ask())
  scene.hands.pass(3000)
  await ask()
  scene.hands.pass(5000)
  await ask()
  assert.equal(scene.asked, ['usb-3', 'usb-1'])
})

test('asks by the one name where udev named none', async ({ folder, hands, asked, dial }) => {
  const ask = dial()
  await ask()
  plug(folder, 'usb-1')
  await ask()
  hands.pass(5000)
  plug(folder, 'usb-0', 'usb-2')
  await ask()
  rmSync(folder, { recursive: true })
  await ask()
  assert.equal(asked, [ANY_RIG, 'usb-1', 'usb-2', ANY_RIG])
})

test('asks nobody but the one the settings name', async ({ folder, asked, dial }) => {
  plug(folder, 'usb-1', 'usb-2')
  await dial('/dev/serial/by-id/usb-mine')()
  assert.equal(asked, ['/dev/serial/by-id/usb-mine'])
})

test.run()
