// What may be said about the door now, and how far a request has come.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Entry, Happening } from '#protocol/entry.ts'
import { type DoorId, epochMs, type Hash, millis, type RequestId, type Thumbprint } from '#protocol/units.ts'
import { calmState } from '#test/support/calm-state.ts'
import type { Asked } from '../core/app.ts'
import { IDLE, type Progress, type ProgressEvent, reduce } from './progress.ts'
import { COUNTS_FOR, type Facts, readingOf } from './reading.ts'
import { latelyOf, visitingOf } from './visiting.ts'

const DOOR = 'd'.repeat(43) as DoorId
const HASH = 'h'.repeat(43) as Hash
const HOLDER = 'k'.repeat(43) as Thumbprint
const AT = 1_795_000_000_000
const NOW = 50_000

const state = calmState(DOOR, epochMs(AT))
const facts = (over: Partial<Facts> = {}): Facts => ({
  state,
  heardAt: NOW - 400,
  presence: { v: 1, online: true, at: epochMs(AT) },
  link: 'up',
  now: NOW,
  doorNow: epochMs(AT + 500),
  ...over,
})

const reading = suite('the door now')

reading('is what it said last, with its age', () => {
  assert.equal(readingOf(facts()), { is: 'now', state, age: 500 })
})

reading('is past as soon as the door or the bridge is away, or the door is silent', () => {
  const away = (over: Partial<Facts>): unknown => {
    const read = readingOf(facts(over))
    return read.is === 'past' ? read.away : read.is
  }
  assert.is(away({ link: 'down' }), 'link')
  assert.is(away({ link: 'connecting' }), 'link')
  assert.is(away({ presence: { v: 1, online: false, at: epochMs(AT) } }), 'offline')
  assert.is(away({ heardAt: NOW - COUNTS_FOR - 1 }), 'silent')
})

reading('is past when a bridge brings an old word as if it were new', () => {
  const read = readingOf(facts({ heardAt: NOW, doorNow: epochMs(AT + COUNTS_FOR + 1) }))
  assert.is(read.is, 'past')
})

reading('is nothing before the door spoke', () => {
  assert.equal(readingOf(facts({ state: undefined, link: 'down' })), { is: 'never', away: 'link' })
  assert.equal(readingOf(facts({ state: undefined })), { is: 'never', away: undefined })
})

reading('never takes an old word for now, whatever the clocks say', () => {
  const span = fc.integer({ min: -1_000_000, max: 1_000_000 })
  fc.assert(
    fc.property(span, span, fc.constantFrom('up' as const, 'down' as const), (heard, said, link) => {
      const read = readingOf(facts({ heardAt: NOW - heard, doorNow: epochMs(AT + said), link }))
      if (read.is === 'now') assert.ok(heard <= COUNTS_FOR && said <= COUNTS_FOR && link === 'up')
      else assert.ok(read.is === 'past' && read.age >= heard && read.age >= said)
    }),
  )
})
reading.run()

const REQUEST = 'r'.repeat(22) as RequestId
const asking: Progress = { at: 'asking', act: 'unlock', since: millis(NOW) }
const open: Progress = { at: 'open', act: 'unlock', request: REQUEST, since: millis(NOW) }
const answered = (asked: Asked): ProgressEvent => ({ is: 'answered', asked, now: millis(NOW) })
const step = (
  what: 'opened' | 'locked' | 'closed' | 'failed',
  request = REQUEST,
  code: 'bolt_jammed' | undefined = undefined,
): ProgressEvent => ({ is: 'step', request, step: what, code, now: millis(NOW) })
const done = { at: 'done', act: 'unlock', since: NOW } as const

const TABLE: readonly (readonly [string, Progress, ProgressEvent, unknown])[] = [
  ['asks', IDLE, { is: 'ask', act: 'unlock', now: millis(NOW) }, asking],
  ['asks once', asking, { is: 'ask', act: 'lock', now: millis(NOW + 1) }, asking],
  ['hears that it is open', asking, answered({ ok: true, request: REQUEST, step: 'opened' }), open],
  [
    'hears a refusal',
    asking,
    answered({ ok: false, code: 'busy' }),
    { at: 'failed', act: 'unlock', code: 'busy', since: NOW },
  ],
  ['hears that all is shut again', open, step('closed'), { ...done, step: 'closed' }],
  ['hears the lock', open, step('locked'), { ...done, step: 'locked' }],
  [
    'hears a failure',
    open,
    step('failed', REQUEST, 'bolt_jammed'),
    { at: 'failed', act: 'unlock', code: 'bolt_jammed', since: NOW },
  ],
  ['takes no step of another’s request', open, step('closed', 'x'.repeat(22) as RequestId), open],
  ['is not moved back', open, step('opened'), open],
  [
    'gives up on a page that slept',
    asking,
    { is: 'tick', now: millis(NOW + 20_000) },
    { at: 'failed', act: 'unlock', code: 'timed_out', since: NOW + 20_000 },
  ],
  ['stays open however long it takes', open, { is: 'tick', now: millis(NOW + 600_000) }, open],
  [
    'is forgotten when it is done',
    { ...done, step: 'closed', since: millis(NOW) },
    { is: 'tick', now: millis(NOW + 12_000) },
    IDLE,
  ],
]

const progress = suite('a request of the page')
for (const [name, from, event, to] of TABLE) {
  progress(name, () => {
    const next = reduce(from, event)
    assert.equal(next, to)
    if (to === from) assert.is(next, from)
  })
}
progress.run()

const entry = (n: number, what: Happening): Entry => ({ v: 1, iss: DOOR, n, prev: HASH, at: epochMs(AT + n), what })
const intent = (n: number, act: 'unlock' | 'live' = 'unlock'): Entry =>
  entry(n, { kind: 'intent', request: REQUEST, act, holder: HOLDER, via: HOLDER, spends: [], binds: [] })
const opened = (n: number): Entry => entry(n, { kind: 'opened', request: REQUEST, after: millis(300) })
const closed = (n: number): Entry =>
  entry(n, { kind: 'closed', request: REQUEST, opened: true, entered: true, lasted: millis(9000) })

const visiting = suite('who is visiting now')

visiting('is whoever was let in and is not gone', () => {
  assert.equal(visitingOf([intent(0), opened(1)]), { request: REQUEST, holder: HOLDER, since: AT, opened: true })
  assert.is(visitingOf([intent(0)])?.opened, false)
  assert.is(visitingOf([intent(0), opened(1), closed(2)]), undefined)
  assert.is(visitingOf([closed(0), intent(1, 'live')]), undefined)
  assert.is(visitingOf([]), undefined)
})

visiting('is followed by what happened lately, the newest first, without the small things', () => {
  const lately = latelyOf(
    [intent(0), opened(1), entry(2, { kind: 'leaf', leaf: 'open' }), intent(3, 'live'), closed(4)],
    2,
  )
  assert.equal(
    lately.map(({ n }) => n),
    [4, 1],
  )
})
visiting.run()
