import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshClipId } from '#protocol/ids.ts'
import { realDisk } from './disk.ts'
import { codeOf, filesIn, headAt, IDENTITY, openIn, partOf, record, withFolder } from './spool.fixture.ts'

const test = suite('spool, room')
const kB = 1024

test('drops the oldest clip whole, and says which and how much of it was nowhere else', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder, { bytes: 290 * kB })
    const first = await record(spool, 2, { jn: 1, size: 50 * kB })
    await spool.outbox.sent(first, { what: 'part', n: 0 })
    const second = await record(spool, 2, { jn: 2, size: 50 * kB })
    assert.equal(spool.drops, [])
    const third = await record(spool, 2, { jn: 3, size: 50 * kB })
    assert.equal(spool.drops, [{ clip: first, bytes: partOf(first, 1, 50 * kB).length }])
    await record(spool, 2, { jn: 4, size: 50 * kB })
    assert.equal(
      spool.drops.map(({ clip }) => clip),
      [first, second],
    )
    assert.ok(spool.held().bytes <= 290 * kB)
    assert.ok(filesIn(folder).includes(`${third}/000001.part`))
    await spool.close()
  }))

test('never drops what is protected or being recorded, also after a start, and says when nothing can go', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder, { bytes: 300 * kB })
    const incident = await record(spool, 2, { jn: 1, size: 50 * kB })
    spool.protect(incident)
    await spool.close()
    const again = await openIn(folder, { bytes: 300 * kB })
    const running = await record(again, 2, { jn: 2, size: 50 * kB, end: false })
    assert.is(await codeOf(again.write(running, 2, partOf(running, 2, 80 * kB))), 'spool_full')
    assert.equal(again.drops, [])
    // The same number once more, as soon as there is room.
    await again.outbox.sent(running, { what: 'part', n: 0 })
    await again.write(running, 2, partOf(running, 2, 80 * kB))
    await again.end(running, 'an end always has room')
    const next = freshClipId()
    await again.begin(next, headAt(3), IDENTITY)
    await again.write(next, 0, partOf(next, 0, 50 * kB))
    assert.equal(
      again.drops.map(({ clip }) => clip),
      [running],
    )
    assert.ok(filesIn(folder).includes(`${incident}/protected`))
    await again.close()
  }))

test('leaves the disk its floor', () =>
  withFolder(async (folder) => {
    let free = 500 * kB
    const disk = { ...realDisk, free: () => Promise.resolve(free) }
    const spool = await openIn(folder, { disk, bounds: { floor: 100 * kB } })
    const old = await record(spool, 1, { jn: 1 })
    free = 101 * kB
    assert.is(await codeOf(spool.begin(freshClipId(), headAt(2), IDENTITY)), 'spool_full')
    assert.equal(
      spool.drops.map(({ clip }) => clip),
      [old],
    )
    free = 500 * kB
    await record(spool, 1, { jn: 3 })
    await spool.close()
  }))

test('bounds clips and files, whatever their size', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder, { bounds: { clips: 3, files: 30 } })
    for (let jn = 1; jn <= 5; jn += 1) await record(spool, 1, { jn, size: 10 })
    assert.is(spool.held().clips, 3)
    assert.is(spool.drops.length, 2)
    await record(spool, 22, { jn: 9, size: 10 })
    assert.ok(filesIn(folder).length <= 30 + spool.held().clips)
    await spool.close()
  }))

test.run()
