import { lstatSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
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

const pathIn = (folder: string): string => join(folder, 'journal.lock')

test('names its holder, and needs no block of the disk', () =>
  withFolder(async (folder) => {
    const lock = await lockFolder(folder)
    assert.ok(lstatSync(pathIn(folder)).isSymbolicLink())
    const text = readlinkSync(pathIn(folder))
    assert.match(text, new RegExp(`^${process.pid}:`))
    assert.ok(text.length + String(NO_PROCESS).length - String(process.pid).length <= INODE_BYTES, text)
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

test('is not taken from a living holder whose start is not known', () =>
  withFolder(async (folder) => {
    symlinkSync(`${process.pid}::`, pathIn(folder))
    assert.is((await faultOf(lockFolder(folder))).code, 'journal_locked')
  }))

test('is taken from one of an earlier boot, and from what is no holder', () =>
  withFolder(async (folder) => {
    for (const left of [`${process.pid}:${'0'.repeat(32)}:1`, 'somewhere', `0:${'0'.repeat(32)}:1`]) {
      symlinkSync(left, pathIn(folder))
      await (await lockFolder(folder)).release()
    }
  }))

test.run()
