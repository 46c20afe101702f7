import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LIVE_SILENCE_MOST } from '#protocol/limits.ts'
import type { FromViewer, Way } from '#protocol/live/control.ts'
import type { Stream } from '#protocol/live/wire.ts'
import { millis } from '#protocol/units.ts'
import { opening, reduce } from './reduce.ts'
import { type Session, type SessionEffect, type SessionEvent, type Watching, wantsOf } from './state.ts'

const test = suite('a viewer’s session')

/** A session with its clock and everything it did. */
class Run {
  session: Session = opening(millis(0))
  now = 0
  readonly did: SessionEffect[] = []
  number = 0

  event(event: SessionEvent): readonly SessionEffect[] {
    const { session, effects } = reduce(this.session, event)
    this.session = session
    this.did.push(...effects)
    return effects
  }
  say(said: FromViewer, far = false): readonly SessionEffect[] {
    return this.event({ what: 'said', said, far, now: millis(this.now) })
  }
  picture(stream: Stream, key: boolean): boolean {
    this.number += 1
    const effects = this.event({
      ...{ what: 'picture', stream, number: this.number, bytes: 2000, key, now: millis(this.now) },
    })
    return effects.some((effect) => effect.do === 'send')
  }
  tick(): void {
    this.event({ what: 'tick', now: millis(this.now) })
  }
  /** A second of an encode, its pictures acknowledged after 20 ms. @returns how many were sent */
  second(...streams: Stream[]): number {
    let sent = 0
    for (let n = 0; n < 20; n += 1) {
      for (const stream of streams) if (this.picture(stream, n === 0)) sent += 1
      this.now += 20
      this.say({ say: 'ack', number: this.number })
      if (streams.length > 1) this.say({ say: 'ack', number: this.number - 1 })
      this.now += 30
      if (n % 5 === 0) this.tick()
    }
    return sent
  }
  /** A second in which nothing comes back. */
  silentSecond(stream: Stream): void {
    for (let n = 0; n < 20; n += 1) {
      this.picture(stream, n === 0)
      this.now += 50
      if (n % 5 === 0) this.tick()
    }
  }
  notes(): string[] {
    return this.did.flatMap((effect) =>
      effect.do === 'say' && effect.say.say === 'way'
        ? [`${effect.say.way}/${effect.say.stream}/${effect.say.why}`]
        : [],
    )
  }
  wants(): string[] {
    return [...wantsOf(this.session)].sort()
  }
}

const begun = (ways: Way[] = ['channel', 'track', 'still'], far = false): Run => {
  const run = new Run()
  run.say({ say: 'hello', ways }, far)
  return run
}

for (const [ways, far, note, wants] of [
  [['channel', 'track', 'still'], false, 'channel/full/begin', ['full']],
  [['channel', 'track', 'still'], true, 'channel/small/begin', ['small']],
  [['track', 'still'], false, 'track/full/begin', ['jpeg']],
  [['still'], false, 'still/full/begin', ['jpeg']],
] as const) {
  test(`begins by ${note} when ${ways.join(', ')} can be shown${far ? ' far away' : ''}`, () => {
    const run = begun([...ways], far)
    assert.equal(run.notes(), [note])
    assert.equal(run.wants(), wants)
    assert.is(
      run.did.some((effect) => effect.do === 'show' && effect.on),
      ways[0] === 'track',
    )
  })
}

test('hears nothing before hello', () => {
  const run = new Run()
  for (const said of [{ say: 'key' }, { say: 'ack', number: 1 }, { say: 'way', way: 'track' }] as const) run.say(said)
  assert.is(run.session.is, 'opening')
  assert.is(run.picture('full', true), false)
})

test('sends each picture once there was a key frame', () => {
  const run = begun()
  assert.is(run.picture('full', false), false)
  assert.is(run.second('full'), 20)
})

test('goes to the small encode when pictures are not acknowledged, and up again when the path is clean', () => {
  const run = begun()
  run.second('full')
  run.silentSecond('full')
  assert.equal(run.wants(), ['full', 'small'])
  run.say({ say: 'ack', number: run.number - 12 })
  run.now += 100
  run.say({ say: 'ack', number: run.number })
  for (let n = 0; n < 3; n += 1) run.second('small')
  assert.equal(run.wants(), ['small'])
  for (let n = 0; n < 12; n += 1) run.second('full', 'small')
  assert.equal(run.wants(), ['full'])
  assert.equal(run.notes(), ['channel/full/begin', 'channel/small/poor_path', 'channel/full/good_path'])
})

/** Pictures come, and each time all of them are acknowledged a second too late. */
const tooSlow = (run: Run, seconds: number): void => {
  for (let n = 0; n < seconds; n += 1) {
    run.silentSecond('small')
    for (let back = 40; back >= 0; back -= 1) run.say({ say: 'ack', number: run.number - back })
  }
}

test('goes to the track when even the small encode is too much, and tries the channel again', () => {
  const run = begun(undefined, true)
  run.second('small')
  tooSlow(run, 4)
  assert.is((run.session as Watching).way, 'track')
  assert.equal(run.notes().slice(1), ['track/full/poor_path'])
  assert.equal(run.wants(), ['jpeg'])
  for (let n = 0; n < 15; n += 1) {
    run.now += 1000
    run.say({ say: 'ping', id: n })
    run.tick()
  }
  assert.equal(run.wants(), ['jpeg'])
  run.now += 6000
  run.tick()
  assert.equal(run.wants(), ['jpeg', 'small'], 'the track goes on until the channel has a picture')
  assert.ok(run.second('small') > 0)
  assert.is((run.session as Watching).way, 'channel')
  assert.equal(run.wants(), ['small'])
})

test('stays with the small encode where the viewer chose the channel', () => {
  const run = begun(undefined, true)
  run.say({ say: 'way', way: 'channel' })
  run.second('small')
  tooSlow(run, 5)
  assert.is((run.session as Watching).way, 'channel')
})

test('obeys a wish, and takes the choice back', () => {
  const run = begun()
  run.second('full')
  run.say({ say: 'way', way: 'still' })
  run.say({ say: 'way', way: 'track' })
  run.say({ say: 'way', way: 'auto' })
  run.second('full')
  assert.equal(run.notes(), ['channel/full/begin', 'still/full/wish', 'track/full/wish', 'channel/full/wish'])
  assert.equal(
    run.did.flatMap((effect) => (effect.do === 'show' ? [effect.on] : [])),
    [true, false],
  )
})

test('leaves the channel when the viewer’s decoder turned out not to work', () => {
  const run = begun()
  run.second('full')
  run.say({ say: 'hello', ways: ['track', 'still'] })
  assert.equal(run.notes().slice(1), ['track/full/no_decoder'])
})

test('gives a lost viewer the group of pictures at once, and not again within a second', () => {
  const run = begun()
  run.second('full')
  const rejoins = () => run.say({ say: 'key' }).filter((effect) => effect.do === 'rejoin').length
  assert.is(rejoins(), 1)
  run.now += 200
  assert.is(rejoins(), 0)
  run.now += 1000
  assert.is(rejoins(), 1)
})

test('sends a still picture a second, and the next one only after it was acknowledged', () => {
  const run = begun(['still'])
  const stills = (acks: boolean): number => {
    let count = 0
    for (let n = 0; n < 100; n += 1) {
      run.number += 1
      run.now += 100
      const effects = run.event({ what: 'jpeg', number: run.number, now: millis(run.now) })
      if (effects.some((effect) => effect.do === 'still')) count += 1
      if (acks) run.say({ say: 'ack', number: run.number })
    }
    return count
  }
  assert.is(stills(true), 10)
  assert.is(stills(false), 1)
})

test('ends when nothing was heard of the viewer for too long', () => {
  const run = begun()
  run.now = LIVE_SILENCE_MOST
  run.tick()
  assert.is(run.session.is, 'watching')
  run.now += 1
  run.tick()
  assert.equal(run.session, { is: 'over', why: 'silent' })
  const silent = new Run()
  silent.now = LIVE_SILENCE_MOST + 1
  silent.tick()
  assert.equal(silent.session, { is: 'over', why: 'silent' })
})

test('does nothing more once it is over', () => {
  const run = begun()
  run.event({ what: 'over', why: 'told' })
  assert.equal(run.did.at(-1), { do: 'end', why: 'told' })
  const { length } = run.did
  run.second('full')
  run.say({ say: 'hello', ways: ['channel'] })
  run.event({ what: 'over', why: 'left' })
  assert.is(run.did.length, length)
})

const ways = fc.uniqueArray(fc.constantFrom('channel', 'track', 'still'), { minLength: 1 })
const now = millis(0)
const anyEvent: fc.Arbitrary<SessionEvent> = fc.oneof(
  fc.record({
    what: fc.constant('picture' as const),
    stream: fc.constantFrom('full', 'small'),
    number: fc.nat(50),
    bytes: fc.nat(200_000),
    key: fc.boolean(),
    now: fc.constant(now),
  }),
  fc.record({ what: fc.constant('jpeg' as const), number: fc.nat(50), now: fc.constant(now) }),
  fc.record({ what: fc.constant('tick' as const), now: fc.constant(now) }),
  fc.record({
    what: fc.constant('said' as const),
    said: fc.oneof(
      fc.record({ say: fc.constant('hello' as const), ways }),
      fc.record({ say: fc.constant('ack' as const), number: fc.nat(50) }),
      fc.record({ say: fc.constant('key' as const) }),
      fc.record({ say: fc.constant('way' as const), way: fc.constantFrom('channel', 'track', 'still', 'auto') }),
    ),
    far: fc.boolean(),
    now: fc.constant(now),
  }),
)

test('sends only what it wants, begins each stream with a key frame, and shows a track only while on it (laws)', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyEvent, fc.nat(700)), { maxLength: 80 }), (steps) => {
      let session: Session = opening(now)
      let time = 0
      let shown = false
      let last: Stream | undefined
      for (const [timeless, pause] of steps) {
        time += pause
        const event = 'now' in timeless ? { ...timeless, now: millis(time) } : timeless
        const wanted = wantsOf(session)
        const step = reduce(session, event)
        assert.ok(step.session !== session || step.effects.length === 0, 'nothing is done without a change')
        for (const effect of step.effects) {
          if (effect.do === 'show') shown = effect.on
          if (effect.do === 'still') last = undefined
          if (effect.do === 'send' && event.what === 'picture') {
            assert.ok(wanted.has(event.stream))
            assert.ok(event.key || last === event.stream)
            last = event.stream
          }
        }
        session = step.session
        if (session.is === 'over') return
        if (session.is === 'watching') {
          assert.is(shown, session.way === 'track')
          assert.ok(session.ways.includes(session.way) || session.next !== undefined)
          assert.ok(wantsOf(session).size > 0)
          if (session.way !== 'channel') last = undefined
        }
      }
    }),
  )
})

test.run()
