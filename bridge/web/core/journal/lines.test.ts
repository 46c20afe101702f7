import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ENTRY, type Happening, lineHash } from '#protocol/entry.ts'
import { hashText } from '#protocol/hash.ts'
import { signToken } from '#protocol/token.ts'
import { epochMs } from '#protocol/units.ts'
import { doorIdOf, makeKey, toVerify } from '#test/support/people.ts'
import type { Http } from '../app.ts'
import { createJournal } from './journal.ts'
import { checkLines, type HeldLine } from './lines.ts'
import type { Shelf } from './shelf.ts'

const test = suite('lines of a journal')

const door = await makeKey()
const key = await toVerify(door)
const id = doorIdOf(door)

const write = async (count: number): Promise<string[]> => {
  const lines: string[] = []
  let prev = await hashText(id)
  for (let n = 0; n < count; n++) {
    const what: Happening = { kind: 'leaf', leaf: n % 2 === 0 ? 'open' : 'shut' }
    const line = await signToken(ENTRY, { v: 1, iss: id, n, prev, at: epochMs(1000 + n), what }, door)
    lines.push(line)
    prev = await lineHash(line)
  }
  return lines
}
const lines = await write(100)

const memoryShelf = (): Shelf => {
  const kept = new Map<number, HeldLine>()
  const sorted = (): HeldLine[] => [...kept.values()].sort((a, b) => a.entry.n - b.entry.n)
  return {
    newest: async (most) => sorted().slice(-most),
    before: async (n, most) =>
      sorted()
        .filter(({ entry }) => entry.n < n)
        .slice(-most),
    add: async (more) => {
      for (const line of more) kept.set(line.entry.n, line)
    },
    clear: async () => kept.clear(),
  }
}

const bridgeWith = (held: () => readonly string[]): Pick<Http, 'json'> => ({
  json: async (path) => {
    const asked = new URL(path, 'http://bridge').searchParams
    const [from, most] = [Number(asked.get('from')), Number(asked.get('most'))]
    const n = held().length - 1
    const head = n < 0 ? null : { n, hash: await lineHash(held()[n] ?? '') }
    return { v: 1, head, lines: held().slice(from, from + most) }
  },
})

test('a whole journal is held as it is', async () => {
  const checked = await checkLines(lines, key, undefined)
  assert.ok(checked.ok)
  assert.equal(
    checked.held.map(({ entry }) => entry.n),
    lines.map((_, n) => n),
  )
})

test('a line cut out, put elsewhere, changed or signed by another is found where it is', async () => {
  const cut = await checkLines([...lines.slice(0, 10), ...lines.slice(11)], key, undefined)
  assert.ok(!cut.ok && cut.why === 'gap' && cut.held.length === 10)
  const [third = '', fourth = ''] = lines.slice(3)
  const turned = await checkLines([...lines.slice(0, 3), fourth, third], key, undefined)
  assert.ok(!turned.ok && turned.held.length === 3)
  const bent = await checkLines([...lines.slice(0, 5), `${lines[5]?.slice(0, -3)}AAA`], key, undefined)
  assert.ok(!bent.ok && bent.why === 'signature' && bent.held.length === 5)
  const stranger = await toVerify(await makeKey())
  const foreign = await checkLines(lines.slice(0, 2), stranger, undefined)
  assert.ok(!foreign.ok && foreign.held.length === 0)
})

test('another history after the same number does not follow', async () => {
  const checked = await checkLines(lines.slice(51), key, { n: 50, hash: await hashText('another line') })
  assert.ok(!checked.ok && checked.why === 'hash')
})

test('reads what the bridge has, goes on live, and notices what it missed', async () => {
  let there = 60
  const http = bridgeWith(() => lines.slice(0, there))
  const journal = createJournal({ door: key, http, shelf: memoryShelf(), added: () => undefined })
  await journal.catchUp()
  assert.is(journal.standing.value, 'whole')
  assert.is(journal.entries.value.length, 60)
  await journal.hear(lines.slice(59, 62))
  assert.is(journal.entries.value.at(-1)?.n, 61)
  there = 80
  await journal.hear(lines.slice(79, 80))
  assert.is(journal.entries.value.length, 80)
  assert.is(journal.standing.value, 'whole')
})

test('a bridge that leaves a line out is told as broken, and whole again when it tells the truth', async () => {
  let lies = true
  const http = bridgeWith(() => (lies ? lines.filter((_, n) => n !== 20) : lines))
  const journal = createJournal({ door: key, http, shelf: memoryShelf(), added: () => undefined })
  await journal.catchUp()
  assert.is(journal.standing.value, 'broken')
  assert.is(journal.entries.value.length, 20)
  lies = false
  await journal.catchUp()
  assert.is(journal.standing.value, 'whole')
  assert.is(journal.entries.value.length, 100)
})

test('another head than the door signed with its state is another history', async () => {
  const journal = createJournal({
    door: key,
    http: bridgeWith(() => lines),
    shelf: memoryShelf(),
    added: () => undefined,
  })
  await journal.catchUp()
  journal.hearState({ jn: 99, jh: await lineHash(lines[99] ?? '') } as never)
  assert.is(journal.standing.value, 'whole')
  journal.hearState({ jn: 120, jh: await hashText('later') } as never)
  assert.is(journal.standing.value, 'behind')
  journal.hearState({ jn: 99, jh: await hashText('elsewhere') } as never)
  assert.is(journal.standing.value, 'broken')
})

test.run()
