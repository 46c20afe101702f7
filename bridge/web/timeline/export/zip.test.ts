import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { crc32, zip } from './zip.ts'

const test = suite('zip')
const AT = Date.UTC(2026, 10, 23, 10, 20, 30)

test('sums as the standard says, in one piece or in several', () => {
  const bytes = new TextEncoder().encode('123456789')
  assert.is(crc32(bytes), 0xcbf43926)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (all, cut) => {
      assert.is(crc32(all.subarray(cut), crc32(all.subarray(0, cut))), crc32(all))
    }),
  )
})

/** By the directory at its end, as every reader does it. */
const read = (bytes: Buffer): Map<string, Buffer> => {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  const files = new Map<string, Buffer>()
  let at = bytes.readUInt32LE(end + 16)
  for (let n = 0; n < bytes.readUInt16LE(end + 10); n += 1) {
    const [size, name, local] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)]
    const path = bytes.toString('utf8', at + 46, at + 46 + name)
    const start = local + 30 + bytes.readUInt16LE(local + 26)
    const data = bytes.subarray(start, start + size)
    assert.is(crc32(data), bytes.readUInt32LE(at + 16))
    files.set(path, data)
    at += 46 + name
  }
  return files
}

test('gives back every file, whatever is in it', async () => {
  const law = fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), async (contents) => {
    const files = contents.map((data, n) => ({ path: `clips/${n}/ä ${n}.bin`, data: new Blob([new Uint8Array(data)]) }))
    const found = read(Buffer.from(await (await zip(files, AT)).arrayBuffer()))
    assert.equal(
      [...found].map(([path, data]) => [path, [...data]]),
      contents.map((data, n) => [`clips/${n}/ä ${n}.bin`, [...data]]),
    )
  })
  await fc.assert(law, { numRuns: 30 })
})

const hasUnzip = spawnSync('unzip', ['-v']).status === 0

if (hasUnzip) {
  test('is taken by unzip, folders and dates and all', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hausrecht-zip-'))
    try {
      const file = join(folder, 'a.zip')
      const data = new Blob(['a film'])
      writeFileSync(file, Buffer.from(await (await zip([{ path: 'clips/1/head.jwt', data }], AT)).arrayBuffer()))
      assert.is(spawnSync('unzip', ['-q', file, '-d', folder]).status, 0)
      assert.is(readFileSync(join(folder, 'clips/1/head.jwt'), 'utf8'), 'a film')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
} else {
  process.stdout.write('skipped: one zip test needs unzip (apt-get install unzip)\n')
}

test.run()
