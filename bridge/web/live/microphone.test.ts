// The microphone is captured only as long as somebody may be about to speak, however the browser's question goes.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Clock } from '#protocol/clock.ts'
import { epochMs, type Millis, millis, seconds } from '#protocol/units.ts'
import { createMicrophone, KEPT_OPEN, type Microphone } from './microphone.ts'

interface Bench {
  readonly microphone: Microphone
  /** Each track that the browser gave, the newest last. */
  readonly tracks: { enabled: boolean; stopped: boolean }[]
  /** How often it was said that it is shut. */
  shut: number
  /** The person answers the browser's oldest question. */
  answer(allowed: boolean): void
  pass(span: Millis): void
}

const createBench = (): Bench => {
  let now = 0
  const due = new Set<{ readonly at: number; readonly call: () => void }>()
  const after = (span: Millis, call: () => void): (() => void) => {
    const one = { at: now + span, call }
    due.add(one)
    return () => due.delete(one)
  }
  const clock: Clock = { now: () => epochMs(now), monotonic: () => millis(now), after, every: () => () => undefined }
  const questions: ((allowed: boolean) => void)[] = []
  const tracks: Bench['tracks'] = []
  const give = (): MediaStream => {
    const track = { enabled: true, stopped: false, stop: () => Object.assign(track, { stopped: true }) }
    tracks.push(track)
    return { getTracks: () => [track], getAudioTracks: () => [track] } as unknown as MediaStream
  }
  const getUserMedia = (): Promise<MediaStream> =>
    new Promise((done, fail) => {
      questions.push((allowed) => (allowed ? done(give()) : fail(new DOMException('No.', 'NotAllowedError'))))
    })
  const bench: Bench = {
    microphone: createMicrophone(clock, () => (bench.shut += 1), { getUserMedia }),
    tracks,
    shut: 0,
    answer: (allowed) => questions.shift()?.(allowed),
    pass: (span) => {
      now += span
      for (const one of [...due]) if (one.at <= now && due.delete(one)) one.call()
    },
  }
  return bench
}

const test = suite('microphone')

test('is shut again when the button was let go before the person allowed it', async () => {
  const bench = createBench()
  const opened = bench.microphone.open()
  bench.answer(true)
  assert.is(await opened, 'open')
  bench.pass(millis(KEPT_OPEN - 1))
  assert.equal([bench.tracks[0]?.stopped, bench.tracks[0]?.enabled], [false, false], 'silent, and kept for a moment')
  bench.pass(millis(1))
  assert.ok(bench.tracks[0]?.stopped)
  assert.is(bench.microphone.track(), null)
  assert.is(bench.shut, 1)
})

test('stays open while somebody speaks, and shuts some seconds after the last word', async () => {
  const bench = createBench()
  const opened = bench.microphone.open()
  bench.answer(true)
  await opened
  bench.microphone.speak(true)
  bench.pass(seconds(50))
  assert.equal([bench.tracks[0]?.stopped, bench.tracks[0]?.enabled], [false, true])
  bench.microphone.speak(false)
  bench.pass(KEPT_OPEN)
  assert.ok(bench.tracks[0]?.stopped)
})

test('is never captured when it was closed while the browser asked, whatever the person answers', async () => {
  for (const allowed of [true, false]) {
    const bench = createBench()
    const opened = bench.microphone.open()
    bench.microphone.close()
    bench.answer(allowed)
    assert.is(await opened, 'closed')
    assert.ok(bench.tracks.every(({ stopped }) => stopped))
    assert.is(bench.tracks.length, allowed ? 1 : 0)
    assert.is(bench.microphone.track(), null)
  }
})

test('opens for the later of two questions when it was closed between them', async () => {
  const bench = createBench()
  const first = bench.microphone.open()
  bench.microphone.close()
  const second = bench.microphone.open()
  bench.answer(true)
  bench.answer(true)
  assert.equal([await first, await second], ['closed', 'open'])
  assert.equal(
    bench.tracks.map(({ stopped }) => stopped),
    [true, false],
  )
  bench.microphone.close()
  assert.ok(bench.tracks[1]?.stopped)
})

test('is not shut by the end of an earlier one while the browser asks again', async () => {
  const bench = createBench()
  bench.microphone.speak(false)
  const opened = bench.microphone.open()
  bench.pass(KEPT_OPEN)
  bench.answer(true)
  assert.is(await opened, 'open')
  bench.microphone.close()
})

test('is missing in a page that is not served securely', async () => {
  const idle = (): (() => void) => () => undefined
  const clock: Clock = { now: () => epochMs(0), monotonic: () => millis(0), after: idle, every: idle }
  const microphone = createMicrophone(clock, () => undefined, undefined)
  assert.is(await microphone.open(), 'missing')
})
test.run()
