// A visit against its films, as laws: whatever is left out of a film is counted as missing, and nothing else is.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshClipId, freshRequestId } from '../ids.ts'
import { type ClipId, epochMs, type Hash, millis } from '../units.ts'
import type { OwnLine } from './lines.ts'
import { isOpen, seamsOf, type VisitClip } from './seams.ts'
import { absentClips, filmedVisit, type VisitEntry } from './visit.ts'

const test = suite('a whole visit')

const START = Date.UTC(2026, 10, 23, 10)
const EACH = 500
const PICTURES = 8
const request = freshRequestId()
const hash = 'h'.repeat(43) as Hash

interface Making {
  readonly clip?: ClipId
  /** Milliseconds after the start. */
  readonly at?: number
  readonly picture?: number
  readonly follows?: ClipId
  readonly jn?: number
  /** Numbers of segments that are not there. */
  readonly without?: readonly number[]
  /** The bytes of this segment are not the signed ones. */
  readonly damaged?: number
}

/** Segments of half a second, eight pictures each. */
const film = (segments: number, making: Making = {}): VisitClip => {
  const { clip = freshClipId(), at = 0, picture = 0, follows, jn = 10, without = [], damaged } = making
  const lines = Array.from({ length: segments }, (_, n): OwnLine => {
    const first = picture + n * PICTURES
    const when = { at: epochMs(START + at + n * EACH), lasts: millis(EACH), jn: jn + n }
    const claims = {
      v: 1,
      clip,
      n,
      prev: hash,
      what: 'segment',
      hash,
      size: 9,
      ...when,
      first,
      last: first + 7,
    } as const
    const sealed = n === damaged ? { sealed: { hash: 'x'.repeat(43) as Hash, size: 9 } } : {}
    return { line: '', hash, claims, ...sealed }
  })
  const head = { clip, at: epochMs(START + at), why: 'visit', request, jn, ...(follows ? { follows } : {}) }
  return { head: head as unknown as VisitClip['head'], lines: lines.filter((_, n) => !without.includes(n)) }
}

const journal = (asked: number, locked: number): readonly VisitEntry[] => {
  const entry = (n: number, at: number, what: unknown) =>
    ({ n, at: epochMs(START + at), hash, what }) as unknown as VisitEntry
  return [entry(11, asked, { kind: 'intent', request }), entry(90, locked, { kind: 'closed', request })]
}

const known = (clips: readonly VisitClip[], asked: number, locked: number) => {
  const filmed = filmedVisit(request, clips, journal(asked, locked))
  assert.ok(filmed.known)
  return filmed
}

test('is filmed as a whole when its films go on from each other', () => {
  const one = film(4)
  const next = film(4, { at: 2000, picture: 32, follows: one.head.clip, jn: 20 })
  assert.equal(known([one, next], 200, 3900).holes, [])
  const [seam, ...more] = seamsOf([one, next])
  assert.equal([seam?.is, seam?.count, seam?.by, more], ['joined', 0, 0, []])
})

test('misses exactly the segments that are taken away', () => {
  const law = fc.property(fc.subarray([...Array(20).keys()]), (without) => {
    const { missing, still } = known([film(20, { without })], 0, 20 * EACH)
    assert.equal([missing, still], [without.length * EACH, 0])
  })
  fc.assert(law, { numRuns: 100 })
})

test('misses what was damaged as what is not there', () => {
  const { missing, holes } = known([film(6, { damaged: 3 })], 0, 3000)
  assert.equal([missing, holes.map(({ where }) => where)], [EACH, ['within']])
})

test('never counts more than the visit, wherever its films lie', () => {
  const span = fc.tuple(fc.integer({ min: -5000, max: 9000 }), fc.integer({ min: 1, max: 12 }))
  const law = fc.property(fc.array(span, { maxLength: 5 }), fc.integer({ min: 0, max: 8000 }), (films, lasts) => {
    const filmed = known(
      films.map(([at, segments]) => film(segments, { at })),
      0,
      lasts,
    )
    assert.ok(filmed.missing + filmed.still <= lasts)
    for (const { from, to } of filmed.holes) {
      assert.ok(from >= START && to <= START + lasts)
      const shown = films.some(([at, segments]) => from < START + at + segments * EACH && to > START + at)
      assert.not(shown, 'a hole that a film shows')
    }
  })
  fc.assert(law, { numRuns: 200 })
})

test('knows a camera that gave no picture from pictures that were taken away', () => {
  const one = film(2)
  const late = film(2, { at: 3000, picture: 16, follows: one.head.clip })
  const same = known([one, late], 0, 4000)
  assert.equal([same.missing, same.still], [0, 2000])
  const cut = film(2, { at: 3000, picture: 48, follows: one.head.clip })
  assert.is(known([one, cut], 0, 4000).missing, 2000)
  const anew = film(2, { at: 3000 })
  assert.is(known([one, anew], 0, 4000).missing, 2000)
})

test('names each seam: pictures missing, pictures twice, a camera that began anew', () => {
  const one = film(2)
  const { clip } = one.head
  const seamOf = (next: VisitClip) => seamsOf([one, next])[0]
  const gap = seamOf(film(2, { at: 1500, picture: 24, follows: clip }))
  assert.equal([gap?.is, gap?.count, gap?.by], ['gap', 8, 500])
  const twice = seamOf(film(2, { at: 500, picture: 8, follows: clip }))
  assert.equal([twice?.is, twice?.count], ['overlap', 8])
  const anew = seamOf(film(2, { at: 4000, picture: 0, jn: 30 }))
  assert.equal([anew?.is, anew?.by, anew?.after, anew?.until], ['anew', 3000, 11, 30])
  assert.equal(
    [gap, twice, anew].map((seam) => seam && isOpen(seam)),
    [true, false, true],
  )
  assert.is(isOpen({ is: 'anew', by: millis(100) }), false)
  // Whatever it says it goes on from: only what goes on from this one is counted in its pictures.
  assert.is(seamOf(film(2, { at: 1500, picture: 24, follows: freshClipId() }))?.is, 'anew')
})

test('says what cannot be known', () => {
  const why = (entries: readonly VisitEntry[] | undefined, of: typeof request | undefined = request) => {
    const filmed = filmedVisit(of, [film(4)], entries)
    return filmed.known ? 'known' : filmed.why
  }
  const [asked, locked] = journal(0, 1000) as [VisitEntry, VisitEntry]
  assert.equal(
    [why(undefined), why([]), why([locked]), why([asked]), why(journal(1000, 0)), why(journal(0, 1000))],
    ['no_journal', 'no_journal', 'not_asked', 'not_closed', 'clock_back', 'known'],
  )
  assert.is(filmedVisit(undefined, [], journal(0, 1)).known, false)
})

test('names the clips of the visit that are not at hand, and no others', () => {
  const one = film(2)
  const gone = freshClipId()
  const begun = (clip: ClipId, of: unknown) =>
    ({ n: 1, hash, at: epochMs(START), what: { kind: 'clip', clip, request: of } }) as unknown as VisitEntry
  const entries = [begun(one.head.clip, request), begun(gone, request), begun(freshClipId(), freshRequestId())]
  assert.equal(absentClips(request, [one], entries), [gone])
})

test.run()
