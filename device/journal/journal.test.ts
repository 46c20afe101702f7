import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Happening, lineHash } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { REVOCATIONS_BYTES } from '#protocol/limits.ts'
import { epochMs } from '#protocol/units.ts'
import type { DoorKey } from '../keys/door-key.ts'
import { freshDoorKey, leaveBehind, NEW_YEAR, openIn, soundLines, withFolder } from './journal.fixture.ts'
import type { Memory } from './memory.ts'
import { writeMemory } from './memory-text.ts'
import type { Write } from './segment-file.ts'
import { toDisk } from './segment-file.ts'
import { verifyJournal } from './verify.ts'

const EGRESS: Happening = { kind: 'egress' }
const list = (folder: string, start: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith(start))
    .sort()

const rejection = async (promise: Promise<unknown>): Promise<HausrechtError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.instance(error, HausrechtError)
  return error as HausrechtError
}

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
    const error = await rejection(journal.append({ kind: 'oddity', what: 'x'.repeat(121) }))
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
    assert.ok(list(folder, 'journal-0').length > 3)
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

test('keeps two checkpoints, and starts from an older one or none when they are spoilt', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key, { checkpointEvery: 10, segmentBytes: 3000 })
    for (let at = 0; at < 55; at += 1) await journal.append({ kind: 'pin_set', slot: at % 10 })
    await journal.close()
    const expected = writeMemory(journal.memory())
    const [older, newer] = list(folder, 'checkpoint-')
    assert.is(list(folder, 'checkpoint-').length, 2)
    const memoryOf = async (): Promise<string> => {
      const copy = leaveBehind(folder)
      let found = ''
      const clock = (memory: Memory) => {
        found = writeMemory(memory)
        return { now: () => NEW_YEAR }
      }
      await (await openIn(copy, key, { clock })).close()
      return found
    }
    assert.is(await memoryOf(), expected)
    const path = join(folder, newer ?? '')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"pins":[0', '"pins":[1'))
    assert.is(await memoryOf(), expected)
    writeFileSync(join(folder, older ?? ''), 'junk')
    assert.is(await memoryOf(), expected)
    for (const name of list(folder, 'checkpoint-')) unlinkSync(join(folder, name))
    assert.is(await memoryOf(), expected)
  }))

test('does not take a checkpoint of another door', ({ key }) =>
  withFolder(async (folder) => {
    const stranger = await freshDoorKey()
    const theirs = await openIn(join(folder, 'theirs'), stranger)
    await theirs.append({ kind: 'pin_set', slot: 1 })
    await theirs.close()
    const mine = await openIn(join(folder, 'mine'), key)
    await mine.close()
    for (const name of list(join(folder, 'mine'), 'checkpoint-')) unlinkSync(join(folder, 'mine', name))
    for (const name of list(join(folder, 'theirs'), 'checkpoint-')) {
      cpSync(join(folder, 'theirs', name), join(folder, 'mine', name))
    }
    const again = await openIn(join(folder, 'mine'), key)
    assert.equal(again.memory().pins, [])
    await again.close()
  }))

test('cuts an end torn at any byte, loses nothing before it, and says so in the next entry', ({ key }) =>
  withFolder(async (folder) => {
    const sound = soundLines(key as never, [
      { kind: 'genesis', version: '0' },
      EGRESS,
      EGRESS,
      { kind: 'leaf', leaf: 'open' },
    ])
    const whole = sound.map((line) => `${line}\n`).join('')
    const kept = whole.length - (sound.at(-1)?.length ?? 0) - 1
    const path = join(folder, 'journal-000000.jsonl')
    for (let length = kept; length < whole.length; length += length < kept + 3 || length > whole.length - 4 ? 1 : 29) {
      writeFileSync(path, whole.slice(0, length))
      const journal = await openIn(folder, key)
      assert.is(journal.head().n, 3)
      assert.is(journal.recovered, length - kept)
      const [boot] = await journal.read(3, 1, 1e5)
      const claims = JSON.parse(Buffer.from((boot ?? '').split('.')[1] ?? '', 'base64url').toString()) as {
        what: unknown
      }
      const said = length === kept ? {} : { recovered: length - kept }
      assert.equal(claims.what, { kind: 'boot', version: '0.0.0-test', ...said })
      await journal.close()
      assert.ok((await verifyJournal(folder, key.verify)).ok)
      for (const name of readdirSync(folder)) unlinkSync(join(folder, name))
    }
  }))

test('cuts a last line of zeros or of junk', ({ key }) =>
  withFolder(async (folder) => {
    for (const junk of [
      Buffer.alloc(4096),
      Buffer.from('junk\n'),
      Buffer.from('a.b.c\nd.e.f\n\n'),
      Buffer.from([10, 255, 10]),
    ]) {
      const journal = await openIn(folder, key)
      const before = journal.head().n
      const copy = leaveBehind(folder)
      appendFileSync(join(copy, 'journal-000000.jsonl'), junk)
      const again = await openIn(copy, key)
      assert.is(again.recovered, junk.length)
      assert.is(again.head().n, before + 1)
      await again.close()
      await journal.close()
    }
  }))

test('does not start over a damaged line, and names it', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key, { segmentBytes: 3000 })
    for (let at = 0; at < 30; at += 1) await journal.append(EGRESS)
    const copy = leaveBehind(folder)
    await journal.close()
    const path = join(copy, 'journal-000002.jsonl')
    const bytes = readFileSync(path)
    bytes[700] = (bytes[700] ?? 0) ^ 1
    writeFileSync(path, bytes)
    const error = await rejection(openIn(copy, key))
    assert.is(error.code, 'journal_damaged')
    assert.match(error.message, /line 2 of journal-000002\.jsonl/)
    assert.not(readdirSync(copy).includes('journal.lock'))
  }))

test('does not start without what a checkpoint has seen', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key)
    await journal.append(EGRESS)
    await journal.close()
    const path = join(folder, 'journal-000000.jsonl')
    truncateSync(path, statSync(path).size - 10)
    const error = await rejection(openIn(folder, key))
    assert.is(error.code, 'journal_damaged')
    assert.match(error.message, /line 3 .* is not there any more/)
  }))

test('does not start without a segment between others', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key, { segmentBytes: 1500 })
    for (let at = 0; at < 20; at += 1) await journal.append(EGRESS)
    await journal.close()
    unlinkSync(join(folder, 'journal-000001.jsonl'))
    const error = await rejection(openIn(folder, key))
    assert.match(error.message, /journal-000001\.jsonl is missing/)
  }))

test('lets one writer in at a time, and takes over from one that is dead', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key)
    const error = await rejection(openIn(folder, key))
    assert.is(error.code, 'journal_locked')
    await journal.append(EGRESS)
    await journal.close()
    for (const left of [
      JSON.stringify({ pid: 2 ** 22 + 1, started: '' }),
      JSON.stringify({ pid: process.pid, started: 'an earlier boot 1' }),
      '',
    ]) {
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
    assert.is((await rejection(journal.append(EGRESS))).code, 'journal_failed')
    assert.is(journal.head().n, n)
    await journal.close()
    await other.append(EGRESS)
    await other.close()
    assert.ok((await verifyJournal(folder, key.verify)).ok)
  }))

const full = suite<{ key: DoorKey }>('journal on a bad disk')
full.before(async (context) => {
  context.key = await freshDoorKey()
})

/** A disk that takes so many bytes in all and then no more, or writes all and then says that it failed. */
const badDisk = () => {
  const disk = { left: Number.POSITIVE_INFINITY, lies: false }
  const write: Write = async (file, bytes, position) => {
    if (disk.lies) {
      await toDisk(file, bytes, position)
      throw Object.assign(new RangeError('EIO: i/o error, write'), { code: 'EIO' })
    }
    if (disk.left <= 0)
      throw Object.assign(new RangeError('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    const took = await toDisk(file, bytes.subarray(0, disk.left), position)
    disk.left -= took
    return took
  }
  return { disk, write }
}

full('refuses while the disk is full, keeps the chain whole, and goes on when there is room', ({ key }) =>
  withFolder(async (folder) => {
    const { disk, write } = badDisk()
    const journal = await openIn(folder, key, { write })
    await journal.append(EGRESS)
    const { n } = journal.head()
    disk.left = 100
    const errors = await Promise.all([rejection(journal.append(EGRESS)), rejection(journal.append(EGRESS))])
    assert.equal(
      errors.map(({ code }) => code),
      ['journal_failed', 'journal_failed'],
    )
    assert.is(journal.head().n, n)
    assert.is(journal.memory().counts.egress, 1)
    assert.is((await rejection(journal.append(EGRESS))).code, 'journal_failed')
    disk.left = Number.POSITIVE_INFINITY
    assert.is((await journal.append(EGRESS)).n, n + 1)
    await journal.close()
    assert.ok((await verifyJournal(folder, key.verify, { head: journal.head() })).ok)
  }),
)

full('takes back what a failing disk may have written', ({ key }) =>
  withFolder(async (folder) => {
    const { disk, write } = badDisk()
    const journal = await openIn(folder, key, { write })
    disk.lies = true
    await rejection(journal.append({ kind: 'remote', off: true }))
    disk.lies = false
    await journal.append(EGRESS)
    await journal.close()
    const again = await openIn(folder, key)
    assert.is(again.memory().remoteOff, false)
    await again.close()
  }),
)

full('starts again after dying on a full disk', ({ key }) =>
  withFolder(async (folder) => {
    const { disk, write } = badDisk()
    const journal = await openIn(folder, key, { write })
    const { n } = await journal.append(EGRESS)
    disk.left = 77
    await rejection(journal.append(EGRESS))
    const copy = leaveBehind(folder)
    const again = await openIn(copy, key)
    assert.is(again.recovered, 77)
    assert.is(again.head().n, n + 1)
    await again.close()
    await journal.close()
  }),
)

full('goes on without checkpoints, and says that they fail', ({ key }) =>
  withFolder(async (folder) => {
    const failures: unknown[] = []
    const journal = await openIn(folder, key, { checkpointEvery: 5, checkpointFailed: (error) => failures.push(error) })
    // A folder in the place of the file cannot be replaced by it, whoever runs this.
    for (let n = 0; n < 40; n += 1) mkdirSync(join(folder, `checkpoint-${String(n).padStart(9, '0')}.txt`))
    for (let at = 0; at < 30; at += 1) await journal.append(EGRESS)
    await journal.close()
    assert.ok(failures.length > 0)
    const again = await openIn(folder, key)
    assert.is(again.memory().counts.egress, 30)
    assert.is(again.memory().clock.floor > epochMs(0), true)
    await again.close()
  }),
)

test.run()
full.run()
