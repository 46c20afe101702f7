// Whatever comes in whatever order: chains hold, numbers have no hole, nothing follows an end, begin answers once.

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FINDINGS } from '#protocol/clip/finding.ts'
import type { CheckedClip } from '#protocol/clip/verify.ts'
import { freshRequestId } from '#protocol/ids.ts'
import { millis } from '#protocol/units.ts'
import type { Occasion } from '../port.ts'
import { checkKept, type Stage, sure, withStage } from './stage.fixture.ts'

const test = suite('laws of the recorder')

type Deed =
  | { readonly do: 'begin' | 'join' | 'protect'; readonly who: number }
  | { readonly do: 'over'; readonly who: number; readonly after: number }
  | { readonly do: 'give'; readonly segments: number }
  | { readonly do: 'pass'; readonly span: number }
  | { readonly do: 'jump'; readonly to: number }
  | { readonly do: 'fail' | 'break' | 'mend' | 'leave' | 'return' }

const who = fc.nat(2)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constantFrom('begin' as const, 'join' as const, 'protect' as const), who }),
  fc.record({ do: fc.constant('over' as const), who, after: fc.constantFrom(0, 500, 3000) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('give' as const), segments: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), span: fc.constantFrom(50, 400, 3000) }) },
  fc.record({
    do: fc.constantFrom('fail' as const, 'break' as const, 'mend' as const, 'leave' as const, 'return' as const),
  }),
)

/** The wall clock is set, by a time server or a thief. */
const jump = fc.record({ do: fc.constant('jump' as const), to: fc.constantFrom(-3_600_000, -1000, 60_000, 86_400_000) })

const occasions = (): readonly Occasion[] => [
  { why: 'visit', request: freshRequestId() },
  { why: 'visit', request: freshRequestId() },
  { why: 'incident' },
]

interface Asked {
  answers: number
  readonly answered: Promise<void>
}

const act = async (stage: Stage, known: readonly Occasion[], asked: Asked[], deed: Deed): Promise<void> => {
  const { recorder, encodings, hub, spool, set } = stage
  switch (deed.do) {
    case 'begin':
    case 'join': {
      const one: Asked = {
        answers: 0,
        answered: recorder.begin(sure(known[deed.who])).then(() => {
          one.answers += 1
        }),
      }
      asked.push(one)
      break
    }
    case 'over':
      recorder.over(sure(known[deed.who]).request ?? 'incident', millis(deed.after))
      break
    case 'protect':
      recorder.protect(sure(known[deed.who]).request ?? 'incident')
      break
    case 'give':
      hub.come(deed.segments * 10)
      for (const each of encodings) each.give(deed.segments)
      break
    case 'jump':
      stage.clock.set(stage.clock.now() + deed.to)
      break
    case 'pass':
      return stage.pass(deed.span)
    case 'fail':
      encodings.at(-1)?.fail()
      break
    case 'break':
    case 'mend':
      spool.broken = deed.do === 'break'
      break
    case 'leave':
    case 'return':
      set.doorGone = deed.do === 'leave'
  }
  await stage.pass(50)
}

/** A clip that follows another begins with the picture after its last. */
const holdSeams = (clips: readonly CheckedClip[]): void => {
  for (const { head, lines } of clips) {
    const before = clips.find((other) => other.head?.clip === head?.follows)
    const lastBefore = before?.lines.findLast(({ claims }) => claims.what === 'segment')?.claims.last
    if (lastBefore !== undefined) assert.is(lines[1]?.claims.first, lastBefore + 1)
  }
}

const holdTo = async (stage: Stage): Promise<void> => {
  const { spool, door, said } = stage
  // The hand-driven clock runs ahead of the real work of a poster: a close may give up waiting before that is done.
  await stage.until(() => [...spool.clips.values()].every(({ end }) => end !== undefined))
  await stage.until(() => said.filter(({ say }) => say === 'ended').length >= spool.clips.size)
  assert.equal(spool.misuse, [])
  const clips = await Promise.all([...spool.clips.values()].map((kept) => checkKept(door, kept)))
  holdSeams(clips)
  for (const { findings, lines, head } of clips) {
    const bad = findings.filter(
      ({ code }) => FINDINGS[code] === 'forged' || (code !== 'film_gap' && FINDINGS[code] === 'lost'),
    )
    assert.equal(bad, [])
    assert.not(
      findings.some(({ code }) => code === 'no_end'),
      'everything that was begun is ended',
    )
    assert.is(lines[0]?.claims.at, head?.at)
  }
  const ended = said.flatMap((message) => (message.say === 'ended' ? [message.ended.clip] : []))
  assert.is(ended.length, new Set(ended).size, 'each end is told once')
  assert.equal([...ended].sort(), [...spool.clips.keys()].sort())
}

test('hold for every order of what can happen', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 9, arbitrary: deed }, jump), { minLength: 3, maxLength: 14 }),
      async (deeds) => {
        let after: Stage | undefined
        await withStage(async (stage) => {
          after = stage
          const [known, asked]: [readonly Occasion[], Asked[]] = [occasions(), []]
          for (const each of deeds) await act(stage, known, asked, each)
          let done = false
          const all = Promise.all(asked.map(({ answered }) => answered)).then(() => {
            done = true
          })
          await stage.until(
            () => done,
            () => stage.clock.pass(50),
          )
          await all
          assert.ok(
            asked.every(({ answers }) => answers === 1),
            'each begin is answered once',
          )
        })
        await holdTo(sure(after))
      },
    ),
    { numRuns: 25 },
  )
})

test.run()
