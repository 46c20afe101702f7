import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Chain } from '#protocol/chain.ts'
import { type Hash, millis, type RequestId, type Thumbprint } from '#protocol/units.ts'
import type { FromLive } from '../messages.ts'
import {
  mayBegin,
  noSessions,
  reduceSessions,
  type SessionEffect,
  type Sessions,
  type Stage,
  type UntimedSessionEvent,
} from './sessions.ts'

const test = suite('who may watch and who does')

const ANNA = 'anna' as Thumbprint
const BERT = 'bert' as Thumbprint
const CAROL = 'carol' as Thumbprint
const OWNER = 'owner' as Thumbprint
const chainOf = (holder: Thumbprint): Chain => ({
  ...{ ok: true, holder, hash: 'hash' as Hash },
  grants: holder === OWNER ? [] : [{} as Chain['grants'][number]],
})
const sidOf = (n: number): RequestId => `sid${n}` as RequestId
const SID = sidOf(1)

type Said = Exclude<FromLive, { say: 'ready' | 'idle' }>

const allow = (sid: RequestId = SID, holder = ANNA): UntimedSessionEvent => ({
  ...{ kind: 'allowed', sid, chain: chainOf(holder), relay: undefined },
})
const offer = (sid: RequestId = SID, viewer = ANNA): UntimedSessionEvent => ({
  ...{ kind: 'offer', sid, viewer, sdp: 'v=0', re: 're' as Hash },
})
const said = (what: Said): UntimedSessionEvent => ({ kind: 'said', said: what })
const answer = said({ say: 'answer', sid: SID, sdp: 'v=1' })
const watching = (sid = SID): UntimedSessionEvent => said({ say: 'watching', sid, way: 'channel' })
const talk = (on: boolean): UntimedSessionEvent => said({ say: 'talking', sid: SID, what: 'speak', on })

const shortOf = (effect: SessionEffect): string => {
  switch (effect.do) {
    case 'say_end':
      return `say ${effect.code} to ${effect.viewer}`
    case 'journal_live':
      return `journal ${effect.step}${effect.lasted === undefined ? '' : ` ${effect.lasted}`}`
    case 'journal_talk':
      return `journal ${effect.what} ${effect.on ? 'on' : 'off'}`
    case 'answer':
      return `answer ${effect.viewer} ${effect.re}`
    default:
      return effect.do
  }
}

interface Played {
  readonly state: Sessions
  /** What the last event led to. */
  readonly last: readonly string[]
}

/** Events one after the other; a number lets so many milliseconds pass. */
const play = (steps: readonly (UntimedSessionEvent | number)[], most = 2): Played => {
  let state = noSessions(most)
  let last: readonly string[] = []
  let at = 1000
  for (const step of steps) {
    if (typeof step === 'number') at += step
    else {
      const turn = reduceSessions(state, { ...step, at: millis(at) })
      state = turn.state
      last = turn.effects.map(shortOf)
    }
  }
  return { state, last }
}

const TABLE: readonly {
  readonly what: string
  readonly steps: readonly (UntimedSessionEvent | number)[]
  readonly effects: readonly string[]
  readonly stage: Stage | undefined
}[] = [
  { what: 'hands on the offer of who was allowed', steps: [allow(), offer()], effects: ['offer'], stage: 'offered' },
  {
    what: 'refuses an offer that nobody allowed',
    steps: [offer()],
    effects: ['say live_unasked to anna'],
    stage: undefined,
  },
  {
    what: 'refuses another’s offer for an allowed request, and goes on waiting for the right one',
    steps: [allow(), offer(SID, BERT)],
    effects: ['say live_unasked to bert'],
    stage: 'allowed',
  },
  {
    what: 'refuses an offer that comes too late',
    steps: [allow(), 30_001, offer()],
    effects: ['say live_unasked to anna'],
    stage: undefined,
  },
  { what: 'takes no second offer', steps: [allow(), offer(), offer()], effects: [], stage: 'offered' },
  {
    what: 'answers who offered, by the hash of the offer',
    steps: [allow(), offer(), answer],
    effects: ['answer anna re'],
    stage: 'offered',
  },
  { what: 'answers nobody who did not offer', steps: [allow(), answer], effects: [], stage: 'allowed' },
  {
    what: 'writes down that somebody watches',
    steps: [allow(), offer(), answer, watching()],
    effects: ['journal begun'],
    stage: 'watching',
  },
  {
    what: 'writes nothing when only the way changes',
    steps: [allow(), offer(), watching(), said({ say: 'watching', sid: SID, way: 'still' })],
    effects: [],
    stage: 'watching',
  },
  {
    what: 'ends what may not go on: for the viewer, in the live process, in the journal',
    steps: [allow(), offer(), watching(), talk(true), 500, { kind: 'over', sid: SID, code: 'expired' }],
    effects: ['end', 'say expired to anna', 'journal speak off', 'journal ended 500'],
    stage: 'ending',
  },
  {
    what: 'forgets it when the live process has obeyed',
    steps: [
      allow(),
      offer(),
      watching(),
      { kind: 'over', sid: SID, code: 'expired' },
      said({ say: 'ended', sid: SID, why: 'told' }),
    ],
    effects: [],
    stage: undefined,
  },
  {
    what: 'ends the live process that does not obey',
    steps: [allow(), offer(), watching(), { kind: 'over', sid: SID, code: 'expired' }, 2001, { kind: 'tick' }],
    effects: ['kill'],
    stage: 'ending',
  },
  {
    what: 'lets a viewer end its own, and says nothing back',
    steps: [allow(), offer(), watching(), 10, { kind: 'left', sid: SID, viewer: ANNA }],
    effects: ['end', 'journal ended 10'],
    stage: 'ending',
  },
  {
    what: 'lets nobody end another’s',
    steps: [allow(), offer(), watching(), { kind: 'left', sid: SID, viewer: BERT }],
    effects: [],
    stage: 'watching',
  },
  {
    what: 'says why when an offer comes to nothing',
    steps: [allow(), offer(), said({ say: 'failed', sid: SID, why: 'offer' })],
    effects: ['say live_offer_wrong to anna'],
    stage: undefined,
  },
  {
    what: 'tells a viewer that fell silent',
    steps: [allow(), offer(), watching(), 70, said({ say: 'ended', sid: SID, why: 'silent' })],
    effects: ['say live_silent to anna', 'journal ended 70'],
    stage: undefined,
  },
  {
    what: 'tells everybody when the live process is gone',
    steps: [allow(), offer(), watching(), talk(true), 5, { kind: 'gone' }],
    effects: ['say live_unavailable to anna', 'journal speak off', 'journal ended 5'],
    stage: undefined,
  },
  {
    what: 'keeps a yes when the live process is gone',
    steps: [allow(), { kind: 'gone' }],
    effects: [],
    stage: 'allowed',
  },
  {
    what: 'ends an offer that never connects',
    steps: [allow(), offer(), answer, 30_001, { kind: 'tick' }],
    effects: ['end', 'say live_silent to anna'],
    stage: 'ending',
  },
  { what: 'forgets a yes that nobody used', steps: [allow(), 30_001, { kind: 'tick' }], effects: [], stage: undefined },
  {
    what: 'says a change of talk once',
    steps: [allow(), offer(), watching(), talk(true), talk(true)],
    effects: [],
    stage: 'watching',
  },
  { what: 'hears no talk of who does not watch', steps: [allow(), offer(), talk(true)], effects: [], stage: 'offered' },
]

for (const { what, steps, effects, stage } of TABLE) {
  test(what, () => {
    const { state, last } = play(steps)
    assert.equal(last, effects)
    assert.is(state.all.get(SID)?.stage, stage)
  })
}

/** Session n of this viewer: asked, offered, connected. */
const seat = (n: number, who: Thumbprint): (UntimedSessionEvent | number)[] => [
  ...[allow(sidOf(n), who), offer(sidOf(n), who), watching(sidOf(n))],
  10,
]
const offerOf = (n: number, who: Thumbprint): UntimedSessionEvent[] => [allow(sidOf(n), who), offer(sidOf(n), who)]
const over = (n: number): UntimedSessionEvent => ({ kind: 'over', sid: sidOf(n), code: 'revoked' })
const DISPLACED = ['end', 'say live_full to bert', 'journal ended 10', 'offer']

const CROWD: readonly {
  readonly what: string
  readonly most: number
  readonly before: readonly (UntimedSessionEvent | number)[]
  readonly who: Thumbprint
  readonly effects: readonly string[]
}[] = [
  { what: 'lets a holder watch twice', most: 6, before: seat(1, ANNA), who: ANNA, effects: ['offer'] },
  {
    what: 'lets no holder watch three times, and leaves its two alone',
    most: 6,
    before: [...seat(1, ANNA), ...seat(2, ANNA)],
    who: ANNA,
    effects: ['say live_full to anna'],
  },
  {
    what: 'counts offers that never connect',
    most: 6,
    before: [...offerOf(1, ANNA), ...offerOf(2, ANNA)],
    who: ANNA,
    effects: ['say live_full to anna'],
  },
  {
    what: 'has room for another when one holder has taken its two',
    most: 3,
    before: [...seat(1, ANNA), ...seat(2, ANNA)],
    who: BERT,
    effects: ['offer'],
  },
  {
    what: 'lets the owner watch as often as there is room',
    most: 3,
    before: [...seat(1, OWNER), ...seat(2, OWNER)],
    who: OWNER,
    effects: ['offer'],
  },
  {
    what: 'gives the owner the place of the youngest when all are taken',
    most: 3,
    before: [...seat(1, ANNA), ...seat(2, ANNA), ...seat(3, BERT)],
    who: OWNER,
    effects: DISPLACED,
  },
  {
    what: 'gives the owner the place of an offer that never connects',
    most: 2,
    before: [...seat(1, ANNA), ...offerOf(2, BERT), 10],
    who: OWNER,
    effects: ['end', 'say live_full to bert', 'offer'],
  },
  {
    what: 'takes nothing from the owner for the owner',
    most: 2,
    before: [...seat(1, BERT), ...seat(2, OWNER)],
    who: OWNER,
    effects: ['end', 'say live_full to bert', 'journal ended 20', 'offer'],
  },
  {
    what: 'has no place for the owner where the owner has them all',
    most: 2,
    before: [...seat(1, OWNER), ...seat(2, OWNER)],
    who: OWNER,
    effects: ['say live_full to owner'],
  },
  {
    what: 'takes nobody’s place while one is about to be free',
    most: 2,
    before: [...seat(1, ANNA), ...seat(2, BERT), over(1)],
    who: OWNER,
    effects: ['offer'],
  },
  {
    what: 'takes nobody’s place for a holder',
    most: 2,
    before: [...seat(1, ANNA), ...seat(2, BERT)],
    who: CAROL,
    effects: ['say live_full to carol'],
  },
]

for (const { what, most, before, who, effects } of CROWD) {
  test(what, () => {
    const there = play(before, most)
    assert.is(mayBegin(there.state, chainOf(who)), effects.includes('offer'))
    assert.equal(play([...before, ...offerOf(9, who)], most).last, effects)
  })
}

test('lets in the next one when one has gone', () => {
  const two = [...seat(1, ANNA), ...seat(2, BERT)]
  const again = play([...two, said({ say: 'ended', sid: sidOf(1), why: 'left' }), ...offerOf(3, CAROL)])
  assert.equal(again.last, ['offer'])
})

test('lets nobody fill it by asking alone', () => {
  const asked = Array.from({ length: 200 }, (_, n) => allow(sidOf(n)))
  const { state } = play(asked)
  assert.ok(mayBegin(state, chainOf(ANNA)))
  assert.is(state.all.size, 64)
})

test('hands the same state back when nothing changed', () => {
  const { state } = play([allow(), offer(), watching()])
  for (const event of [
    watching(),
    offer(),
    { kind: 'tick' } as const,
    said({ say: 'ended', sid: sidOf(9), why: 'left' }),
  ]) {
    assert.is(reduceSessions(state, { ...event, at: millis(1001) }).state, state)
  }
})

const anySid = fc.integer({ min: 1, max: 6 }).map(sidOf)
const anyViewer = fc.constantFrom(ANNA, BERT, OWNER)
const anyEvent: fc.Arbitrary<UntimedSessionEvent> = fc.oneof(
  fc.tuple(anySid, anyViewer).map(([sid, viewer]) => allow(sid, viewer)),
  fc.tuple(anySid, anyViewer).map(([sid, viewer]) => offer(sid, viewer)),
  anySid.map((sid) => said({ say: 'answer', sid, sdp: 'v=1' })),
  anySid.map((sid) => watching(sid)),
  fc.tuple(anySid, fc.boolean()).map(([sid, on]) => said({ say: 'talking', sid, what: 'listen', on })),
  anySid.map((sid) => said({ say: 'ended', sid, why: 'left' })),
  anySid.map((sid) => said({ say: 'failed', sid, why: 'fault' })),
  fc.tuple(anySid, anyViewer).map(([sid, viewer]) => ({ kind: 'left', sid, viewer }) as const),
  anySid.map((sid) => ({ kind: 'over', sid, code: 'revoked' }) as const),
  fc.constant({ kind: 'gone' } as const),
  fc.constant({ kind: 'tick' } as const),
)

/** What the journal would hold: begun and not ended yet. */
const openBook = () => {
  const open = new Map<string, boolean>()
  const note = (name: string, begins: boolean): void => {
    assert.is(open.get(name) ?? false, !begins, name)
    open.set(name, begins)
  }
  return {
    take: (effect: SessionEffect): void => {
      if (effect.do === 'journal_live') note(`watch ${effect.session.sid}`, effect.step === 'begun')
      if (effect.do === 'journal_talk') note(`${effect.what} ${effect.sid}`, effect.on)
    },
    isClosed: () => [...open.values()].every((one) => !one),
  }
}

test('never serves more than it may, offers a session once for each yes, and ends in the journal what it began there', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyEvent, fc.integer({ min: 0, max: 4000 })), { maxLength: 60 }), (steps) => {
      let state = noSessions(3)
      let at = 0
      const book = openBook()
      for (const [event, span] of [...steps, [{ kind: 'gone' }, 0] as const]) {
        at += span
        const turn = reduceSessions(state, { ...event, at: millis(at) })
        for (const effect of turn.effects) {
          book.take(effect)
          if (effect.do === 'offer') assert.is(state.all.get(effect.sid)?.stage, 'allowed')
        }
        state = turn.state
        const served = [...state.all.values()].filter(({ stage }) => stage === 'offered' || stage === 'watching')
        assert.ok(served.length <= 3)
        for (const who of [ANNA, BERT]) assert.ok(served.filter(({ chain }) => chain.holder === who).length <= 2)
      }
      assert.ok(book.isClosed())
    }),
  )
})

test.run()
