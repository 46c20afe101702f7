import { signal } from '@preact/signals'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CHALLENGE } from '#protocol/challenge.ts'
import { ENTRY, type Happening, lineHash } from '#protocol/entry.ts'
import { hashText } from '#protocol/hash.ts'
import { STATE, type StateClaims } from '#protocol/state.ts'
import { signToken } from '#protocol/token.ts'
import { epochMs, millis } from '#protocol/units.ts'
import { calmState } from '#test/support/calm-state.ts'
import { doorIdOf, MONDAY, makeKey, toVerify } from '#test/support/people.ts'
import { pause, until, within } from '#test/support/wait.ts'
import { EMPTY_BOOK } from '../book.ts'
import { createDoor, type KeptDoor } from './door.ts'
import { isNewer } from './newer.ts'

const test = suite('one door of the owner’s')

const [owner, key, bridge] = await Promise.all([makeKey(), makeKey(), makeKey()])
const id = doorIdOf(key)

const stateOf = (more: Partial<StateClaims>): StateClaims => calmState(id, MONDAY, { camera: 'absent', jn: 5, ...more })
const sayState = (more: Partial<StateClaims>): Promise<string> => signToken(STATE, stateOf(more), key)
const sayChallenge = (at: number, sign: string): Promise<string> =>
  signToken(CHALLENGE, { v: 1, iss: id, chl: sign.repeat(22), at: epochMs(at), life: millis(30_000) }, key)

const open = async (lines: readonly string[] = []): Promise<{ door: KeptDoor; published: string[] }> => {
  const published: string[] = []
  const shelf = {
    newest: async () => [],
    before: async () => [],
    add: async () => undefined,
    clear: async () => undefined,
  }
  const json = async (path: string): Promise<unknown> => {
    const from = Number(new URL(path, 'http://bridge').searchParams.get('from'))
    return { head: { n: lines.length - 1, hash: await lineHash(lines.at(-1) ?? '') }, lines: lines.slice(from) }
  }
  const door = createDoor({
    key: await toVerify(key),
    owner,
    ownerKey: await toVerify(owner),
    bridge: await toVerify(bridge),
    book: { contents: signal(EMPTY_BOOK) },
    http: { json } as never,
    shelf,
    line: () => ({ publish: async (topic: string) => published.push(topic) }) as never,
    now: () => MONDAY,
    ownAhead: signal(0),
    unnamed: () => 'Door',
  })
  return { door, published }
}

const seen = ({ state, heardAt, ahead }: KeptDoor) => [state.value?.at, state.value?.jn, heardAt.value, ahead.value]

test('a state or a challenge that is said again makes nothing newer', async () => {
  const { door } = await open()
  const [old, last] = [await sayState({ at: MONDAY, jn: 4 }), await sayState({ at: epochMs(MONDAY + 10), jn: 5 })]
  const challenge = await sayChallenge(MONDAY + 20, 'c')
  await door.hear('state', old, false)
  await door.hear('state', last, false)
  await door.hear('challenge', challenge, false)
  const before = seen(door)
  await pause(15)
  for (const retained of [false, true]) {
    await door.hear('state', old, retained)
    await door.hear('state', last, retained)
    await door.hear('challenge', challenge, retained)
  }
  assert.equal(seen(door), before)
  await door.hear('state', await sayState({ at: epochMs(MONDAY + 30), jn: 5 }), false)
  assert.is(door.state.value?.at, MONDAY + 30)
  assert.ok((door.heardAt.value ?? 0) > Number(before[2]))
})

test('two states from before and after a clock was set back cannot be said in turn for ever', () => {
  const [before, after] = [stateOf({ at: epochMs(1000), jn: 5 }), stateOf({ at: epochMs(10), jn: 6 })]
  const latest = epochMs(1000)
  assert.ok(isNewer({ claims: before, latest }, after))
  assert.not(isNewer({ claims: after, latest }, before))
  assert.ok(isNewer({ claims: after, latest }, stateOf({ at: epochMs(20), jn: 6 })))
  assert.ok(isNewer({ claims: after, latest }, stateOf({ at: epochMs(1001), jn: 2 })), 'a journal cut short is seen')
})

test('an order is not obeyed by an entry from before it, however late that is read', async () => {
  const lines: string[] = []
  let prev = await hashText(id)
  const write = async (what: Happening): Promise<void> => {
    const line = await signToken(ENTRY, { v: 1, iss: id, n: lines.length, prev, at: MONDAY, what }, key)
    lines.push(line)
    prev = await lineHash(line)
  }
  await write({ kind: 'remote', off: true })
  await write({ kind: 'remote', off: false })
  const { door, published } = await open(lines)
  await door.hear('state', await sayState({ jn: 1, jh: prev }), false)
  await door.hear('challenge', await sayChallenge(MONDAY, 'c'), false)
  let isDone = false
  const asked = door.order({ kind: 'remote', off: true }).finally(() => {
    isDone = true
  })
  await until(() => published.length === 1, 'the order was sent')
  await door.journal.catchUp()
  await pause(10)
  assert.not(isDone)
  await write({ kind: 'remote', off: true })
  await door.hear('journal', lines[2] ?? '', false)
  assert.ok((await within(asked, 'the order')).ok)
})

test.run()
