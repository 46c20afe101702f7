import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BELL, type Bell } from '#protocol/bell.ts'
import type { Happening } from '#protocol/entry.ts'
import { freshGrantId, freshRequestId } from '#protocol/ids.ts'
import { openToken } from '#protocol/token.ts'
import { freshDoorKey, NEW_YEAR } from '../journal/journal.fixture.ts'
import type { Written } from '../journal/port.ts'
import { createDoorbell } from './doorbell.ts'

const test = suite('the bell')

const intent = (more: Partial<Extract<Happening, { kind: 'intent' }>> = {}): Happening => ({
  kind: 'intent',
  request: freshRequestId(),
  act: 'unlock',
  holder: 'H'.repeat(43) as never,
  via: 'local',
  spends: [{ grant: freshGrantId(), exp: 1_767_999_999 as never }],
  binds: [],
  ...more,
})

/** @returns what was said for each of these, once it was written down */
const said = async (whats: readonly Happening[], poster?: string): Promise<readonly Bell[]> => {
  const key = await freshDoorKey()
  const tokens: string[] = []
  let tell: (written: Written) => void = () => undefined
  const stop = createDoorbell({
    ...{ door: key.door, key: key.signing, log: pino({ level: 'silent' }) },
    journal: {
      listen: (listener) => {
        tell = listener
        return () => undefined
      },
    },
    recorder: { poster: () => Promise.resolve(poster) },
    now: () => NEW_YEAR,
    say: async (token) => tokens.push(token),
  })
  for (const what of whats) tell({ n: 1, hash: 'x' as never, at: NEW_YEAR, line: '', what })
  // One that rings may take a moment to sign; one too many has a moment to show itself.
  for (let turn = 0; turn < 50; turn++)
    await new Promise((resolve) => setTimeout(resolve, tokens.length === 0 ? 10 : 1))
  stop()
  const opened = await Promise.all(tokens.map((token) => openToken(BELL, token, key.verify)))
  return opened.map((one) => {
    assert.ok(one.ok)
    return one.claims
  })
}

test('rings for a holder’s visit, signed, with its picture', async () => {
  const what = intent()
  const [bell] = await said([what], 'c2VhbGVk')
  assert.ok(bell && what.kind === 'intent')
  assert.equal([bell.request, bell.holder, bell.poster, bell.at], [what.request, what.holder, 'c2VhbGVk', NEW_YEAR])
})

test('rings without a picture rather than not at all', async () => {
  const bells = await said([intent()])
  assert.is(bells.length, 1)
  assert.is(bells[0]?.poster, undefined)
})

test('does not ring for the owner, a PIN, a lock, or somebody who watches', async () => {
  const others = [intent({ spends: [] }), intent({ act: 'lock' }), intent({ act: 'live', spends: [] })]
  assert.equal(await said([...others, { kind: 'egress' }]), [])
})

test.run()
