// Attack 16: the journal edited, reordered, cut or replaced on the door's disk. Source: docs/threat-model.md, promise 5;
// Schneier and Kelsey 1999, "Secure audit logs to support computer forensics". The door's half: what a reader of the
// files can tell, and that the door does not start over them. Heads kept elsewhere show what the files alone cannot.

import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openJournal } from '#device/journal/journal.ts'
import { hashLine } from '#device/journal/line.ts'
import { type VerifyOptions, verifyJournal } from '#device/journal/verify.ts'
import { type DoorKey, loadDoorKey } from '#device/keys/door-key.ts'
import type { Happening, Head } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { peekClaims } from '#protocol/token.ts'
import { epochMs, epochSeconds, type GrantId, millis, type RequestId, type Thumbprint } from '#protocol/units.ts'

interface Scene {
  folder: string
  key: DoorKey
  /** What the door wrote, by its own program. */
  lines: string[]
  head: Head
}

const visit = (name: string): Happening[] => {
  const request = name.padEnd(22, '_') as RequestId
  return [
    {
      kind: 'intent',
      request,
      act: 'unlock',
      holder: 'H'.repeat(43) as Thumbprint,
      via: 'local',
      spends: [{ grant: 'G'.repeat(22) as GrantId, exp: epochSeconds(1_800_000_000) }],
      binds: [],
    },
    { kind: 'opened', request, after: millis(300) },
    { kind: 'closed', request, opened: true, entered: true, lasted: millis(9000) },
  ]
}

const openFolder = async (folder: string, key: DoorKey) =>
  openJournal({
    folder: join(folder, 'journal'),
    key: key.signing,
    verify: key.verify,
    version: '0.0.0-test',
    clock: () => ({ now: () => epochMs(1_790_000_000_000) }),
  })

const test = suite<Scene>('attack 16: the journal edited')

test.before(async (scene) => {
  scene.folder = mkdtempSync(join(tmpdir(), 'hausrecht-a16-'))
  scene.key = await loadDoorKey(join(scene.folder, 'door-key.json'))
  const journal = await openFolder(scene.folder, scene.key)
  for (const name of ['one', 'two', 'three']) for (const what of visit(name)) await journal.append(what)
  await journal.close()
  scene.head = journal.head()
  scene.lines = readFileSync(join(scene.folder, 'journal', 'journal-000000.jsonl'), 'latin1')
    .trimEnd()
    .split('\n')
})

test.after(({ folder }) => rmSync(folder, { recursive: true, force: true }))

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
const verify = (text: string | Buffer, { key }: Scene, options: VerifyOptions = {}) =>
  verifyJournal(once(Buffer.from(text as string)), key.verify, options)

test('leaves an untouched journal sound', async (scene) => {
  const report = await verify(textOf(scene.lines), scene, { head: scene.head })
  assert.ok(report.ok && report.entries === scene.lines.length)
})

test('names the line of any flipped bit', async (scene) => {
  const sound = Buffer.from(textOf(scene.lines))
  await fc.assert(
    fc.asyncProperty(fc.nat(sound.length - 1), fc.nat(7), async (at, bit) => {
      const bytes = Buffer.from(sound)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
      const report = await verify(bytes, scene)
      const line = sound.subarray(0, at).filter((byte) => byte === 10).length + 1
      assert.ok(!report.ok, `bit ${bit} of byte ${at} was not noticed`)
      assert.ok(!report.ok && report.line === line, `byte ${at} is in line ${line}: ${JSON.stringify(report)}`)
    }),
    { numRuns: 250 },
  )
})

test('names the line whose signature was written another way', async (scene) => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  for (const [at, line] of scene.lines.entries()) {
    // The same 64 bytes to a lenient reader: only the unused bits of the last character differ.
    const twin = line.slice(0, -1) + alphabet[alphabet.indexOf(line.at(-1) ?? '') + 1]
    const report = await verify(textOf(scene.lines.with(at, twin)), scene)
    assert.ok(!report.ok && report.line === at + 1 && report.code === 'journal_line_malformed', JSON.stringify(report))
  }
})

test('names the place of a dropped, doubled or swapped line', async (scene) => {
  const { lines, head } = scene
  await fc.assert(
    fc.asyncProperty(fc.nat(lines.length - 1), fc.nat(lines.length - 1), async (one, other) => {
      const dropped = await verify(textOf(lines.toSpliced(one, 1)), scene, { head })
      assert.ok(!dropped.ok && dropped.line === one + 1, JSON.stringify(dropped))
      assert.is(dropped.code, one === lines.length - 1 ? 'journal_cut' : 'journal_out_of_order')
      const doubled = await verify(textOf(lines.toSpliced(one, 0, lines[one] ?? '')), scene)
      assert.ok(!doubled.ok && doubled.line === one + 2 && doubled.code === 'journal_out_of_order')
      if (one === other) return
      const swapped = await verify(textOf(lines.with(one, lines[other] ?? '').with(other, lines[one] ?? '')), scene)
      assert.ok(!swapped.ok && swapped.line === Math.min(one, other) + 1 && swapped.code === 'journal_out_of_order')
    }),
    { numRuns: 60 },
  )
})

test('notices a cut at any byte against a head kept elsewhere', async (scene) => {
  const sound = Buffer.from(textOf(scene.lines))
  await fc.assert(
    fc.asyncProperty(fc.nat(sound.length - 1), async (length) => {
      const report = await verify(sound.subarray(0, length), scene, { head: scene.head })
      assert.ok(!report.ok && ['journal_torn', 'journal_cut'].includes(report.code), JSON.stringify(report))
      assert.ok(!report.ok && report.line === sound.subarray(0, length).filter((byte) => byte === 10).length + 1)
    }),
    { numRuns: 100 },
  )
})

/** Rewrites the journal from a line on, with a key, as somebody with the disk would. */
const rewrite = (lines: readonly string[], from: number, key: KeyObject): string[] => {
  const kept = lines.slice(0, from)
  for (const line of lines.slice(from)) {
    const claims = peekClaims(line) as Record<string, unknown>
    const prev = hashLine(kept.at(-1) ?? '')
    const body = `${line.split('.')[0]}.${Buffer.from(JSON.stringify({ ...claims, prev, at: 1 })).toString('base64url')}`
    kept.push(`${body}.${sign(null, Buffer.from(body), key).toString('base64url')}`)
  }
  return kept
}

test('is not deceived by a history signed with another key', async (scene) => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const report = await verify(textOf(rewrite(scene.lines, 4, privateKey)), scene)
  assert.ok(!report.ok && report.line === 5 && report.code === 'journal_bad_signature')
})

test('shows a history rewritten with the stolen key against a head kept elsewhere', async (scene) => {
  const { d, x } = JSON.parse(readFileSync(join(scene.folder, 'door-key.json'), 'utf8')) as { d: string; x: string }
  const { createPrivateKey } = await import('node:crypto')
  const stolen = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x }, format: 'jwk' })
  const forged = textOf(rewrite(scene.lines, 4, stolen))
  assert.ok((await verify(forged, scene)).ok)
  const report = await verify(forged, scene, { head: scene.head })
  assert.ok(!report.ok && report.code === 'journal_forked' && report.line === scene.lines.length)
})

test('does not start the door over an edited journal, and starts it over the untouched one', async (scene) => {
  const { lines, folder, key } = scene
  const path = join(folder, 'journal', 'journal-000000.jsonl')
  const edited = [lines.toSpliced(5, 1), lines.with(2, lines[3] ?? ''), lines.with(4, 'x'), lines.slice(0, 7)]
  for (const text of edited.map(textOf)) {
    writeFileSync(path, text)
    const error = await openFolder(folder, key).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    assert.instance(error, HausrechtError)
    assert.is((error as HausrechtError).code, 'journal_damaged')
    assert.match((error as HausrechtError).message, /line \d+/)
    assert.is(readFileSync(path, 'latin1'), text)
  }
  writeFileSync(path, textOf(lines))
  const journal = await openFolder(folder, key)
  assert.is(journal.head().n, lines.length)
  await journal.close()
})

test.run()
