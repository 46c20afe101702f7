import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isFilm, openFilm, openIdentity } from '#protocol/clip/film.ts'
import { type FramedPart, readFramed } from '#protocol/clip/framing.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { freshGrantId, freshRequestId } from '#protocol/ids.ts'
import { millis } from '#protocol/units.ts'
import { sizeOf } from '../../camera/picture/picture.ts'
import type { RecorderState } from '../../camera/port.ts'
import type { Occasion } from '../port.ts'
import { PACE } from './camera.fixture.ts'
import { createRecorder } from './recorder.ts'
import { type KeptClip, type Stage, sure, withStage } from './stage.fixture.ts'

const test = suite('the recorder')

const aVisit = (): Occasion & { readonly request: NonNullable<Occasion['request']> } => ({
  why: 'visit',
  request: freshRequestId(),
  grant: freshGrantId(),
})
const parts = async function* ({ parts: kept }: KeptClip): AsyncGenerator<FramedPart> {
  for (const framed of kept) yield sure(readFramed(framed), 'frame')
}
/** Begins, gives the first segment, waits for the answer. */
const begun = async ({ recorder, encodings, until }: Stage, occasion: Occasion): Promise<RecorderState> => {
  const count = encodings.length
  const answer = recorder.begin(occasion)
  await until(() => encodings.length > count)
  encodings[count]?.give(1)
  return answer
}
const endedCount = ({ said }: Stage): number => said.filter(({ say }) => say === 'ended').length
const partsOf = ({ spool }: Stage, at: number): number => [...spool.clips.values()][at]?.parts.length ?? 0

test('answers ready once init and first segment are durable, and not before', () =>
  withStage(async (stage) => {
    const { recorder, spool, until, clip } = stage
    let answer: RecorderState | undefined
    const asked = recorder.begin(aVisit()).then((state) => {
      answer = state
    })
    await stage.pass(500)
    assert.is(answer, undefined)
    assert.is(spool.clips.size, 0, 'nothing is begun before there is a picture to keep')
    stage.encoding().give(1)
    await asked
    assert.is(answer, 'ready')
    assert.ok(clip(0).parts.length >= 2)
    assert.ok(recorder.recording())
    await until(() => clip(0).parts.length === 3)
  }))

test('makes a clip that its owner opens and every check finds whole', () =>
  withStage(async (stage) => {
    const { recorder, until, owner } = stage
    const visit = aVisit()
    assert.is(await begun(stage, visit), 'ready')
    stage.encoding().give(4)
    await until(() => partsOf(stage, 0) === 7)
    recorder.over(visit.request, millis(2000))
    await stage.pass(1900)
    assert.not(stage.encoding().stopped)
    await stage.pass(200)
    await until(() => endedCount(stage) === 1)
    const { head, end, lines, covers, findings } = await stage.check(0)
    assert.equal(findings, [])
    assert.is(head?.request, visit.request)
    assert.is(head?.grant, visit.grant)
    assert.is(head?.at, lines[0]?.claims.at)
    assert.equal(
      lines.map(({ claims }) => claims.what),
      ['init', 'segment', ...lines.slice(2, -1).map(({ claims }) => claims.what), 'strip'],
    )
    assert.is(lines.filter(({ claims }) => claims.what === 'poster').length, 1)
    assert.is(end?.lasts, covers?.lasts)
    assert.equal(stage.said, [
      { say: 'ended', ended: { clip: head?.clip, parts: 9, last: end?.last, lasts: 5300, by: 'recorder' } },
    ])
    const kept = stage.clip(0)
    const identity = await openIdentity(kept.identity, owner.identity, sure(head))
    assert.ok(identity.ok)
    for await (const { what, opened } of openFilm(parts(kept), identity.identity)) {
      assert.ok(opened.ok, what)
      if (!isFilm(what)) assert.ok((await sizeOf(opened.bytes)).width > 0, `${what} is a picture`)
    }
  }))

test('never gives a frame to the spool unsealed, nor a key', () =>
  withStage(async (stage) => {
    const visit = aVisit()
    await begun(stage, visit)
    for (const framed of stage.clip(0).parts) {
      const { sealed } = readFramed(framed) ?? {}
      assert.is(
        Buffer.from(sealed ?? [])
          .subarray(0, 21)
          .toString(),
        'age-encryption.org/v1',
      )
    }
    const { head, identity } = stage.clip(0)
    assert.not.match(head + Buffer.from(identity).toString('latin1'), /AGE-SECRET-KEY|"d":/)
  }))

test('lets the same visit take part in the clip that runs', () =>
  withStage(async (stage) => {
    const visit = aVisit()
    await begun(stage, visit)
    stage.recorder.over(visit.request, millis(1000))
    assert.is(await stage.recorder.begin(visit), 'ready')
    await stage.pass(1500)
    assert.is(stage.encodings.length, 1)
    assert.not(stage.encoding().stopped, 'whoever joins keeps it from ending')
  }))

test('gives two visits back to back a pre-roll each, out of the same pictures', () =>
  withStage(async (stage) => {
    const [one, other] = [aVisit(), aVisit()]
    await begun(stage, one)
    stage.recorder.over(one.request, millis(3000))
    stage.hub.come(10)
    assert.is(await begun(stage, other), 'ready')
    assert.equal(
      stage.encodings.map(({ from }) => from),
      [0, 10],
    )
    await stage.pass(2000)
    for (const each of stage.encodings) each.give(1)
    await stage.pass(1100)
    await stage.until(() => endedCount(stage) === 1)
    assert.ok(stage.recorder.recording())
    assert.equal(await stage.findings(), ['no_end'])
  }))

test('leaves nothing of a visit that did not come about', () =>
  withStage(async (stage) => {
    const visit = aVisit()
    const answer = stage.recorder.begin(visit)
    await stage.until(() => stage.encodings.length === 1)
    stage.recorder.over(visit.request, millis(0))
    assert.is(await answer, 'not_durable')
    assert.ok(stage.encoding().stopped)
    await stage.pass(200)
    assert.is(stage.spool.clips.size, 0)
  }))

test('goes on without a missing picture when the encoder dies', () =>
  withStage(async (stage) => {
    const visit = aVisit()
    await begun(stage, visit)
    stage.encoding().give(2)
    await stage.until(() => partsOf(stage, 0) === 5)
    stage.encoding().fail()
    await stage.until(
      () => stage.encodings.length === 2,
      () => stage.clock.pass(10),
    )
    assert.is(stage.encoding().from, 30)
    stage.encoding().give(1)
    await stage.until(() => stage.spool.clips.size === 2)
    stage.recorder.over(visit.request, millis(0))
    await stage.until(() => endedCount(stage) === 2)
    const [one, other] = [await stage.check(0), await stage.check(1)]
    assert.equal([...one.findings, ...other.findings], [])
    assert.is(other.head?.follows, one.head?.clip)
    assert.not(
      stage.said.some(({ say }) => say === 'durable'),
      'a moment is no alarm',
    )
  }))

test('waits longer after each failure of the encoder, and never longer than the hub remembers', () =>
  withStage(async (stage) => {
    await begun(stage, aVisit())
    const opened: number[] = []
    for (let failures = 0; failures < 9; failures += 1) {
      const count = stage.encodings.length
      stage.encoding().fail()
      const before = stage.clock.monotonic()
      await stage.until(
        () => stage.encodings.length > count,
        () => stage.clock.pass(20),
      )
      opened.push(stage.clock.monotonic() - before)
    }
    assert.ok((opened[0] ?? 9999) < 1000, opened.join())
    assert.ok(
      opened.every((wait) => wait < 5500),
      opened.join(),
    )
    assert.ok((opened[8] ?? 0) >= 4000, opened.join())
  }))

test('tells that nothing is durable, tries on, and goes on in a following clip', () =>
  withStage(async (stage) => {
    const visit = aVisit()
    await begun(stage, visit)
    await stage.until(() => partsOf(stage, 0) === 3)
    stage.spool.broken = true
    stage.encoding().give(3)
    await stage.until(
      () => stage.said.length > 0,
      () => stage.clock.pass(20),
    )
    assert.equal(stage.said, [{ say: 'durable', ok: false }])
    assert.not(stage.recorder.recording())
    assert.ok(stage.encoding().stopped, 'an encoder that nobody reads is not kept')
    assert.is(await answerOf(stage, stage.recorder.begin(visit)), 'not_durable')
    stage.spool.broken = false
    await stage.until(
      () => stage.encodings.length === 2,
      () => stage.clock.pass(20),
    )
    assert.is(stage.encoding().from, 43, 'what was waiting is in the first clip')
    stage.encoding().give(1)
    await stage.until(() => partsOf(stage, 1) > 1)
    assert.equal(
      stage.said.filter(({ say }) => say === 'durable'),
      [
        { say: 'durable', ok: false },
        { say: 'durable', ok: true },
      ],
    )
    stage.recorder.over(visit.request, millis(0))
    await stage.until(() => endedCount(stage) === 2)
    assert.equal(await stage.findings(), [])
  }))

const answerOf = async ({ until, clock }: Stage, asked: Promise<RecorderState>): Promise<RecorderState | undefined> => {
  let answer: RecorderState | undefined
  const done = asked.then((state) => {
    answer = state
  })
  await until(
    () => answer !== undefined,
    () => clock.pass(20),
  )
  await done
  return answer
}

test('begins once there is room, with the head that the door wrote down', () =>
  withStage(async (stage) => {
    stage.spool.broken = true
    const asked = stage.recorder.begin(aVisit())
    await stage.until(() => stage.encodings.length === 1)
    stage.encoding().give(1)
    assert.is(await answerOf(stage, asked), 'not_durable')
    stage.spool.broken = false
    await stage.until(
      () => stage.encodings.length === 2,
      () => stage.clock.pass(50),
    )
    assert.is(stage.spool.clips.size, 1)
    assert.equal((await stage.check(0)).findings, [])
  }))

test('answers in three seconds when the disk hangs, and holds one part meanwhile', () =>
  withStage(async (stage) => {
    stage.spool.hanging = true
    const asked = stage.recorder.begin(aVisit())
    await stage.until(() => stage.encodings.length === 1)
    stage.encoding().give(5)
    const before = stage.clock.monotonic()
    assert.is(await answerOf(stage, asked), 'not_durable')
    assert.ok(stage.clock.monotonic() - before <= 3000)
    await stage.pass(300)
    assert.equal(stage.said, [{ say: 'durable', ok: false }])
  }))

test('answers in three seconds when the door does not sign', () =>
  withStage(async (stage) => {
    stage.set.doorGone = true
    const asked = stage.recorder.begin(aVisit())
    await stage.until(() => stage.encodings.length === 1)
    stage.encoding().give(1)
    assert.is(await answerOf(stage, asked), 'not_durable')
    assert.is(stage.spool.clips.size, 0)
    assert.ok(stage.said.some((message) => message.say === 'trouble' && message.code === 'sign_late'))
  }))

test('says what the watch sees, and records it all the same', () =>
  withStage(async (stage) => {
    stage.set.view = 'covered'
    assert.is(await stage.recorder.begin(aVisit()), 'covered')
    await stage.until(() => stage.encodings.length === 1)
    stage.set.view = 'absent'
    assert.is(await stage.recorder.begin(aVisit()), 'absent')
    await stage.pass(300)
    assert.is(stage.encodings.length, 1)
  }))

test('records nothing while nobody could open it', () =>
  withStage(async (stage) => {
    stage.set.recipients = []
    assert.is(await answerOf(stage, stage.recorder.begin(aVisit())), 'not_durable')
    assert.is(stage.encodings.length, 0)
    stage.set.recipients = [stage.owner.recipient]
    await stage.until(
      () => stage.encodings.length === 1,
      () => stage.clock.pass(50),
    )
  }))

test('rolls over into a following clip when one is as long as a clip may be', () =>
  withStage(async (stage) => {
    const visit = aVisit()
    await begun(stage, visit)
    stage.encoding().give(200, 30 * PACE)
    await stage.until(() => stage.encodings.length === 2)
    stage.encoding().give(1)
    await stage.until(() => stage.spool.clips.size === 2)
    const [one, other] = [await stage.check(0), await stage.check(1)]
    assert.equal(one.findings, [])
    assert.is(one.end?.lasts, 3_601_000, 'an hour, in whole pieces')
    assert.is(stage.encoding().from, 36_010)
    assert.is(other.head?.follows, one.head?.clip)
  }))

test('keeps an incident’s clips as long as there is room', () =>
  withStage(async (stage) => {
    const visit = aVisit()
    await begun(stage, { why: 'incident' })
    await begun(stage, visit)
    assert.is(stage.spool.guarded.size, 1)
    stage.recorder.protect(visit.request)
    assert.is(stage.spool.guarded.size, 2)
  }))

test('ends every clip in order when it is closed, though an encoder does not hear', () =>
  withStage(async (stage) => {
    stage.set.encoder = { deaf: true }
    await begun(stage, aVisit())
    const closing = stage.recorder.close()
    await stage.until(
      () => endedCount(stage) === 1,
      () => stage.clock.pass(50),
    )
    await closing
    assert.equal(await stage.findings(), [])
    assert.is(await stage.recorder.begin(aVisit()), 'not_durable')
  }))

test('tries again when an encoder cannot even be started', () =>
  withStage(async (stage) => {
    let tries = 0
    const recorder = createRecorder({
      ...stage.parts,
      openEncoding: (from) => {
        tries += 1
        if (tries === 1) throw new HausrechtError('no_ffmpeg', 'Not there')
        return stage.parts.openEncoding(from)
      },
    })
    const asked = recorder.begin(aVisit())
    await stage.until(
      () => stage.encodings.length === 1,
      () => stage.clock.pass(20),
    )
    stage.encoding().give(1)
    assert.is(await asked, 'ready')
    assert.equal(stage.said[0], { say: 'trouble', code: 'encoder_unusable' })
    await recorder.close()
  }))

test('refuses more occasions at a time than it has room for', () =>
  withStage(async (stage) => {
    for (let begin = 0; begin < 4; begin += 1) assert.is(await begun(stage, aVisit()), 'ready')
    assert.is(await stage.recorder.begin(aVisit()), 'not_durable')
  }))

test.run()
