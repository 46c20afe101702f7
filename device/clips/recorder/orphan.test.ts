import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshClipId, freshRequestId } from '#protocol/ids.ts'
import type { Orphan } from '../port.ts'
import { endOrphan, endOrphans } from './orphan.ts'
import { type Stage, sure, withStage } from './stage.fixture.ts'

const test = suite('a clip whose recorder died')

/** A clip without an end, as a killed process leaves it. */
const withOrphan = (use: (stage: Stage, orphan: Orphan) => Promise<void>): Promise<void> =>
  withStage(async (stage) => {
    const { recorder, until, spool } = stage
    const asked = recorder.begin({ why: 'visit', request: freshRequestId() })
    await until(() => stage.encodings.length === 1)
    stage.encoding().give(3)
    await asked
    await until(() => stage.clip(0).parts.length === 5)
    const [orphan] = await spool.orphans()
    await use(stage, sure(orphan, 'orphan'))
  })

test('is ended by the door, with everything that was durable', () =>
  withOrphan(async (stage, orphan) => {
    const found = await endOrphan(orphan, stage.parts.sign, stage.clock.now())
    const [clip] = stage.spool.clips.values()
    const ended = { ...sure(clip), end: sure(found).token }
    stage.spool.clips.set(orphan.clip, ended)
    assert.equal((await stage.check(0)).findings, [{ code: 'ended_by_door' }])
    assert.is(found?.ended.parts, 5)
    assert.is(found?.ended.lasts, 3000)
    stage.spool.clips.set(orphan.clip, sure(clip))
  }))

test('is not ended beyond a line that is missing, twisted or another clip’s', () =>
  withOrphan(async (stage, orphan) => {
    const { lines } = orphan
    const partsOf = async (some: readonly string[]): Promise<number | undefined> =>
      (await endOrphan({ ...orphan, lines: some }, stage.parts.sign, stage.clock.now()))?.ended.parts
    assert.is(await partsOf(lines.filter((_, at) => at !== 1)), 1)
    assert.is(await partsOf(lines.map((line, at) => (at === 2 ? `${line}x` : line))), 2)
    assert.is(await partsOf([...lines].reverse()), 0)
    assert.is(await partsOf([]), 0)
  }))

test('is left alone when its head is not a head of that clip', () =>
  withOrphan(async (stage, orphan) => {
    const { sign } = stage.parts
    assert.is(await endOrphan({ ...orphan, head: 'junk' }, sign, stage.clock.now()), undefined)
    assert.is(await endOrphan({ ...orphan, clip: freshClipId() }, sign, stage.clock.now()), undefined)
  }))

test('does not keep others from being ended', () =>
  withOrphan(async (stage, orphan) => {
    const ends: string[] = []
    const spool = {
      ...stage.spool,
      orphans: () => Promise.resolve([{ ...orphan, head: 'junk' }, orphan]),
      end: (clip: string) => {
        ends.push(clip)
        return Promise.resolve()
      },
    }
    await endOrphans({ ...stage.parts, spool })
    assert.equal(ends, [orphan.clip])
    assert.is(stage.said.filter(({ say }) => say === 'ended').length, 1)
  }))

test.run()
