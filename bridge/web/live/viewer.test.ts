// The machine of watching: a table of what leads where, and what is so after any sequence of events.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import type { EndCode } from './port.ts'
import {
  begin,
  HASTY_SILENCE_MOST,
  OPENING_MOST,
  pauseAfter,
  type Reconnecting,
  reduce,
  SILENCE_MOST,
  sessionsOf,
  type Watch,
  type WatchEffect,
  type WatchEvent,
} from './viewer.ts'

const NOW = millis(100_000)
const connecting: Watch = { at: 'connecting', session: 1, since: NOW, latest: 1 }
const showing: Watch = { at: 'showing', session: 1, latest: 1 }
const stale: Watch = { at: 'stale', session: 1, hasty: false, latest: 1 }
const hasty: Watch = { ...stale, hasty: true }
const waiting: Reconnecting = {
  at: 'reconnecting',
  old: undefined,
  attempt: { is: 'waiting', until: millis(NOW + 500) },
  failed: 1,
  code: undefined,
  latest: 1,
}
const opening: Reconnecting = {
  at: 'reconnecting',
  old: 1,
  attempt: { is: 'opening', session: 2, since: NOW },
  failed: 0,
  code: undefined,
  latest: 2,
}
const ended: Watch = { at: 'ended', code: 'left', latest: 2 }

const seen = (session: number, fresh: boolean, silent = 0, now = NOW): WatchEvent => ({
  is: 'seen',
  session,
  fresh,
  silent: millis(silent),
  now,
})
const tick = (after: number): WatchEvent => ({ is: 'tick', now: millis(NOW + after) })
const lost = (session: number): WatchEvent => ({ is: 'lost', session, now: NOW })
const refused = (session: number, code: EndCode): WatchEvent => ({ is: 'refused', session, code, now: NOW })
const over = (session: number, code: EndCode): WatchEvent => ({ is: 'over', session, code, now: NOW })
const close = (session: number): WatchEffect => ({ do: 'close', session })
const open = (session: number): WatchEffect => ({ do: 'open', session })
const pausing = (failed: number, code?: EndCode): Partial<Reconnecting> => ({
  attempt: { is: 'waiting', until: millis(NOW + pauseAfter(failed)) },
  failed: failed + 1,
  code,
})

type Row = readonly [name: string, from: Watch, event: WatchEvent, to: Watch | 'same', effects: readonly WatchEffect[]]

const TABLE: readonly Row[] = [
  ['a fresh picture is shown', connecting, seen(1, true), showing, []],
  ['an old first picture is not called live', connecting, seen(1, false), 'same', []],
  ['a door that does not answer is asked again', connecting, tick(OPENING_MOST), 'same', [close(1)]],
  ['a fresh picture changes nothing', showing, seen(1, true), 'same', []],
  ['a picture grows old', showing, seen(1, false), stale, []],
  ['a stale picture becomes fresh', stale, seen(1, true), showing, []],
  ['a door that speaks is waited for', stale, seen(1, false, SILENCE_MOST - 1), 'same', []],
  ['a silent door is asked again, and the old session kept', stale, seen(1, false, SILENCE_MOST), opening, [open(2)]],
  ['after a sleep it is asked sooner', hasty, seen(1, false, HASTY_SILENCE_MOST), opening, [open(2)]],
  ['a page that nobody sees is not trusted', showing, { is: 'hidden' }, hasty, []],
  ['a page that slept is not trusted', showing, { is: 'woke' }, hasty, []],
  ['another network is tried beside the old one', showing, { is: 'network', now: NOW }, opening, [open(2)]],
  ['the old session comes back', opening, seen(1, true), { ...showing, latest: 2 }, [close(2)]],
  ['the new session takes over', opening, seen(2, true), { ...showing, session: 2, latest: 2 }, [close(1)]],
  ['a stranger’s picture counts for nothing', opening, seen(7, true), 'same', []],
  ['the old session dies while the new one opens', opening, lost(1), { ...opening, old: undefined }, [close(1)]],
  ['the new session fails', opening, lost(2), { ...opening, ...pausing(0) }, [close(2)]],
  [
    'the door is offline',
    connecting,
    refused(1, 'door_offline'),
    { ...waiting, ...pausing(0, 'door_offline') },
    [close(1)],
  ],
  [
    'the owner switched it off',
    connecting,
    refused(1, 'live_off'),
    { at: 'ended', code: 'live_off', latest: 1 },
    [close(1)],
  ],
  ['the grant ended', showing, over(1, 'expired'), { at: 'ended', code: 'expired', latest: 1 }, [close(1)]],
  [
    'the grant ended while it was silent',
    opening,
    over(1, 'revoked'),
    { at: 'ended', code: 'revoked', latest: 2 },
    [close(1), close(2)],
  ],
  [
    'the door did not hear the viewer',
    showing,
    over(1, 'live_silent'),
    { ...opening, old: undefined, code: 'live_silent' },
    [close(1), open(2)],
  ],
  ['the connection is gone', showing, lost(1), { ...opening, old: undefined }, [close(1), open(2)]],
  ['a pause lasts', waiting, tick(499), 'same', []],
  [
    'a pause ends',
    waiting,
    { is: 'tick', now: millis(NOW + 500) },
    { ...opening, old: undefined, failed: 1, attempt: { is: 'opening', session: 2, since: millis(NOW + 500) } },
    [open(2)],
  ],
  [
    'a pause is cut short by a network',
    waiting,
    { is: 'network', now: NOW },
    { ...opening, old: undefined, failed: 1 },
    [open(2)],
  ],
  ['a person leaves', opening, { is: 'leave' }, { at: 'ended', code: 'left', latest: 2 }, [close(1), close(2)]],
  ['nothing moves what is over', ended, seen(1, true), 'same', []],
  ['a person begins again', ended, { is: 'again', now: NOW }, { ...connecting, session: 3, latest: 3 }, [open(3)]],
]

const table = suite('watching, step by step')
for (const [name, from, event, to, effects] of TABLE) {
  table(name, () => {
    const step = reduce(from, event)
    if (name.includes('does not answer')) {
      assert.is(step.state.at, 'reconnecting')
    } else if (to === 'same') {
      assert.is(step.state, from)
    } else {
      assert.equal(step.state, to)
    }
    assert.equal(step.effects, effects)
  })
}

table('pauses grow and stay bounded', () => {
  const pauses = Array.from({ length: 12 }, (_, failed) => pauseAfter(failed))
  assert.equal(pauses.slice(0, 6), [500, 1000, 2000, 4000, 8000, 15_000])
  assert.is(pauses.at(-1), 15_000)
})
table.run()

const CODES: readonly EndCode[] = ['live_off', 'door_offline', 'live_silent', 'link_down', 'expired']
const anyEvent = (now: number): fc.Arbitrary<WatchEvent> => {
  const session = fc.integer({ min: 1, max: 6 })
  const at = millis(now)
  return fc.oneof(
    fc.record({
      is: fc.constant('seen' as const),
      session,
      fresh: fc.boolean(),
      silent: fc.integer({ min: 0, max: 6000 }).map(millis),
      now: fc.constant(at),
    }),
    fc.record({ is: fc.constant('tick' as const), now: fc.constant(at) }),
    fc.record({
      is: fc.constantFrom('refused' as const, 'over' as const),
      session,
      code: fc.constantFrom(...CODES),
      now: fc.constant(at),
    }),
    fc.record({ is: fc.constant('lost' as const), session, now: fc.constant(at) }),
    fc.constantFrom<WatchEvent>(
      { is: 'network', now: at },
      { is: 'hidden' },
      { is: 'woke' },
      { is: 'leave' },
      { is: 'again', now: at },
    ),
  )
}
const history = fc
  .array(fc.integer({ min: 10, max: 5000 }), { minLength: 1, maxLength: 60, size: 'max' })
  .chain((spans) => {
    let now: number = NOW
    return fc.tuple(
      ...spans.map((span) => {
        now += span
        return anyEvent(now)
      }),
    )
  })

const laws = suite('watching, whatever happens')

laws('opens each session once, closes each once, and holds two at most', () => {
  fc.assert(
    fc.property(history, (events) => {
      const first = begin(NOW)
      let state = first.state
      const [opened, closed] = [new Set<number>(), new Set<number>()]
      const carry = (effects: readonly WatchEffect[]): void => {
        for (const { do: what, session } of effects) {
          const already = what === 'open' ? opened : closed
          assert.not(already.has(session), `${what} ${session} twice`)
          if (what === 'close') assert.ok(opened.has(session))
          already.add(session)
        }
        const held = [...opened].filter((session) => !closed.has(session))
        assert.equal(held.sort(), [...sessionsOf(state)].sort())
        assert.ok(held.length <= 2)
      }
      carry(first.effects)
      for (const event of events) {
        const step = reduce(state, event)
        state = step.state
        carry(step.effects)
      }
    }),
  )
})

laws('shows only after a fresh picture of the session it shows, and not after it went', () => {
  fc.assert(
    fc.property(history, (events) => {
      let state = begin(NOW).state
      for (const event of events) {
        const before = state
        state = reduce(state, event).state
        if (state.at !== 'showing' || before === state) continue
        assert.ok(event.is === 'seen' && event.fresh && event.session === state.session)
      }
    }),
  )
})

laws('never stays without an attempt: time alone leads on, unless it is over', () => {
  fc.assert(
    fc.property(history, (events) => {
      let state = begin(NOW).state
      for (const event of events) state = reduce(state, event).state
      if (state.at !== 'reconnecting' && state.at !== 'connecting') return
      const { state: next, effects } = reduce(state, { is: 'tick', now: millis(10_000_000) })
      assert.is.not(next, state)
      assert.ok(next.at === 'reconnecting' && (next.attempt.is === 'waiting' || effects.length > 0))
    }),
  )
})
laws.run()
