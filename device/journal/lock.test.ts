import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { faultOf, withFolder } from './journal.fixture.ts'
import { type Lock, lockFolder } from './lock.ts'

const test = suite('the journal’s lock')

const ROUNDS = 40
const AT_ONCE = 8
/** Above the highest process id that Linux gives (proc(5), pid_max). */
const NO_PROCESS = 2 ** 22 + 1
/** ext4 keeps so much of a link in its inode; more needs a block. */
const INODE_BYTES = 59

/** Of thirty years without a restart, in hundredths of a second. */
const START_DIGITS = 11

const pathIn = (folder: string): string => join(folder, 'journal.lock')
/** A boot's id as the system writes it, and as locks of the version before have it. */
const bootIn = (digits: string): string => digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

test('names its holder, and needs no block of the disk', () =>
  withFolder(async (folder) => {
    const lock = await lockFolder(folder)
    assert.ok(lstatSync(pathIn(folder)).isSymbolicLink())
    const text = readlinkSync(pathIn(folder))
    assert.match(text, new RegExp(`^${process.pid}:`))
    const [pid = '', , start = '', mark = ''] = text.split(':')
    assert.is(mark.length, 6)
    const most = text.length - pid.length + String(NO_PROCESS).length - start.length + START_DIGITS
    assert.ok(most <= INODE_BYTES, text)
    await lock.release()
    assert.equal(readdirSync(folder), [])
  }))

test('of many at once over a left-over, one holds it', () =>
  withFolder(async (folder) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      symlinkSync(`${NO_PROCESS}::`, pathIn(folder))
      const asked = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => lockFolder(folder)))
      const locks = asked.flatMap((one): Lock[] => (one.status === 'fulfilled' ? [one.value] : []))
      const holding = locks.filter((lock) => lock.held())
      assert.is(holding.length, 1)
      for (const lock of locks) await lock.release()
      assert.equal(readdirSync(folder), [])
    }
  }))

test('is lost to whoever deletes it and takes it anew, however fast', () =>
  withFolder(async (folder) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = await lockFolder(folder)
      const before = readlinkSync(pathIn(folder))
      rmSync(pathIn(folder))
      const second = await lockFolder(folder)
      assert.is.not(readlinkSync(pathIn(folder)), before)
      assert.equal([first.held(), second.held()], [false, true])
      await first.release()
      assert.ok(second.held(), 'what is not its own it leaves')
      await second.release()
      assert.equal([first.held(), second.held()], [false, false])
    }
  }))

test('is not taken for its own by a holder that was too slow', () =>
  withFolder(async (folder) => {
    const lock = await lockFolder(folder)
    const [, boot = '', start = ''] = readlinkSync(pathIn(folder)).split(':')
    // As a second one leaves it that starts in the same process, at the same time, into the same inode.
    rmSync(pathIn(folder))
    symlinkSync(`${process.pid}:${boot}:${start}:other_`, pathIn(folder))
    assert.not(lock.held())
    await lock.release()
    assert.equal(readdirSync(folder), ['journal.lock'])
    assert.is((await faultOf(lockFolder(folder))).code, 'journal_locked')
  }))

test('is not taken from a living holder whose start is not known', () =>
  withFolder(async (folder) => {
    symlinkSync(`${process.pid}::`, pathIn(folder))
    assert.is((await faultOf(lockFolder(folder))).code, 'journal_locked')
  }))

test('is not taken from a living holder, whichever version it runs', () =>
  withFolder(async (folder) => {
    const lock = await lockFolder(folder)
    const [pid = '', boot = '', start = ''] = readlinkSync(pathIn(folder)).split(':')
    await lock.release()
    symlinkSync([pid, boot, start].join(':'), pathIn(folder))
    assert.is((await faultOf(lockFolder(folder))).code, 'journal_locked')
    rmSync(pathIn(folder))
    for (const started of [`${bootIn(boot)} ${start}`, '']) {
      writeFileSync(pathIn(folder), JSON.stringify({ pid: process.pid, started }))
      assert.is((await faultOf(lockFolder(folder))).code, 'journal_locked')
      assert.match(readFileSync(pathIn(folder), 'utf8'), '"pid"')
      rmSync(pathIn(folder))
    }
    assert.equal(readdirSync(folder), [])
  }))

test('is taken from one of an earlier boot, and from what is no holder', () =>
  withFolder(async (folder) => {
    const past = '0'.repeat(32)
    for (const left of [`${process.pid}:${past}:1`, `${process.pid}:${past}:1:abc-_9`, 'somewhere', `0:${past}:1`]) {
      symlinkSync(left, pathIn(folder))
      await (await lockFolder(folder)).release()
    }
    for (const [pid, started] of [
      [process.pid, `${bootIn(past)} 1`],
      [NO_PROCESS, ''],
    ]) {
      writeFileSync(pathIn(folder), JSON.stringify({ pid, started }))
      await (await lockFolder(folder)).release()
    }
    assert.equal(readdirSync(folder), [])
  }))

test.run()
