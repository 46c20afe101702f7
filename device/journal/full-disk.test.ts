// A disk that is really full: a small one in memory, mounted for the test.

import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, symlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Happening } from '#protocol/entry.ts'
import { handClock } from '../clock/hands.fixture.ts'
import type { DoorKey } from '../keys/door-key.ts'
import { EGRESS, faultOf, freshDoorKey, NEW_YEAR, openIn } from './journal.fixture.ts'
import type { Journal } from './journal.ts'
import { watchOutage } from './outage.ts'
import { verifyJournal } from './verify.ts'

const SIZE = 256 * 1024
/** More than a page has room for. */
const ENTRIES_MOST = 40

const mount = (...args: readonly string[]): boolean => spawnSync('mount', args, { stdio: 'ignore' }).status === 0

const mountable = (): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-full-'))
  const is = mount('-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', folder)
  if (is) spawnSync('umount', ['-l', folder])
  rmSync(folder, { recursive: true, force: true })
  return is
}

const disks = suite<{ key: DoorKey }>('journal on a full disk')
const title = mountable() ? '' : ' (needs the right to mount a disk)'
const test = title === '' ? disks : disks.skip
disks.before(async (context) => {
  context.key = await freshDoorKey()
})

const withDisk = async (use: (folder: string) => Promise<void>): Promise<void> => {
  const disk = mkdtempSync(join(tmpdir(), 'hausrecht-full-'))
  assert.ok(mount('-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', disk))
  try {
    mkdirSync(join(disk, 'journal'))
    await use(join(disk, 'journal'))
  } finally {
    spawnSync('umount', ['-l', disk])
    rmSync(disk, { recursive: true, force: true })
  }
}

const fillerOf = (folder: string): string => join(folder, '../filler')

/** Takes all there is, and what is left of the journal's own last page. */
const fill = async (folder: string, journal: Journal): Promise<void> => {
  const file = openSync(fillerOf(folder), 'w')
  try {
    for (;;) writeSync(file, Buffer.alloc(4096))
  } catch (error) {
    assert.is((error as NodeJS.ErrnoException).code, 'ENOSPC')
  } finally {
    closeSync(file)
  }
  for (let entry = 0; entry < ENTRIES_MOST; entry += 1) {
    const refused = await journal.append(EGRESS).then(
      () => false,
      () => true,
    )
    if (refused) return
  }
  assert.unreachable('the disk is full')
}

const kindsOf = async (folder: string, { verify }: DoorKey): Promise<Happening[]> => {
  const kinds: Happening[] = []
  const report = await verifyJournal(folder, verify, { entry: ({ what }) => kinds.push(what) })
  assert.ok(report.ok, JSON.stringify(report))
  return kinds
}

const NO_PROCESS = 2 ** 22 + 1

test(`starts, remembers, refuses, and writes its boot before the first entry there is room for${title}`, ({ key }) =>
  withDisk(async (folder) => {
    const before = await openIn(folder, key)
    await before.append({ kind: 'pin_set', slot: 3 })
    await fill(folder, before)
    const head = before.head()
    await before.close()

    const journal = await openIn(folder, key)
    assert.is(journal.failure?.code, 'journal_failed')
    assert.equal(journal.head(), head)
    assert.equal(journal.memory().pins, [3])
    assert.is((await faultOf(journal.append(EGRESS))).code, 'journal_failed')
    assert.is((await faultOf(openIn(folder, key))).code, 'journal_locked')

    rmSync(fillerOf(folder))
    assert.is((await journal.append({ kind: 'pin_removed', slot: 3 })).n, head.n + 2)
    assert.is(journal.failure, undefined)
    assert.is((await journal.append(EGRESS)).n, head.n + 3)
    await journal.close()
    const kinds = (await kindsOf(folder, key)).slice(head.n + 1).map(({ kind }) => kind)
    assert.equal(kinds, ['boot', 'pin_removed', 'egress'])
  }))

test(`takes the lock of a killed program over, and leaves none behind${title}`, ({ key }) =>
  withDisk(async (folder) => {
    const before = await openIn(folder, key)
    await fill(folder, before)
    await before.close()
    symlinkSync(`${NO_PROCESS}::`, join(folder, 'journal.lock'))
    const journal = await openIn(folder, key)
    assert.is(journal.failure?.code, 'journal_failed')
    await journal.close()
    assert.not(readdirSync(folder).includes('journal.lock'))
  }))

test(`a start without a single entry is refused${title}`, ({ key }) =>
  withDisk(async (folder) => {
    const beside = join(folder, '../beside')
    mkdirSync(beside)
    const other = await openIn(beside, key)
    await fill(folder, other)
    assert.is((await faultOf(openIn(folder, key))).code, 'journal_failed')
    assert.not(readdirSync(folder).includes('journal.lock'))
    await other.close()
  }))

test(`alarms while it lasts, and writes down by itself that it is over and what is missing${title}`, ({ key }) =>
  withDisk(async (folder) => {
    const before = await openIn(folder, key)
    await fill(folder, before)
    await before.close()
    const clock = handClock(NEW_YEAR)
    const { journal, outage } = watchOutage({
      journal: await openIn(folder, key),
      clock,
      log: pino({ level: 'silent' }),
    })
    assert.equal(outage.alarms(), ['journal_unwritable'])
    await faultOf(journal.append(EGRESS))
    clock.pass(60_000)
    await faultOf(journal.append(EGRESS))
    assert.equal(outage.alarms(), ['journal_unwritable'])

    const over = new Promise<void>((resolve) => outage.listen(resolve))
    rmSync(fillerOf(folder))
    clock.pass(5000)
    await over
    assert.equal(outage.alarms(), [])
    assert.equal(journal.memory().alarms, [])
    await journal.close()
    assert.equal((await kindsOf(folder, key)).slice(-4), [
      { kind: 'boot', version: '0.0.0-test' },
      { kind: 'alarm', alarm: 'journal_unwritable', on: true },
      { kind: 'oddity', what: '2 entries could not be written in 65 s' },
      { kind: 'alarm', alarm: 'journal_unwritable', on: false },
    ])
  }))

disks.run()
