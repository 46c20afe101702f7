import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { OWNERSHIP } from '#protocol/ownership.ts'
import { openToken, signToken } from '#protocol/token.ts'
import { openKeyFile } from './key-file.ts'

const test = suite<{ folder: string; file: string }>('bridge key file')
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hausrecht-key-'))
  context.file = join(context.folder, 'keys', 'bridge.jwk')
})
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true })
})

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no fault',
    (error: unknown) => (error instanceof HausrechtError ? error.code : String(error)),
  )

test('makes a key at the first start and has the same one ever after', async ({ file }) => {
  const first = await openKeyFile(file)
  const second = await openKeyFile(file)
  assert.is(first.thumbprint, second.thumbprint)
  assert.is(first.algorithm, 'EdDSA')
  assert.is(statSync(file).mode & 0o777, 0o600)
  assert.equal(readdirSync(join(file, '..')), ['bridge.jwk'])
})

test('signs what its public half verifies, and gives no private half away', async ({ file }) => {
  const key = await openKeyFile(file)
  const claims = { v: 1 as const, iss: key.thumbprint as never, owner: key.jwk, bridge: key.thumbprint, at: 0 as never }
  const opened = await openToken(OWNERSHIP, await signToken(OWNERSHIP, claims, key))
  assert.ok(opened.ok && opened.signer.thumbprint === key.thumbprint)
  assert.is(key.privateKey.extractable, false)
  assert.not.match(JSON.stringify(key), /"d"/)
})

test('agrees on one key when two start at once', async ({ file }) => {
  const keys = await Promise.all([openKeyFile(file), openKeyFile(file), openKeyFile(file)])
  assert.is(new Set(keys.map(({ thumbprint }) => thumbprint)).size, 1)
})

test('refuses a file that others may read', async ({ file }) => {
  await openKeyFile(file)
  chmodSync(file, 0o640)
  assert.is(await codeOf(openKeyFile(file)), 'key_exposed')
})

test('refuses a damaged file, makes no new key over it, and quotes nothing of it', async ({ file }) => {
  await openKeyFile(file)
  const { x, d } = JSON.parse(readFileSync(file, 'utf8')) as { x: string; d: string }
  for (const text of ['', '{', `{"kty":"OKP","d":"${d}"}`, `{"kty":"OKP","crv":"Ed25519","x":"${d}","d":"${d}"}`]) {
    writeFileSync(file, text)
    const fault = await openKeyFile(file).catch((error: unknown) => error)
    assert.instance(fault, HausrechtError)
    assert.is((fault as HausrechtError).code, 'key_damaged')
    assert.not.match(`${String(fault)}${String((fault as HausrechtError).cause)}`, new RegExp(d))
    assert.is(readFileSync(file, 'utf8'), text)
  }
  assert.ok(x)
})

test('says so when the folder cannot be written', async ({ folder }) => {
  writeFileSync(join(folder, 'keys'), 'a file where a folder should be')
  assert.is(await codeOf(openKeyFile(join(folder, 'keys', 'bridge.jwk'))), 'key_failed')
})

test.run()
