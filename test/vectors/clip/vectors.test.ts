// Reads the test vectors of docs/clip-format.md as a stranger would, who has the page, Debian's age and node:crypto and
// none of our code; then with our own.

import { execFileSync } from 'node:child_process'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFramed } from '#protocol/clip/framing.ts'
import { verifyClip } from '#protocol/clip/verify.ts'
import { hashBytes } from '#protocol/hash.ts'
import type { DoorId, Hash } from '#protocol/units.ts'

const test = suite('test vectors of a clip')
const read = (name: string): Buffer => readFileSync(new URL(name, import.meta.url))
const names = readdirSync(new URL('clip/parts/', import.meta.url)).sort()

interface Jwk {
  readonly kty: string
  readonly crv: string
  readonly x: string
}
type Claims = Readonly<Record<string, unknown>>

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('base64url')
const json = (part: string | undefined): Claims => JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Claims

/** RFC 7515 §5.2 with Ed25519 (RFC 8037), by hand. */
const claimsOf = (token: string, typ: string, jwk: Jwk): Claims => {
  const [header, body, signature] = token.split('.')
  assert.is(json(header)['typ'], typ)
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  const signed = Buffer.from(`${header}.${body}`)
  assert.ok(verify(null, signed, key, Buffer.from(signature ?? '', 'base64url')), typ)
  return json(body)
}

const folder = mkdtempSync(join(tmpdir(), 'hausrecht-vectors-'))

/** What Debian's own age makes of it. */
const decrypt = (sealed: Buffer, identity: string): Buffer => {
  const path = join(folder, 'identity')
  writeFileSync(path, identity, { mode: 0o600 })
  return execFileSync('age', ['-d', '-i', path], { input: sealed, timeout: 5000 })
}

test.after(() => rmSync(folder, { recursive: true, force: true }))

test('can be read by the page alone, with age and node:crypto', () => {
  const door = JSON.parse(read('door.json').toString()) as Jwk
  const doorId = sha256(JSON.stringify({ crv: door.crv, kty: door.kty, x: door.x }))
  const head = read('clip/head').toString()
  const claims = claimsOf(head, 'clip+jwt', door)
  assert.is(claims['iss'], doorId)
  const identity = decrypt(read('clip/identity'), read('owner.key').toString()).toString()
  assert.match(identity, /^AGE-SECRET-KEY-1/)
  const film: Buffer[] = []
  let before = sha256(head)
  for (const [n, name] of names.entries()) {
    const framed = read(`clip/parts/${name}`)
    const end = framed.indexOf(0x0a)
    const [line, sealed] = [framed.subarray(0, end).toString(), framed.subarray(end + 1)]
    const part = claimsOf(line, 'clip-part+jwt', claims['key'] as Jwk)
    assert.equal([part['n'], part['prev'], part['hash'], part['size']], [n, before, sha256(sealed), sealed.length])
    film.push(decrypt(sealed, identity))
    before = sha256(line)
  }
  const end = claimsOf(read('clip/end').toString(), 'clip-end+jwt', claims['key'] as Jwk)
  assert.equal([end['parts'], end['last']], [names.length, before])
  assert.equal(Buffer.concat(film), read('film.mp4'))
})

test('are a clip without a finding to our own reader', async () => {
  const door = JSON.parse(read('door.json').toString()) as Jwk
  const parts = await Promise.all(
    names.map(async (name, place) => {
      const { line, sealed } = readFramed(new Uint8Array(read(`clip/parts/${name}`))) ?? {
        line: '',
        sealed: new Uint8Array(),
      }
      return { place, line, sealed: { hash: await hashBytes(sealed), size: sealed.length } }
    }),
  )
  const lines = read('journal.jsonl').toString().trim().split('\n')
  const journal = lines.map((line) => ({
    ...(json(line.split('.')[1]) as never as { n: number; what: never }),
    hash: sha256(line) as Hash,
  }))
  const doorId = sha256(JSON.stringify({ crv: door.crv, kty: door.kty, x: door.x })) as DoorId
  const found = { door: doorId, head: read('clip/head').toString(), end: read('clip/end').toString(), parts, journal }
  assert.equal((await verifyClip(found)).findings, [])
})

test.run()
