import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs, type Millis, millis } from '#protocol/units.ts'
import type { AccessUnit, Encoding } from '../../clips/port.ts'
import { type HandClock, handClock } from '../../clock/hands.fixture.ts'
import { type CodedStream, createStream } from './stream.ts'

const test = suite('whose pictures are shown')

const START = epochMs(1_790_000_000_000)
const FPS = 10
const GROUP = 10

/** An encode driven by hand, which keeps its current group as a real one does. */
interface Hand extends Encoding {
  readonly from: number
  stopped: boolean
  /** @param at when it was captured; now, unless it is said */
  make(number: number, key?: boolean, at?: number): void
  fail(): void
}

interface Stage {
  readonly clock: HandClock
  readonly stream: CodedStream
  readonly own: Hand[]
  readonly shown: string[]
  clip(): { readonly hand: Hand; stop(): Promise<void> }
  /** Pictures until this number were captured. */
  captured(n: number): void
}

const handEncoding = (from: number, now: () => number): Hand => {
  const listeners = new Set<(unit: AccessUnit) => void>()
  let group: AccessUnit[] = []
  let end: (how: 'stopped' | 'failed') => void = () => undefined
  const ended = new Promise<'stopped' | 'failed'>((resolve) => {
    end = resolve
  })
  const config = { what: 'config', number: from, key: true, at: epochMs(0), data: new Uint8Array(1) } as const
  return {
    from,
    stopped: false,
    pieces: (async function* () {})(),
    ended,
    listen: (listener) => {
      listeners.add(listener)
      if (group.length > 0) for (const unit of [config, ...group]) listener(unit)
      return () => listeners.delete(listener)
    },
    stop(): Promise<void> {
      this.stopped = true
      end('stopped')
      return Promise.resolve()
    },
    make: (number, key = false, at = now()) => {
      const unit = { what: 'picture', number, key, at: epochMs(at), data: Uint8Array.of(number & 255) } as const
      const first = group.length === 0
      group = key ? [unit] : [...group, unit]
      for (const listener of listeners) for (const one of first ? [config, unit] : [unit]) listener(one)
    },
    fail: () => end('failed'),
  }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
}

const stage = (): Stage => {
  const clock = handClock(START)
  const own: Hand[] = []
  const shown: string[] = []
  let newest: { n: number; at: never; seen: Millis } | undefined
  const stream = createStream({
    hub: { newest: () => newest },
    clock,
    log: pino({ level: 'silent' }),
    open: (from) => {
      const hand = handEncoding(from, () => clock.now())
      own.push(hand)
      return hand
    },
    tell: ({ what, key, number }) => shown.push(what === 'config' ? 'config' : `${key ? 'key ' : ''}${number}`),
  })
  return {
    ...{ clock, stream, own, shown },
    clip: () => {
      const hand = handEncoding(0, () => clock.now())
      const joined = stream.join(hand)
      return { hand, stop: () => joined.stop() }
    },
    captured: (n) => {
      newest = { n, at: clock.now() as never, seen: clock.monotonic() }
    },
  }
}

test('encodes for nobody, and from the newest picture for the first who watches', async () => {
  const { stream, own, shown, captured } = stage()
  captured(40)
  assert.is(own.length, 0)
  stream.want(true, true)
  assert.is(own.length, 1)
  assert.is(own[0]?.from, 40)
  own[0]?.make(40, true)
  own[0]?.make(41)
  assert.equal(shown, ['config', 'key 40', '41'])
  assert.equal(
    stream.replay().map(({ what, number }) => `${what} ${number}`),
    ['config 40', 'picture 40', 'picture 41'],
  )
  await stream.close()
})

test('shows no picture that was there before the camera was lost', async () => {
  const { stream, own, captured, clock } = stage()
  captured(40)
  clock.pass(5000)
  stream.want(true, true)
  assert.is(own[0]?.from, 41)
  await stream.close()
})

test('goes over to a clip once it has caught up with its pre-roll, at a key picture, and ends its own encode', async () => {
  const { stream, own, shown, clip, captured, clock } = stage()
  captured(100)
  stream.want(true, true)
  for (let n = 100; n < 105; n++) own[0]?.make(n, n === 100)
  const { hand } = clip()
  // The clip begins eight seconds back: nothing of that is live.
  for (let n = 20; n < 105; n++) hand.make(n, n % GROUP === 0, clock.now() - ((105 - n) * 1000) / FPS)
  assert.is(shown.at(-1), '104')
  own[0]?.make(105)
  hand.make(105)
  assert.is(shown.at(-1), '105')
  hand.make(110, true)
  hand.make(111)
  assert.equal(shown.slice(-3), ['config', 'key 110', '111'])
  await settle()
  assert.is(own[0]?.stopped, true)
  await stream.close()
})

test('begins its own encode when a clip ends, and changes without going back', async () => {
  const { stream, own, shown, clip, captured } = stage()
  const { hand, stop } = clip()
  captured(200)
  hand.make(200, true)
  hand.make(201)
  stream.want(true, true)
  assert.equal(shown, ['config', 'key 200', '201'])
  assert.is(own.length, 0, 'a clip is written: no second encode')
  captured(202)
  hand.make(202)
  const stopped = stop()
  assert.is(own.length, 1)
  assert.is(own[0]?.from, 203)
  hand.make(203)
  own[0]?.make(203, true)
  own[0]?.make(204)
  own[0]?.make(205, true)
  own[0]?.make(206)
  await stopped
  await settle()
  assert.equal(shown.slice(3), ['202', '203', 'config', 'key 205', '206'])
  await stream.close()
})

test('never lets a clip that is ending take over again', async () => {
  const { stream, own, shown, clip, captured } = stage()
  captured(10)
  stream.want(true, true)
  own[0]?.make(10, true)
  const { hand, stop } = clip()
  const stopped = stop()
  hand.make(11, true)
  assert.equal(shown, ['config', 'key 10'])
  await stopped
  await stream.close()
})

test('shows nothing more when it is not allowed, and nothing from before when it is again', async () => {
  const { stream, own, shown, clip, captured } = stage()
  const { hand } = clip()
  captured(300)
  hand.make(300, true)
  stream.want(true, true)
  captured(301)
  stream.want(true, false)
  assert.equal(stream.replay(), [])
  const before = shown.length
  hand.make(301)
  hand.make(302, true)
  for (const one of own) one.make(302, true)
  assert.is(shown.length, before)
  captured(305)
  stream.want(true, false)
  stream.want(true, true)
  assert.ok(!shown.slice(before).some((one) => one.includes('302')), 'an old group was shown')
  own.at(-1)?.make(306, true)
  assert.equal(shown.slice(before), ['config', 'key 306'])
  await settle()
  await stream.close()
})

test('cuts what was captured before the owner’s masks changed', async () => {
  const { stream, own, shown, captured } = stage()
  captured(10)
  stream.want(true, true)
  own[0]?.make(10, true)
  captured(12)
  stream.cut()
  await settle()
  assert.is(own[0]?.stopped, true)
  assert.is(own.length, 2)
  own[0]?.make(11)
  own[1]?.make(12, true)
  own[1]?.make(13)
  assert.equal(shown, ['config', 'key 10'])
  own[1]?.make(14, true)
  assert.equal(shown.slice(2), ['config', 'key 14'])
  await stream.close()
})

test('begins again, ever more slowly, when its encode fails', async () => {
  const { stream, own, captured, clock } = stage()
  captured(1)
  stream.want(true, true)
  for (let tries = 1; tries <= 3; tries++) {
    own.at(-1)?.fail()
    await settle()
    assert.is(own.length, tries, 'at once')
    clock.pass(millis(250 * 2 ** (tries - 1)))
    assert.is(own.length, tries + 1, `after ${tries} failures`)
  }
  await stream.close()
  clock.pass(60_000)
  assert.is(own.length, 4)
})

test('keeps its encode for a moment when nobody watches, and ends it then', async () => {
  const { stream, own, captured, clock } = stage()
  captured(1)
  stream.want(true, true)
  own[0]?.make(1, true)
  stream.want(false, true)
  clock.pass(1900)
  stream.want(true, true)
  assert.is(own.length, 1)
  stream.want(false, true)
  clock.pass(2100)
  assert.is(own[0]?.stopped, true)
  assert.equal(stream.replay(), [])
  await settle()
  await stream.close()
})

test.run()
