// The card is full, on a real ext4 and with the door as a process: nothing opens that could not be written down, the
// bolt stays home, the way out works, the door stays up and comes up again, and with room it goes on by itself.

import { symlinkSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verifyJournal } from '#device/journal/verify.ts'
import { loadDoorKey } from '#device/keys/door-key.ts'
import { ControlClient } from '#hardware/simulator/control-client.ts'
import { lacksDisk, openDisk } from '#scripts/bench/footprint/disk.ts'
import type { Courier } from '#scripts/bench/parts/courier.ts'
import { type House, openHouse } from '#scripts/bench/parts/house.ts'
import { rigMeasured } from '#scripts/bench/parts/local.ts'
import { firstUnlock, unlockOnce } from '#scripts/bench/parts/unlock.ts'
import { fillDisk, makeRoom } from '#test/support/full-disk.ts'
import { pause, until } from '#test/support/wait.ts'

const lacks = lacksDisk()
const full = suite('the card is full')
// Skipped where no disk can be mounted; its name says what it needs.
const test = lacks === undefined ? full : full.skip
const title = lacks === undefined ? '' : ` (${lacks})`
const PATIENCE = 40_000

/** What the door says instead of opening, once its journal's last block is full and it has heard of its rig. */
const refuses = async (house: House, courier: Courier): Promise<void> => {
  const asked = async (): Promise<boolean> => {
    const said = await unlockOnce(house, courier).then(
      () => 'opened',
      (fault: unknown) => String(fault),
    )
    if (said !== 'opened') await pause(200)
    return said.includes('journal_failed')
  }
  await until(asked, 'it says why it opens for nobody', PATIENCE)
}

const alarms = async (card: string): Promise<boolean> =>
  (await rigMeasured(card, PATIENCE)).alarms.includes('journal_unwritable')

const letsOut = async (rig: ControlClient): Promise<void> => {
  await rig.do({ do: 'press', button: 'egress', ms: 300 })
  await until(async () => (await rig.observe()).bolt.place === 'out', 'the way out is free', PATIENCE)
}

const locks = (rig: ControlClient): Promise<void> =>
  until(async () => (await rig.observe()).bolt.place === 'home', 'it locks again', PATIENCE)

const withFullCard = async (use: (house: House, courier: Courier, card: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-full-'))
  const disk = openDisk(folder)
  try {
    symlinkSync(disk.path, join(folder, 'door'))
    const house = await openHouse(folder, 'relay')
    try {
      const courier = await house.courier()
      await firstUnlock(house, courier)
      fillDisk(disk.path)
      await use(house, courier, disk.path)
    } finally {
      await house.end()
    }
    const { verify } = await loadDoorKey(join(disk.path, 'door-key.json'))
    const found = await verifyJournal(join(disk.path, 'journal'), verify)
    assert.ok(found.ok, JSON.stringify(found))
  } finally {
    disk.close()
    await rm(folder, { recursive: true, force: true })
  }
}

test(`opens for nobody, lets everybody out, stays up, and goes on when there is room${title}`, () =>
  withFullCard(async (house, courier, card) => {
    const { pid } = house.agent()
    const { control } = JSON.parse(house.simulator.program.ready) as { control: string }
    const rig = await ControlClient.connect(control)
    try {
      await refuses(house, courier)
      assert.is((await rig.observe()).bolt.place, 'home')
      await letsOut(rig)
      await rigMeasured(card, PATIENCE)
      assert.is(house.agent().pid, pid)
      // As after a power cut: it comes up, knows its bolt, and says what it cannot do.
      await house.agent().end('SIGKILL')
      await house.startAgent()
      await locks(rig)
      await until(async () => (await rigMeasured(card, PATIENCE)).bolt === 'home', 'it knows its bolt', PATIENCE)
      await until(() => alarms(card), 'it says that it cannot write', PATIENCE)
      await refuses(house, courier)
      assert.is((await rig.observe()).bolt.place, 'home')
      await letsOut(rig)
      await locks(rig)
      const again = house.agent().pid
      makeRoom(card)
      await until(async () => !(await alarms(card)), 'it goes on by itself', PATIENCE)
      assert.is(house.agent().pid, again)
      await until(
        () =>
          unlockOnce(house, courier).then(
            () => true,
            () => pause(500).then(() => false),
          ),
        'it opens again',
        PATIENCE,
      )
    } finally {
      rig.close()
    }
  }))

full.run()
