import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshClipId } from '#protocol/ids.ts'
import { type Disk, realDisk } from './disk.ts'
import { codeOf, filesIn, headAt, IDENTITY, openIn, partOf, record, withFolder } from './spool.fixture.ts'

const test = suite('spool on a bad disk')
const kB = 1024

/** A disk whose next writes fail with these codes; a failing one has written half, or all of it. */
const badDisk = (): { readonly disk: Disk; readonly failures: string[]; whole: boolean } => {
  const failures: string[] = []
  const bad = {
    failures,
    whole: false,
    disk: {
      free: realDisk.free,
      write: async (path: string, content: string | Uint8Array) => {
        const code = failures.shift()
        if (code === undefined) return realDisk.write(path, content)
        if (bad.whole) await realDisk.write(path, content)
        else writeFileSync(`${path}.tmp`, content.slice(0, content.length / 2))
        throw Object.assign(new RangeError(`${code}: write`), { code })
      },
    },
  }
  return bad
}

test('makes room when the disk says that it is full, and writes once more', () =>
  withFolder(async (folder) => {
    const { disk, failures } = badDisk()
    const spool = await openIn(folder, { disk })
    const old = await record(spool, 1, { jn: 1 })
    const clip = await record(spool, 1, { jn: 2, end: false })
    failures.push('ENOSPC')
    await spool.write(clip, 1, partOf(clip, 1))
    assert.equal(
      spool.drops.map((drop) => drop.clip),
      [old],
    )
    failures.push('ENOSPC')
    assert.is(await codeOf(spool.write(clip, 2, partOf(clip, 2))), 'spool_full')
    await spool.write(clip, 2, partOf(clip, 2))
    failures.push('ENOSPC')
    assert.is(await codeOf(spool.begin(freshClipId(), headAt(3), IDENTITY)), 'spool_full')
    assert.equal(
      filesIn(folder).filter((name) => !name.includes('/')),
      [clip],
    )
    await spool.close()
  }))

test('drops no footage for a disk that is broken and not full', () =>
  withFolder(async (folder) => {
    const { disk, failures } = badDisk()
    const spool = await openIn(folder, { disk })
    await record(spool, 1, { jn: 1 })
    const clip = await record(spool, 1, { jn: 2, end: false })
    failures.push('EIO')
    await spool.write(clip, 1, partOf(clip, 1))
    failures.push('EIO', 'EIO')
    assert.is(await codeOf(spool.write(clip, 2, partOf(clip, 2))), 'spool_full')
    failures.push('EROFS')
    assert.is(await codeOf(spool.write(clip, 2, partOf(clip, 2))), 'spool_full')
    assert.equal(spool.drops, [])
    await spool.write(clip, 2, partOf(clip, 2))
    await spool.close()
  }))

test('takes back a part that was written and could not be made durable', () =>
  withFolder(async (folder) => {
    const bad = badDisk()
    const spool = await openIn(folder, { disk: bad.disk })
    const clip = await record(spool, 1, { end: false })
    bad.whole = true
    bad.failures.push('EIO', 'EIO')
    assert.is(await codeOf(spool.write(clip, 1, partOf(clip, 1))), 'spool_full')
    await spool.close()
    const again = await openIn(folder)
    assert.is((await again.orphans())[0]?.lines.length, 1)
    await again.close()
  }))

test('lets a clip go whose end could not be written, and offers it as an orphan', () =>
  withFolder(async (folder) => {
    const { disk, failures } = badDisk()
    const spool = await openIn(folder, { disk })
    const clip = await record(spool, 1, { end: false })
    failures.push('EIO', 'EIO')
    assert.is(await codeOf(spool.end(clip, 'end')), 'spool_full')
    assert.is((await spool.orphans())[0]?.clip, clip)
    await spool.end(clip, 'end by the door')
    assert.equal(await spool.orphans(), [])
    await spool.close()
  }))

const mounted = (folder: string): boolean => {
  mkdirSync(folder, { recursive: true })
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', folder]).status === 0
}

test('goes on recording on a disk that is really full, at the cost of the oldest', () =>
  withFolder(async (folder) => {
    const small = join(dirname(folder), 'small')
    if (!mounted(small)) return console.log('skipped: only root can mount a small disk')
    try {
      const spool = await openIn(join(small, 'clips'))
      const first = await record(spool, 2, { jn: 1, size: 60 * kB })
      const second = await record(spool, 2, { jn: 2, size: 60 * kB })
      // Somebody else's file: the spool learns of it from the disk alone.
      writeFileSync(join(small, 'log'), Buffer.alloc(100 * kB))
      const third = await record(spool, 2, { jn: 3, size: 60 * kB, end: false })
      assert.equal(
        spool.drops.map(({ clip }) => clip),
        [first],
      )
      for (let n = 2; !(await codeOf(spool.write(third, n, partOf(third, n, 60 * kB)))); n += 1) assert.ok(n < 9)
      assert.equal(
        spool.drops.map(({ clip }) => clip),
        [first, second],
      )
      await spool.close()
      const again = await openIn(join(small, 'clips'))
      assert.ok(((await again.orphans())[0]?.lines.length ?? 0) >= 2)
      assert.not(filesIn(small).some((name) => name.endsWith('.tmp')))
      await again.close()
    } finally {
      spawnSync('umount', [small])
      rmSync(small, { recursive: true, force: true })
    }
  }))

test.run()
