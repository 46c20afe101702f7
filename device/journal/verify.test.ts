import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Happening } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { JOURNAL_LINE_BYTES } from '#protocol/limits.ts'
import type { Hash } from '#protocol/units.ts'
import { anyHappening, freshDoorKey, NEW_YEAR, openIn, signLine, soundLines, withFolder } from './journal.fixture.ts'
import { hashLine } from './line.ts'
import { splitLines } from './split.ts'
import { verifyJournal } from './verify.ts'

type Key = Awaited<ReturnType<typeof freshDoorKey>>
const EGRESS: Happening = { kind: 'egress' }
const eggs = (count: number): Happening[] => Array.from({ length: count }, () => EGRESS)

async function* streamOf(text: string | Uint8Array, chunk = 4096): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk)
}
const verifyLines = (lines: readonly string[], key: Key, head?: { n: number; hash: Hash }) =>
  verifyJournal(streamOf(lines.map((line) => `${line}\n`).join('')), key.verify, { head })

const test = suite<{ key: Key }>('verifying a journal')
test.before(async (context) => {
  context.key = await freshDoorKey()
})

test('finds a sound journal sound, and says where it ends', async ({ key }) => {
  const lines = soundLines(key, eggs(700))
  const seen: number[] = []
  const progress: number[] = []
  const report = await verifyJournal(streamOf(`${lines.join('\n')}\n`), key.verify, {
    entry: ({ n }) => seen.push(n),
    progress: (entries) => progress.push(entries),
  })
  const head = { n: 699, hash: hashLine(lines[699] ?? '') }
  assert.equal(report, { ok: true, entries: 700, head, from: NEW_YEAR, to: NEW_YEAR + 699 })
  assert.equal(
    seen,
    Array.from({ length: 700 }, (_, n) => n),
  )
  assert.is(progress.at(-1), 700)
})

test('counts entries of every kind as sound', ({ key }) =>
  fc.assert(
    fc.asyncProperty(fc.array(anyHappening, { minLength: 1, maxLength: 12 }), async (what) => {
      const report = await verifyLines(soundLines(key, what), key)
      assert.ok(report.ok, JSON.stringify(report))
    }),
    { numRuns: 60 },
  ))

test('compares with a head known from elsewhere, at the end and on the way', async ({ key }) => {
  const lines = soundLines(key, eggs(5))
  const at = (n: number) => ({ n, hash: hashLine(lines[n] ?? '') })
  assert.ok((await verifyLines(lines, key, at(4))).ok)
  assert.ok((await verifyLines(lines, key, at(2))).ok)
  const cut = await verifyLines(lines.slice(0, 3), key, at(4))
  assert.ok(!cut.ok && cut.code === 'journal_cut' && cut.line === 4, JSON.stringify(cut))
  const forked = await verifyLines(lines, key, { n: 2, hash: 'x'.repeat(43) as Hash })
  assert.ok(!forked.ok && forked.code === 'journal_forked' && forked.line === 3, JSON.stringify(forked))
})

test('tells each kind of damage by its code', async ({ key }) => {
  const { raw, door } = key
  const lines = soundLines(key, eggs(5))
  const stranger = generateKeyPairSync('ed25519').privateKey
  const second = { v: 1, iss: door, n: 1, prev: hashLine(lines[0] ?? ''), at: NEW_YEAR, what: EGRESS }
  const cases: [string, string][] = [
    [signLine(second, stranger), 'journal_bad_signature'],
    [signLine({ ...second, iss: 'x'.repeat(43) }, raw), 'journal_wrong_door'],
    [signLine({ ...second, n: 7 }, raw), 'journal_out_of_order'],
    [signLine({ ...second, prev: 'x'.repeat(43) }, raw), 'journal_chain_broken'],
    [signLine({ ...second, what: { kind: 'party' } }, raw), 'journal_line_malformed'],
    [signLine({ ...second, extra: 1 }, raw), 'journal_line_malformed'],
    ['not a token', 'journal_line_malformed'],
    ['', 'journal_line_malformed'],
    ['x'.repeat(JOURNAL_LINE_BYTES + 1), 'journal_torn'],
  ]
  for (const [line, code] of cases) {
    const report = await verifyLines([lines[0] ?? '', line, ...lines.slice(2)], key)
    assert.ok(!report.ok && report.code === code && report.line === 2, `${code}: ${JSON.stringify(report)}`)
  }
})

test('names the file and the line in it', ({ key }) =>
  withFolder(async (folder) => {
    const lines = soundLines(key, eggs(9))
    const write = (number: number, part: readonly string[]) =>
      writeFileSync(join(folder, `journal-00000${number}.jsonl`), part.map((line) => `${line}\n`).join(''))
    write(0, lines.slice(0, 4))
    write(1, lines.slice(4, 7))
    write(2, lines.slice(7))
    assert.ok((await verifyJournal(folder, key.verify)).ok)
    write(1, [lines[4] ?? '', lines[6] ?? ''])
    const report = await verifyJournal(folder, key.verify)
    assert.equal(report, {
      ok: false,
      code: 'journal_out_of_order',
      line: 6,
      file: { name: 'journal-000001.jsonl', line: 2 },
      detail: 'entry 6 where 5 belongs',
    })
    rmSync(join(folder, 'journal-000001.jsonl'))
    const missing = await verifyJournal(folder, key.verify)
    assert.ok(!missing.ok && missing.code === 'journal_segment_missing' && missing.line === 5)
  }))

test('finds nothing in an empty or absent folder', ({ key }) =>
  withFolder(async (folder) => {
    for (const place of [folder, join(folder, 'nowhere')]) {
      const report = await verifyJournal(place, key.verify)
      assert.ok(!report.ok && report.code === 'journal_empty')
    }
  }))

const fuzz = suite<{ key: Key }>('journal, fuzz')
fuzz.before(async (context) => {
  context.key = await freshDoorKey()
})

fuzz('splits the same lines out of any chunks', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.string()), fc.integer({ min: 1, max: 50 }), async (texts, chunk) => {
      const bytes = Buffer.from(texts.join('\n'))
      const lines: string[] = []
      for await (const batch of splitLines(streamOf(bytes, chunk))) {
        lines.push(...batch.lines, ...(batch.rest === undefined ? [] : [batch.rest]))
      }
      const expected = bytes.toString('latin1').split('\n')
      assert.equal(lines, expected.at(-1) === '' ? expected.slice(0, -1) : expected)
    }),
    { numRuns: 100 },
  ),
)

const junk = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc
    .array(fc.constantFrom('\n', '.', 'eyJhbGciOiJFZERTQSIsInR5cCI6ImpvdXJuYWwrand0In0', 'AQgw', '{}', '\0'), {
      maxLength: 60,
    })
    .map((parts) => Buffer.from(parts.join(''))),
)

fuzz('never takes random bytes for a journal, and never throws over them', ({ key }) =>
  fc.assert(
    fc.asyncProperty(junk, async (bytes) => {
      const report = await verifyJournal(streamOf(bytes), key.verify)
      assert.not(report.ok)
      assert.ok(!report.ok && report.line === 1)
    }),
    { numRuns: 200 },
  ),
)

fuzz('starts over any junk at the end and beside it, and loses no entry by it', ({ key }) =>
  withFolder(async (folder) => {
    const lines = soundLines(key, eggs(3))
    await fc.assert(
      fc.asyncProperty(junk, junk, junk, async (tail, checkpoint, lock) => {
        rmSync(folder, { recursive: true, force: true })
        mkdirSync(folder)
        writeFileSync(join(folder, 'journal-000000.jsonl'), Buffer.concat([Buffer.from(`${lines.join('\n')}\n`), tail]))
        writeFileSync(join(folder, 'checkpoint-000000002.txt'), checkpoint)
        writeFileSync(join(folder, 'journal.lock'), lock)
        const journal = await openIn(folder, key)
        assert.is(journal.recovered, tail.length)
        assert.equal(await journal.read(0, 3, 1e6), lines)
        assert.is(journal.head().n, 3)
        await journal.close()
      }),
      { numRuns: 60 },
    )
  }),
)

fuzz('starts, or says that the journal is damaged, whatever its files hold', ({ key }) =>
  withFolder(async (folder) => {
    await fc.assert(
      fc.asyncProperty(junk, junk, async (first, second) => {
        rmSync(folder, { recursive: true, force: true })
        mkdirSync(folder)
        writeFileSync(join(folder, 'journal-000000.jsonl'), first)
        writeFileSync(join(folder, 'journal-000001.jsonl'), second)
        const opened = await openIn(folder, key).catch((error: unknown) => error)
        if (opened instanceof HausrechtError) {
          assert.is(opened.code, 'journal_damaged')
          assert.not(readdirSync(folder).includes('journal.lock'))
          return
        }
        await (opened as { close(): Promise<void> }).close()
        assert.ok((await verifyJournal(folder, key.verify)).ok)
      }),
      { numRuns: 60 },
    )
  }),
)

test.run()
fuzz.run()
