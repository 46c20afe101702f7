import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ENTRY } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { openToken, signToken } from '#protocol/token.ts'
import { epochMs, type Hash } from '#protocol/units.ts'
import { loadDoorKey } from './door-key.ts'

const test = suite<{ folder: string; path: string }>('door key')
test.before.each((scene) => {
  scene.folder = mkdtempSync(join(tmpdir(), 'hausrecht-key-'))
  scene.path = join(scene.folder, 'data', 'door-key.json')
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const faultOf = async (promise: Promise<unknown>): Promise<HausrechtError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.instance(error, HausrechtError)
  return error as HausrechtError
}

test('makes a key once, for the door’s user alone, and reads it again', async ({ path, folder }) => {
  const made = await loadDoorKey(path)
  assert.is(statSync(path).mode & 0o777, 0o600)
  assert.equal(readdirSync(join(folder, 'data')), ['door-key.json'])
  const read = await loadDoorKey(path)
  assert.is(read.door, made.door)
  assert.is(read.signing.thumbprint, read.door)
  assert.is(read.signing.algorithm, 'EdDSA')
  assert.not((read.signing.privateKey as { extractable: boolean }).extractable)
})

test('signs what its public half verifies', async ({ path }) => {
  const { signing, verify, door } = await loadDoorKey(path)
  const claims = { v: 1 as const, iss: door, n: 0, prev: 'x'.repeat(43) as Hash, at: epochMs(1) }
  const token = await signToken(ENTRY, { ...claims, what: { kind: 'egress' } }, signing)
  assert.ok((await openToken(ENTRY, token, verify)).ok)
})

test('makes one key even when several begin at once', async ({ path }) => {
  const keys = await Promise.all(Array.from({ length: 4 }, () => loadDoorKey(path)))
  assert.is(new Set(keys.map(({ door }) => door)).size, 1)
})

test('refuses a key that others may read, and says what to do', async ({ path }) => {
  await loadDoorKey(path)
  chmodSync(path, 0o640)
  const error = await faultOf(loadDoorKey(path))
  assert.is(error.code, 'key_readable_by_others')
  assert.match(error.message, /chmod 600/)
})

test('refuses a key whose halves do not fit', async ({ path, folder }) => {
  await loadDoorKey(path)
  await loadDoorKey(join(folder, 'other.json'))
  const [one, other] = [path, join(folder, 'other.json')].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')) as object,
  )
  writeFileSync(path, JSON.stringify({ ...one, x: (other as { x: string }).x }))
  assert.is((await faultOf(loadDoorKey(path))).code, 'key_unreadable')
})

test('never makes a new key over a damaged one, nor quotes it', async ({ path }) => {
  await loadDoorKey(path)
  const sound = readFileSync(path, 'utf8')
  const { d } = JSON.parse(sound) as { d: string }
  await fc.assert(
    fc.asyncProperty(fc.nat(sound.length), fc.string({ maxLength: 3 }), async (at, junk) => {
      const text = sound.slice(0, at) + junk
      fc.pre(text !== sound)
      writeFileSync(path, text)
      const error = await faultOf(loadDoorKey(path))
      assert.is(error.code, 'key_unreadable')
      assert.is(readFileSync(path, 'utf8'), text)
      assert.not(`${error.stack} ${JSON.stringify(error.cause)}`.includes(d.slice(0, 8)))
    }),
    { numRuns: 60 },
  )
})

test.run()
