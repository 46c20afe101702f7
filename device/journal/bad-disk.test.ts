import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '#protocol/units.ts'
import type { DoorKey } from '../keys/door-key.ts'
import { EGRESS, faultOf, freshDoorKey, leaveBehind, openIn, withFolder } from './journal.fixture.ts'
import { toDisk, type Write } from './segment-file.ts'
import { verifyJournal } from './verify.ts'

const test = suite<{ key: DoorKey }>('journal on a bad disk')
test.before(async (context) => {
  context.key = await freshDoorKey()
})

/** A disk that takes so many bytes in all and then no more, or writes all and then says that it failed. */
const badDisk = () => {
  const disk = { left: Number.POSITIVE_INFINITY, lies: false }
  const write: Write = async (file, bytes, position) => {
    if (disk.lies) {
      await toDisk(file, bytes, position)
      throw Object.assign(new RangeError('EIO: i/o error, write'), { code: 'EIO' })
    }
    if (disk.left <= 0)
      throw Object.assign(new RangeError('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    const took = await toDisk(file, bytes.subarray(0, disk.left), position)
    disk.left -= took
    return took
  }
  return { disk, write }
}

test('refuses while the disk is full, keeps the chain whole, and goes on when there is room', ({ key }) =>
  withFolder(async (folder) => {
    const { disk, write } = badDisk()
    const journal = await openIn(folder, key, { write })
    await journal.append(EGRESS)
    const { n } = journal.head()
    disk.left = 100
    const errors = await Promise.all([faultOf(journal.append(EGRESS)), faultOf(journal.append(EGRESS))])
    assert.equal(
      errors.map(({ code }) => code),
      ['journal_failed', 'journal_failed'],
    )
    assert.is(journal.head().n, n)
    assert.is(journal.memory().counts.egress, 1)
    assert.is((await faultOf(journal.append(EGRESS))).code, 'journal_failed')
    disk.left = Number.POSITIVE_INFINITY
    assert.is((await journal.append(EGRESS)).n, n + 1)
    await journal.close()
    assert.ok((await verifyJournal(folder, key.verify, { head: journal.head() })).ok)
  }))

test('takes back what a failing disk may have written', ({ key }) =>
  withFolder(async (folder) => {
    const { disk, write } = badDisk()
    const journal = await openIn(folder, key, { write })
    disk.lies = true
    await faultOf(journal.append({ kind: 'remote', off: true }))
    disk.lies = false
    await journal.append(EGRESS)
    await journal.close()
    const again = await openIn(folder, key)
    assert.is(again.memory().remoteOff, false)
    await again.close()
  }))

test('starts again after dying on a full disk', ({ key }) =>
  withFolder(async (folder) => {
    const { disk, write } = badDisk()
    const journal = await openIn(folder, key, { write })
    const { n } = await journal.append(EGRESS)
    disk.left = 77
    await faultOf(journal.append(EGRESS))
    const copy = leaveBehind(folder)
    const again = await openIn(copy, key)
    assert.is(again.recovered, 77)
    assert.is(again.head().n, n + 1)
    await again.close()
    await journal.close()
  }))

test('goes on without checkpoints, and says that they fail', ({ key }) =>
  withFolder(async (folder) => {
    const failures: unknown[] = []
    const journal = await openIn(folder, key, { checkpointEvery: 5, checkpointFailed: (error) => failures.push(error) })
    // A folder in the place of the file cannot be replaced by it, whoever runs this.
    for (let n = 0; n < 40; n += 1) mkdirSync(join(folder, `checkpoint-${String(n).padStart(9, '0')}.txt`))
    for (let at = 0; at < 30; at += 1) await journal.append(EGRESS)
    await journal.close()
    assert.ok(failures.length > 0)
    const again = await openIn(folder, key)
    assert.is(again.memory().counts.egress, 30)
    assert.is(again.memory().clock.floor > epochMs(0), true)
    await again.close()
  }))

test.run()
