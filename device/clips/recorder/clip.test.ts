import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFramed } from '#protocol/clip/framing.ts'
import { PART } from '#protocol/clip/part.ts'
import { verifyClip } from '#protocol/clip/verify.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { hashText } from '#protocol/hash.ts'
import { signToken } from '#protocol/token.ts'
import { epochMs, millis } from '#protocol/units.ts'
import { NEW_YEAR } from '../../journal/journal.fixture.ts'
import { beginClip, type Clip, type Fresh } from './clip.ts'
import { type ClipKeys, freshKeys } from './keys.ts'
import { lineOf, openManifest } from './manifest.ts'
import { endOrphan } from './orphan.ts'
import { type KeptClip, type Stage, sure, withStage } from './stage.fixture.ts'

const test = suite('one clip')

const VIDEO = { width: 320, height: 180, fps: 15, sound: false }
const aPart = (over: Partial<Fresh> = {}): Fresh => ({
  what: 'init',
  bytes: new Uint8Array(100).fill(7),
  at: NEW_YEAR,
  lasts: millis(0),
  ...over,
})

interface Begun {
  readonly stage: Stage
  readonly clip: Clip
  readonly keys: ClipKeys
  readonly kept: KeptClip
}

const withClip = (use: (begun: Begun) => Promise<void>): Promise<void> =>
  withStage(async (stage) => {
    const keys = await freshKeys([stage.owner.recipient])
    const beginning = { at: epochMs(NEW_YEAR), why: 'motion' as const, video: VIDEO }
    const clip = await beginClip(stage.parts, keys, beginning, (write) => write())
    await use({ stage, clip, keys, kept: sure(stage.spool.clips.get(clip.id)) })
  })

test('takes parts in the order they are given, though nobody waits for them', () =>
  withClip(async ({ clip, stage }) => {
    const segment = { what: 'segment', lasts: millis(1000) } as const
    await Promise.all([
      clip.add(aPart()),
      clip.add(aPart({ ...segment, first: 0, last: 9 })),
      clip.add(aPart({ ...segment, at: epochMs(NEW_YEAR + 1000), first: 10, last: 19 })),
    ])
    await clip.end()
    assert.equal((await stage.check(0)).findings, [])
    assert.is(clip.manifest().lasts, 2000)
    assert.is(clip.manifest().last, 19)
  }))

test('takes nothing after its end', () =>
  withClip(async ({ clip, kept }) => {
    await clip.add(aPart())
    await clip.end()
    const refused = await clip.add(aPart()).then(
      () => undefined,
      (error: unknown) => error,
    )
    assert.ok(refused instanceof HausrechtError && refused.code === 'clip_ended')
    assert.is(kept.parts.length, 1)
  }))

test('signs with a key that nobody can take out of memory', () =>
  withClip(async ({ keys }) => {
    assert.not(keys.signing.privateKey.extractable)
  }))

test('is not ended by the door beyond a line on top of another history', () =>
  withClip(async ({ clip, keys, kept, stage }) => {
    await clip.add(aPart())
    const { line = '' } = readFramed(sure(kept.parts[0])) ?? {}
    const head = await hashText(kept.head)
    const { what, at, lasts } = aPart()
    const forked = lineOf({ ...openManifest(clip.id, head), n: 1 }, { what, at, lasts, hash: head, size: 1, jn: 0 })
    const lines = [line, await signToken(PART, forked, keys.signing)]
    const found = await endOrphan({ clip: clip.id, head: kept.head, lines }, stage.parts.sign, stage.clock.now())
    assert.is(found?.ended.parts, 1)
    assert.is(found?.ended.last, await hashText(line))
    const checked = await verifyClip({
      door: stage.door.door,
      head: kept.head,
      parts: lines.map((each) => ({ line: each })),
    })
    assert.ok(
      checked.findings.some(({ code }) => code === 'line_forked'),
      'as every check of it says',
    )
  }))

test.run()
