// The card is full, on a real ext4 and with the door as a process: nothing opens that could not be written down, the
// bolt stays home, the way out works, the door stays up and comes up again, and with room it goes on by itself.

import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statfsSync, symlinkSync, writeSync } from 'node:fs'
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
import { pause, rejection, until } from '#test/support/wait.ts'

const lacks = lacksDisk()
const full = suite('the card is full')
// Skipped where no disk can be mounted; its name says what it needs.
const test = lacks === undefined ? full : full.skip
const title = lacks === undefined ? '' : ` (${lacks})`
const PATIENCE = 25_000
/** Entries that still fit into the journal's last block. */
const SLACK = 60

/** Takes all there is, to the last byte that can be had. */
const fill = (folder: string): void => {
  const filler = join(folder, 'filler')
  const { bfree, bsize } = statfsSync(folder)
  const file = openSync(filler, 'w')
  try {
    try {
      execFileSync('fallocate', ['--length', String(bfree * bsize), filler], { stdio: 'ignore' })
    } catch {
      // Some of it is kept for the file system's own.
    }
    for (let at = bfree * bsize; ; at += bsize) writeSync(file, new Uint8Array(bsize), 0, bsize, at)
  } catch (error) {
    assert.is((error as NodeJS.ErrnoException).code, 'ENOSPC')
  } finally {
    closeSync(file)
  }
}

/** @returns what the door said instead of opening */
const refusal = async (house: House, courier: Courier): Promise<string> => {
  for (let tries = 0; tries < SLACK; tries += 1) {
    const said = await unlockOnce(house, courier).then(
      () => '',
      (fault: unknown) => String(fault),
    )
    if (said !== '') return said
  }
  return 'opened each time'
}

const withFullCard = async (use: (house: House, courier: Courier, card: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-full-'))
  const disk = openDisk(folder)
  try {
    symlinkSync(disk.path, join(folder, 'door'))
    const house = await openHouse(folder, 'relay')
    try {
      const courier = await house.courier()
      await firstUnlock(house, courier)
      fill(disk.path)
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
      assert.match(await refusal(house, courier), 'journal_failed')
      assert.is((await rig.observe()).bolt.place, 'home')
      await rig.do({ do: 'press', button: 'egress', ms: 300 })
      await until(async () => (await rig.observe()).bolt.place === 'out', 'the way out is free', PATIENCE)
      await until(async () => (await rig.observe()).bolt.place === 'home', 'it locks again', PATIENCE)
      await rigMeasured(card, PATIENCE)
      assert.is(house.agent().pid, pid)
      // After a power cut it does not come up, says why, and is started again and again: it opens for nobody either way.
      await house.agent().end('SIGKILL')
      const fault = await rejection(house.startAgent())
      assert.match(String(fault), 'journal_failed')
      assert.is((await rig.observe()).bolt.place, 'home')
      rmSync(join(card, 'filler'))
      await house.startAgent()
      await rigMeasured(card, PATIENCE)
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
