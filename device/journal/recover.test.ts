import {
  appendFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DoorKey } from '../keys/door-key.ts'
import {
  EGRESS,
  faultOf,
  freshDoorKey,
  leaveBehind,
  NEW_YEAR,
  namesIn,
  openIn,
  soundLines,
  withFolder,
} from './journal.fixture.ts'
import type { Memory } from './memory.ts'
import { writeMemory } from './memory-text.ts'
import { verifyJournal } from './verify.ts'

const test = suite<{ key: DoorKey }>('starting a journal')
test.before(async (context) => {
  context.key = await freshDoorKey()
})

test('keeps two checkpoints, and starts from an older one or none when they are spoilt', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key, { checkpointEvery: 10, segmentBytes: 3000 })
    for (let at = 0; at < 55; at += 1) await journal.append({ kind: 'pin_set', slot: at % 10 })
    await journal.close()
    const expected = writeMemory(journal.memory())
    const [older, newer] = namesIn(folder, 'checkpoint-')
    assert.is(namesIn(folder, 'checkpoint-').length, 2)
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
    for (const name of namesIn(folder, 'checkpoint-')) unlinkSync(join(folder, name))
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
    for (const name of namesIn(join(folder, 'mine'), 'checkpoint-')) unlinkSync(join(folder, 'mine', name))
    for (const name of namesIn(join(folder, 'theirs'), 'checkpoint-')) {
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
    const error = await faultOf(openIn(copy, key))
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
    const error = await faultOf(openIn(folder, key))
    assert.is(error.code, 'journal_damaged')
    assert.match(error.message, /line 3 .* is not there any more/)
  }))

test('does not start without a segment between others', ({ key }) =>
  withFolder(async (folder) => {
    const journal = await openIn(folder, key, { segmentBytes: 1500 })
    for (let at = 0; at < 20; at += 1) await journal.append(EGRESS)
    await journal.close()
    unlinkSync(join(folder, 'journal-000001.jsonl'))
    const error = await faultOf(openIn(folder, key))
    assert.match(error.message, /journal-000001\.jsonl is missing/)
  }))

test.run()
