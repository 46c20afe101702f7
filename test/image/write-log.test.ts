// The log of writes is read, and what a power cut leaves of it follows the rule of a disk with a volatile cache.

import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { applyWriteLog, type LoggedWrite, readWriteLog, survivors } from './write-log.ts'

const SECTOR = 512
const test = suite('what a power cut leaves on the disk')

const head = (): Buffer => {
  const sector = Buffer.alloc(SECTOR)
  sector.writeBigUInt64LE(0x6a736677736872n, 0)
  sector.writeBigUInt64LE(1n, 8)
  return sector
}

const entry = (sector: number, data: Buffer, flags = 0n): Buffer => {
  const line = Buffer.alloc(SECTOR)
  line.writeBigUInt64LE(BigInt(sector), 0)
  line.writeBigUInt64LE(BigInt(data.length / SECTOR), 8)
  line.writeBigUInt64LE(flags, 16)
  return Buffer.concat([line, data])
}

const withFiles = async (log: Buffer, use: (log: string, disk: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-log-'))
  try {
    await writeFile(join(folder, 'log'), log)
    await writeFile(join(folder, 'disk'), Buffer.alloc(4 * SECTOR, '.'))
    await use(join(folder, 'log'), join(folder, 'disk'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test('keeps all before the last flush and drops what is unlucky after it', async () => {
  const log = Buffer.concat([
    head(),
    entry(1, Buffer.alloc(SECTOR, 'a')),
    entry(0, Buffer.alloc(0), 1n),
    entry(2, Buffer.alloc(SECTOR, 'b')),
  ])
  await withFiles(log, async (path, disk) => {
    assert.equal(await applyWriteLog(path, disk, () => 0.4), { writes: 3, flushes: 1, lost: 1 })
    const bytes = await readFile(disk, 'latin1')
    assert.equal([bytes[0], bytes[SECTOR], bytes[2 * SECTOR]], ['.', 'a', '.'])
  })
})

test('leaves out an entry that was being logged when the emulator died', async () => {
  const whole = Buffer.concat([head(), entry(1, Buffer.alloc(SECTOR, 'a')), entry(2, Buffer.alloc(2 * SECTOR, 'b'))])
  await withFiles(whole.subarray(0, -1), async (path) => {
    const file = await open(path)
    assert.is((await readWriteLog(file, (await file.stat()).size)).length, 1)
    await file.close()
  })
})

test('never loses what was flushed, whatever chance says', () => {
  const write = fc.record({ offset: fc.nat(), bytes: fc.nat(64), data: fc.nat(), flush: fc.boolean() })
  const sized = write.map((one): LoggedWrite => ({ ...one, bytes: one.bytes * SECTOR }))
  fc.assert(
    fc.property(
      fc.array(sized),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      (writes, chance) => {
        const kept = survivors(writes, () => chance.next().value as number)
        const sure = writes.slice(0, writes.findLastIndex(({ flush }) => flush) + 1)
        assert.equal(
          kept.slice(0, sure.length),
          sure.map((one) => ({ write: one, bytes: one.bytes })),
        )
        assert.ok(kept.every(({ write: one, bytes }) => bytes <= one.bytes && bytes % SECTOR === 0))
      },
    ),
  )
})

test.run()
