import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshPair, unseal } from '#protocol/seal/seal.ts'
import { createSealer } from './sealer.ts'

const test = suite('sealing with the machine’s own cipher')

/** Around the edges of a chunk, where a last chunk is told from a full one. */
const SIZES = [0, 1, 65_535, 65_536, 65_537, 131_072, 500_000]

const film = (size: number): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(size))

test('is opened by the age library at every size', async () => {
  const { identity, recipient } = await freshPair()
  const sealer = createSealer(recipient)
  for (const size of SIZES) {
    const bytes = film(size)
    assert.equal(await unseal(await sealer(bytes), identity), { ok: true, bytes }, `${size} bytes`)
  }
})

test('is opened by the age tool of the system', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-sealer-'))
  try {
    const { identity, recipient } = await freshPair()
    const sealer = createSealer(recipient)
    writeFileSync(join(folder, 'identity'), `${identity}\n`, { mode: 0o600 })
    for (const size of SIZES) {
      const bytes = film(size)
      const opened = execFileSync('age', ['--decrypt', '--identity', join(folder, 'identity')], {
        input: await sealer(bytes),
        timeout: 10_000,
      })
      assert.ok(opened.equals(bytes), `${size} bytes`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('tells a wrong key from damage', async () => {
  const [pair, stranger] = [await freshPair(), await freshPair()]
  const sealed = await createSealer(pair.recipient)(film(70_000))
  assert.equal(await unseal(sealed, stranger.identity), { ok: false, why: 'wrong_key' })
  assert.equal(await unseal(sealed.slice(0, -1), pair.identity), { ok: false, why: 'damaged' })
  assert.equal(await unseal(sealed.slice(0, 66_000), pair.identity), { ok: false, why: 'damaged' })
})

test('never seals the same bytes twice the same way', async () => {
  const sealer = createSealer((await freshPair()).recipient)
  const [one, other] = [await sealer(film(10).fill(7)), await sealer(film(10).fill(7))]
  assert.not.equal(one, other)
})

test('refuses what is no X25519 recipient', () => {
  assert.throws(() => createSealer('age1pq1q'))
})

test.run()
