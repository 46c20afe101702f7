// Tamper laws (attacks 16, 30): whatever is done to a clip is found and rightly named; an untouched one has no finding.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashBytes } from '../hash.ts'
import { signToken } from '../token.ts'
import { epochMs, millis } from '../units.ts'
import { asFound, type MadeClip, makeClip, makeSigner, somePieces } from './clip.fixture.ts'
import { CLIP_END, type ClipEnd } from './end.ts'
import type { FoundClip, FoundPart } from './evidence.ts'
import { type Finding, isSound } from './finding.ts'
import { CLIP } from './head.ts'
import { PART } from './part.ts'
import { verifyClip } from './verify.ts'

const test = suite('the check of a clip')
const made = await makeClip({ pieces: somePieces(4) })
const other = await makeClip({ door: made.doorKey, pieces: somePieces(4) })
const whole = await asFound(made)
const foreign = await asFound(other)
const RUNS = { numRuns: 60 }
const LAST = made.lines.length - 1

const findingsOf = async (found: FoundClip): Promise<readonly Finding[]> => (await verifyClip(found)).findings
const found = async (change: Partial<FoundClip>): Promise<readonly Finding[]> => findingsOf({ ...whole, ...change })
const replaced = (n: number, part: FoundPart): FoundPart[] => whole.parts.map((old, at) => (at === n ? part : old))
const partAt = (n: number): FoundPart => whole.parts[n] ?? { line: '' }
const flipText = (text: string, at: number, bit: number): string =>
  text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1)

test('finds nothing in a clip as it was recorded', async () => {
  const checked = await verifyClip(whole)
  assert.equal(checked.findings, [])
  assert.equal(checked.head, made.claims)
  assert.equal(checked.covers, { from: made.claims.at, to: made.claims.at + 2000, lasts: 2000, segments: 4 })
  assert.equal(await findingsOf(foreign), [])
})

test('finds nothing without bytes, places and journal at hand', async () => {
  const parts = whole.parts.map(({ line }) => ({ line }))
  const { journal: _unknown, ...rest } = whole
  assert.equal(await findingsOf({ ...rest, parts }), [])
})

test('finds any bit flipped in a sealed part, and names the part', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(LAST), fc.nat(), fc.nat(7), async (n, byte, bit) => {
      const bytes = (made.sealed[n] ?? new Uint8Array()).slice()
      const at = byte % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
      const sealed = { hash: await hashBytes(bytes), size: bytes.length }
      assert.equal(await found({ parts: replaced(n, { ...partAt(n), sealed }) }), [{ code: 'part_damaged', n }])
    }),
    RUNS,
  )
})

test('tells a part cut short from a damaged one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(LAST), fc.nat(), async (n, length) => {
      const bytes = made.sealed[n] ?? new Uint8Array()
      const short = bytes.slice(0, length % bytes.length)
      const sealed = { hash: await hashBytes(short), size: short.length }
      assert.equal(await found({ parts: replaced(n, { ...partAt(n), sealed }) }), [{ code: 'part_truncated', n }])
    }),
    RUNS,
  )
})

test('finds any bit flipped in a line, and names the line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(LAST), fc.nat(), fc.nat(6), async (n, char, bit) => {
      const { line } = partAt(n)
      const bent = flipText(line, char % line.length, bit)
      const [finding, ...more] = await found({ parts: replaced(n, { ...partAt(n), line: bent }) })
      assert.equal(more, [])
      // A bit of the clip's name makes it look like another clip's: a forged line either way.
      assert.ok(finding?.code === 'line_forged' || finding?.code === 'part_foreign')
      assert.is(finding.n, n)
    }),
    RUNS,
  )
})

test('finds any bit flipped in the head, and judges nothing by it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(6), async (char, bit) => {
      const checked = await verifyClip({ ...whole, head: flipText(made.head, char % made.head.length, bit) })
      assert.ok(['head_forged', 'head_not_door'].includes(checked.findings[0]?.code ?? ''))
      assert.is(checked.head, undefined)
    }),
    RUNS,
  )
})

test('finds any bit flipped in the end', async () => {
  const end = made.end ?? ''
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(6), async (char, bit) => {
      const [finding, ...more] = await found({ end: flipText(end, char % end.length, bit) })
      assert.ok(finding?.code === 'end_forged' || finding?.code === 'end_foreign')
      assert.equal(more, [])
    }),
    RUNS,
  )
})

test('finds any parts dropped, and names each', async () => {
  await fc.assert(
    fc.asyncProperty(fc.subarray([...Array(LAST).keys()], { minLength: 1 }), async (dropped) => {
      const parts = whole.parts.filter(({ place }) => !dropped.includes(place ?? -1))
      const codes = (await found({ parts })).filter(({ code }) => code === 'part_missing')
      assert.equal(
        codes.map(({ n }) => n),
        dropped,
      )
    }),
    RUNS,
  )
})

test('names a cut at the tail, by the end or by the journal alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: LAST }), async (kept) => {
      const parts = whole.parts.slice(0, kept)
      const cut = { code: 'tail_cut', n: kept, count: LAST + 1 - kept } as const
      assert.equal(await found({ parts }), [cut])
      const { end: _cutToo, ...rest } = whole
      assert.equal(await findingsOf({ ...rest, parts }), [{ code: 'end_missing' }, cut])
    }),
    RUNS,
  )
})

test('names two parts swapped, with and without their places', async () => {
  const pair = fc.tuple(fc.nat(LAST), fc.nat(LAST)).filter(([a, b]) => a < b)
  await fc.assert(
    fc.asyncProperty(pair, async ([a, b]) => {
      const swap = (keep: (part: FoundPart, place: number) => FoundPart): FoundPart[] =>
        whole.parts.map((part, at) => keep(partAt(at === a ? b : at === b ? a : (part.place ?? at)), at))
      assert.equal(await found({ parts: swap((part, place) => ({ ...part, place })) }), [
        { code: 'part_misplaced', n: b, at: a },
        { code: 'part_misplaced', n: a, at: b },
      ])
      const inOrder = await found({ parts: swap(({ line }) => ({ line })) })
      assert.ok(inOrder.length > 0 && inOrder.every(({ code }) => code === 'part_misplaced'))
    }),
    RUNS,
  )
})

test('names bytes swapped under lines that stay', async () => {
  const pair = fc.tuple(fc.nat(LAST), fc.nat(LAST)).filter(([a, b]) => a !== b)
  await fc.assert(
    fc.asyncProperty(pair, async ([a, b]) => {
      const { sealed } = partAt(b)
      const parts = replaced(a, { ...partAt(a), ...(sealed ? { sealed } : {}) })
      assert.equal(await found({ parts }), [{ code: 'bytes_swapped', n: a, at: b }])
    }),
    RUNS,
  )
})

test('names a part replayed from another clip of the same door, in any place', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(LAST), fc.nat(LAST), async (n, from) => {
      const stranger = { ...(foreign.parts[from] ?? { line: '' }), place: n }
      assert.equal(await found({ parts: replaced(n, stranger) }), [{ code: 'part_foreign', n }])
    }),
    RUNS,
  )
})

test('names a part of the same clip played twice, and the one it stands for', async () => {
  const parts = replaced(3, { ...partAt(5), place: 3 })
  assert.equal(await found({ parts }), [
    { code: 'part_misplaced', n: 5, at: 3 },
    { code: 'part_missing', n: 3 },
  ])
})

test('names bytes that are not there', async () => {
  assert.equal(await found({ parts: replaced(2, { ...partAt(2), sealed: null }) }), [{ code: 'bytes_missing', n: 2 }])
})

const endWith = (change: Partial<ClipEnd>, by: MadeClip['clipKey'] = made.clipKey): Promise<string> => {
  const claims = CLIP_END.schema.parse(JSON.parse(Buffer.from(made.end?.split('.')[1] ?? '', 'base64url').toString()))
  return signToken(CLIP_END, { ...claims, ...change }, by)
}

test('names an end of another clip, of another key, and one that tells another story', async () => {
  assert.equal(await found({ end: other.end ?? '' }), [{ code: 'end_foreign' }])
  assert.equal(await found({ end: await endWith({}, await makeSigner()) }), [{ code: 'end_forged' }])
  assert.equal(await found({ end: await endWith({ by: 'door' }) }), [{ code: 'end_forged' }])
  const last = other.claims.jh
  assert.equal(await found({ end: await endWith({ last }) }), [
    { code: 'end_forked', n: LAST },
    { code: 'end_differs' },
  ])
})

test('knows a running clip and one that the door closed from a cut one', async () => {
  const running = await makeClip({ ended: false })
  assert.equal(await findingsOf(await asFound(running)), [{ code: 'no_end' }])
  const closed = await endWith({ by: 'door' }, made.doorKey)
  const { journal: _unknown, ...rest } = whole
  const findings = await findingsOf({ ...rest, end: closed })
  assert.equal(findings, [{ code: 'ended_by_door' }])
  assert.ok(isSound(findings))
})

test('names parts added behind the end', async () => {
  const extra = { v: 1, clip: made.clip, n: LAST + 1, prev: other.claims.jh, what: 'segment' } as const
  const bytes = { hash: other.claims.jh, size: 9, at: made.claims.at, lasts: millis(500), jn: 1 } as const
  const line = await signToken(PART, { ...extra, ...bytes }, made.clipKey)
  const codes = (await found({ parts: [...whole.parts, { place: LAST + 1, line }] })).map(({ code }) => code)
  assert.ok(codes.includes('beyond_end'))
  assert.ok(codes.includes('line_forked'))
})

test('names a head by another door, for another clip, and by no door', async () => {
  const stranger = await makeSigner()
  const forged = await signToken(CLIP, made.claims, stranger)
  assert.equal(await found({ head: forged }), [{ code: 'head_not_door' }])
  assert.equal(await found({ head: other.head }), [{ code: 'head_foreign' }])
  assert.equal(await found({ head: 'nonsense' }), [{ code: 'head_forged' }])
})

test('names a head that the journal does not know, or knows otherwise', async () => {
  const second = await signToken(CLIP, { ...made.claims, why: 'incident' }, made.doorKey)
  const codes = (await found({ head: second })).map(({ code }) => code)
  assert.ok(codes.includes('head_differs'))
  const journal = made.journal.entries.filter(({ what }) => what.kind !== 'clip')
  assert.equal(await found({ journal }), [{ code: 'head_not_in_journal' }])
  const strange = made.journal.entries.map((entry) => ({ ...entry, hash: other.claims.recipient as never }))
  assert.equal(await found({ journal: strange }), [{ code: 'journal_differs' }])
})

test('names pictures that are missing between segments, and a clock that jumped', async () => {
  const [init, , one, two] = somePieces(2)
  const segment = two ?? somePieces()[2]
  assert.ok(init && one && segment)
  const gap = await makeClip({ pieces: [init, one, { what: 'poster', bytes: segment.bytes, pictures: 5 }, segment] })
  assert.equal(await findingsOf(await asFound(gap)), [{ code: 'film_gap', n: 3, count: 5 }])
  const jump = await makeClip({ pieces: [init, one, { what: 'poster', bytes: segment.bytes, lasts: 90_000 }, segment] })
  assert.equal(await findingsOf(await asFound(jump)), [{ code: 'clock_jump', n: 3, by: millis(90_000) }])
  const none = await makeClip({ pieces: [one, segment] })
  assert.equal(await findingsOf(await asFound(none)), [{ code: 'no_init', n: 0 }])
})

test('takes no line signed by the door or by an old clip’s key for this clip', async () => {
  const claims = PART.schema.parse(JSON.parse(Buffer.from(made.lines[2]?.split('.')[1] ?? '', 'base64url').toString()))
  for (const key of [made.doorKey, other.clipKey]) {
    const line = await signToken(PART, { ...claims, at: epochMs(claims.at + 1) }, key)
    assert.equal(await found({ parts: replaced(2, { ...partAt(2), line }) }), [{ code: 'line_forged', n: 2 }])
  }
})

test.run()
