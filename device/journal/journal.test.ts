import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lineHash } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { REVOCATIONS_BYTES } from '#protocol/limits.ts'
import type { DoorKey } from '../keys/door-key.ts'
import { EGRESS, faultOf, freshDoorKey, leaveBehind, namesIn, openIn, withFolder } from './journal.fixture.ts'
import { toDisk, type Write } from './segment-file.ts'
import { verifyJournal } from './verify.ts'

const test = suite<{ key: DoorKey }>('journal')
test.before(async (context) => {
  context.key = await freshDoorKey()
})

test('begins with genesis and boot, and boots again', ({ key }) =>
  withFolder(async (folder) => {
    const first = await openIn(folder, key)
    assert.is(first.head().n, 1)
    await first.close()
    const again = await openIn(folder, key)
    assert.is(again.head().n, 2)
    assert.equal(again.memory().counts, { genesis: 1, boot: 2 })
    assert.is(again.recovered, 0)
    await again.close()
  }))

test('acknowledges entries in the order they were given, those that come together too', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key)
    const heard: number[] = []
    journal.listen(({ n }) => heard.push(n))
    const resolved: number[] = []
    const kinds = ['open', 'shut', 'unknown'] as const
    await Promise.all(
      Array.from({ length: 600 }, async (_, at) => {
        const { n, what } = await journal.append({ kind: 'leaf', leaf: kinds[at % 3] ?? 'open' })
        assert.is(n, at + 2)
        assert.equal(what, { kind: 'leaf', leaf: kinds[at % 3] })
        resolved.push(n)
      }),
    )
    const expected = Array.from({ length: 600 }, (_, at) => at + 2)
    assert.equal(resolved, expected)
    assert.equal(heard, expected)
    await journal.close()
    const report = await verifyJournal(join(folder), key.verify, { head: journal.head() })
    assert.ok(report.ok)
  }))

test('writes entries that come together at once', ({ key }) =>
  withFolder(async (folder) => {
    let writes = 0
    const counting: Write = (...given) => {
      writes += 1
      return toDisk(...given)
    }
    const journal = await openIn(folder, key, { write: counting })
    writes = 0
    await Promise.all(Array.from({ length: 100 }, () => journal.append(EGRESS)))
    assert.ok(writes <= 2, `${writes} writes`)
    await journal.close()
  }))

test('names lines as the contract does', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key)
    const { line, hash } = await journal.append(EGRESS)
    assert.is(hash, await lineHash(line))
    await journal.close()
  }))

test('remembers the same after a start as before it', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key, { checkpointEvery: 10 })
    for (let slot = 0; slot < 10; slot += 1) await journal.append({ kind: 'pin_set', slot })
    await journal.append({ kind: 'remote', off: true })
    const copy = leaveBehind(folder)
    const again = await openIn(copy, key)
    assert.ok(again.memory().remoteOff)
    assert.equal(again.memory().pins, journal.memory().pins)
    await again.close()
    await journal.close()
  }))

test('refuses an entry that nobody could read, and goes on', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key)
    const error = await faultOf(journal.append({ kind: 'oddity', what: 'x'.repeat(121) }))
    assert.is(error.code, 'journal_entry_invalid')
    await journal.append({ kind: 'oddity', what: 'x'.repeat(120) })
    await journal.close()
    assert.ok((await verifyJournal(folder, key.verify)).ok)
  }))

test('writes a list as long as lists may be, or refuses it, but never writes what is too long to be read', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key)
    for (const bytes of [100_000, 120_000, 126_000, 140_000, REVOCATIONS_BYTES]) {
      const error: unknown = await journal
        .append({ kind: 'revocations', list: 'x'.repeat(bytes) })
        .catch((reason: unknown) => reason)
      if (error instanceof HausrechtError) assert.is(error.code, 'journal_entry_invalid')
    }
    await journal.append(EGRESS)
    assert.is(journal.memory().counts.egress, 1)
    assert.ok((journal.memory().counts.revocations ?? 0) >= 2)
    await journal.close()
    assert.ok((await verifyJournal(folder, key.verify)).ok)
    await (await openIn(folder, key)).close()
  }))

test('reads on from any entry, within both bounds, across segments', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key, { segmentBytes: 4000 })
    const lines: string[] = []
    journal.listen(({ line }) => lines.push(line))
    for (let at = 0; at < 60; at += 1) await journal.append(EGRESS)
    assert.ok(namesIn(folder, 'journal-0').length > 3)
    for (const from of [2, 3, 17, 40, 61]) {
      assert.equal(await journal.read(from, 1000, 1e6), lines.slice(from - 2))
      assert.equal(await journal.read(from, 7, 1e6), lines.slice(from - 2, from + 5))
    }
    const few = await journal.read(2, 1000, 1500)
    assert.ok(few.length > 0 && few.join('\n').length <= 1500)
    assert.equal(few, lines.slice(0, few.length))
    assert.equal(await journal.read(62, 10, 1e6), [])
    assert.equal(await journal.read(0, 10, 10), [])
    await journal.close()
  }))

test('never rewrites a full segment', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key, { segmentBytes: 2000 })
    for (let at = 0; at < 10; at += 1) await journal.append(EGRESS)
    const before = readFileSync(join(folder, 'journal-000000.jsonl'), 'utf8')
    for (let at = 0; at < 30; at += 1) await journal.append(EGRESS)
    await journal.close()
    const again = await openIn(folder, key, { segmentBytes: 2000 })
    await again.append(EGRESS)
    await again.close()
    assert.is(readFileSync(join(folder, 'journal-000000.jsonl'), 'utf8'), before)
    assert.ok((await verifyJournal(folder, key.verify)).ok)
  }))

test('lets one writer in at a time, and takes over what is no lock', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key)
    const error = await faultOf(openIn(folder, key))
    assert.is(error.code, 'journal_locked')
    await journal.append(EGRESS)
    await journal.close()
    for (const left of ['{"pid":', '']) {
      writeFileSync(join(folder, 'journal.lock'), left)
      await (await openIn(folder, key)).close()
    }
  }))

test('writes nothing once its lock is somebody else’s', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key)
    const { n } = journal.head()
    rmSync(join(folder, 'journal.lock'))
    const other = await openIn(folder, key)
    assert.is((await faultOf(journal.append(EGRESS))).code, 'journal_failed')
    assert.is(journal.head().n, n)
    await journal.close()
    await other.append(EGRESS)
    await other.close()
    assert.ok((await verifyJournal(folder, key.verify)).ok)
  }))

test.run()
