import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { rejection } from '#test/support/wait.ts'
import { checkImage } from './check.ts'
import { unpackerOf } from './format.ts'
import { inBlocks } from './open.ts'
import { readSum } from './sum.ts'

const test = suite('images')

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const content = Buffer.from(Array.from({ length: 3 * 1024 * 1024 + 512 }, (_, at) => (at * 7 + (at >> 9)) & 255))
const hasXz = spawnSync('xz', ['--version']).status === 0

const inFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-image-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}
const codeFrom = async (work: Promise<unknown>): Promise<string> => {
  const error = await rejection(work)
  return error instanceof HausrechtError ? error.code : String(error)
}
const check = (path: string, wanted: string | undefined) =>
  checkImage(path, unpackerOf(path) ?? undefined, wanted, () => undefined)

test('reads hashes as they are published', () => {
  const hash = 'A'.repeat(64)
  assert.is(readSum(`${hash}\n`, 'a.img'), 'a'.repeat(64))
  assert.is(readSum(`${'b'.repeat(64)}  b.img\n${hash} *images/a.img\n`, 'a.img'), 'a'.repeat(64))
  assert.is(readSum(`${hash}  b.img\n`, 'a.img'), undefined)
  // An image that was renamed, with its sum beside it.
  assert.is(readSum(`${hash}  b.img\n`, 'a.img', true), 'a'.repeat(64))
  assert.is(readSum(`${hash}  b.img\n${hash}  c.img\n`, 'a.img', true), undefined)
  for (const text of ['', 'hello', 'a'.repeat(63), `${hash}\n${hash}`]) assert.is(readSum(text, 'a.img'), undefined)
})

test('tells by the name how an image is packed', () => {
  assert.is(unpackerOf('/a/raspios.IMG'), undefined)
  assert.is(unpackerOf('/a/raspios.img.xz')?.program, 'xz')
  assert.is(unpackerOf('/a/raspios.zip')?.program, 'unzip')
  assert.is(unpackerOf('/a/raspios.iso'), null)
})

test('cuts a stream into whole blocks and the rest', async () => {
  const pieces = async function* () {
    for (const size of [1, 5, 700, 2, 9]) yield Buffer.alloc(size, size)
  }
  const sizes: number[] = []
  for await (const block of inBlocks(pieces(), 100)) sizes.push(block.length)
  assert.equal(sizes, [100, 100, 100, 100, 100, 100, 100, 17])
})

test('takes the hash of a bare image, and refuses another', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'a.img')
    await writeFile(path, content)
    const checked = await check(path, sha256(content))
    assert.is(checked.matched, 'content')
    assert.is(checked.bytes, content.length)
    assert.is(checked.head.length, 1024 * 1024)
    assert.is((await check(path, undefined)).matched, 'nothing')
    assert.is(await codeFrom(check(path, 'a'.repeat(64))), 'image_hash')
    await writeFile(path, '')
    assert.is(await codeFrom(check(path, undefined)), 'image_empty')
  })
})

// Needs xz to unpack.
const packed = hasXz ? test : test.skip
packed(
  'takes the hash of a packed image or of what is in it, and refuses one that was cut off (needs xz)',
  async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'a.img.xz')
      await writeFile(join(folder, 'a.img'), content)
      assert.is(spawnSync('xz', ['-1', join(folder, 'a.img')]).status, 0)
      const bytes = await readFile(path)
      assert.is((await check(path, sha256(bytes))).matched, 'file')
      assert.is((await check(path, sha256(content))).matched, 'content')
      assert.is(await codeFrom(check(path, 'a'.repeat(64))), 'image_hash')
      await writeFile(path, bytes.subarray(0, bytes.length - 40))
      assert.is(await codeFrom(check(path, undefined)), 'image_broken')
    })
  },
)

test.run()
