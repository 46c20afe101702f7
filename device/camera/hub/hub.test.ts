import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs, millis, seconds } from '#protocol/units.ts'
import { handClock } from '../../clock/hands.fixture.ts'
import type { Frame } from '../frame.ts'
import { createHub, type HubParts } from './hub.ts'
import { brightJpeg, frame, HEIGHT, WIDTH } from './pictures.fixture.ts'

const test = suite('hub')

const aHub = (parts: Partial<HubParts> = {}) => {
  const clock = handClock(epochMs(1_700_000_000_000))
  const hub = createHub({ preroll: seconds(8), clock, ...parts })
  let n = 0
  /** A picture comes each 100 ms. */
  const film = (count: number): void => {
    for (let i = 0; i < count; i++) {
      clock.pass(100)
      hub.take(frame(n++, clock.monotonic()))
    }
  }
  return { hub, clock, film }
}

/** Takes so many, then ends; never waits longer than 3 s. */
const some = async <Item>(from: (until: AbortSignal) => AsyncIterable<Item>, count: number): Promise<Item[]> => {
  const end = new AbortController()
  const late = setTimeout(() => end.abort(), 3000)
  const items: Item[] = []
  for await (const item of from(end.signal)) {
    items.push(item)
    if (items.length === count) end.abort()
  }
  clearTimeout(late)
  return items
}

/** One at a time; undefined at the end. */
const reader = (frames: AsyncIterable<Frame>) => {
  const each = frames[Symbol.asyncIterator]()
  return async (): Promise<Frame | undefined> => {
    const next = await each.next()
    return next.done ? undefined : next.value
  }
}

const numbers = (frames: readonly Frame[]): number[] => frames.map(({ n }) => n)

test('holds the pictures of the pre-roll and two seconds more', () => {
  const { hub, film } = aHub()
  film(300)
  assert.is(hub.newest()?.n, 299)
  assert.is(hub.oldest(), 219, 'a clip begins a little later than what is held')
  hub.close()
})

test('measures how many come in a second', () => {
  const { hub, film } = aHub()
  assert.is(hub.fps(), undefined)
  film(1)
  assert.is(hub.fps(), undefined)
  film(50)
  assert.ok(Math.abs((hub.fps() ?? 0) - 10) < 0.01)
  hub.close()
})

test('says the size of what comes', async () => {
  const { hub } = aHub()
  assert.is(hub.size(), undefined)
  hub.take(frame(0, 1000, await brightJpeg(0)))
  assert.equal(hub.size(), { width: WIDTH, height: HEIGHT })
  hub.close()
})

test('gives the pre-roll first, then what comes', async () => {
  const { hub, film } = aHub()
  film(20)
  const reading = some((until) => hub.follow(15, until), 10)
  for (let i = 0; i < 5; i++) {
    await new Promise(setImmediate)
    film(1)
  }
  assert.equal(numbers(await reading), [15, 16, 17, 18, 19, 20, 21, 22, 23, 24])
  hub.close()
})

test('begins with the oldest when asked for one that is gone, and waits for one to come', async () => {
  const { hub, film } = aHub()
  film(150)
  assert.equal(numbers(await some((until) => hub.follow(0, until), 2)), [49, 50])
  const reading = some((until) => hub.follow(152, until), 1)
  film(4)
  assert.equal(numbers(await reading), [152])
  hub.close()
})

test('keeps every picture of the pre-roll for an encoder that takes two seconds to start', async () => {
  const { hub, film } = aHub()
  film(300)
  const from = hub.oldest() ?? 0
  film(20)
  assert.equal(numbers(await some((until) => hub.follow(from, until), 3)), [from, from + 1, from + 2])
  hub.close()
})

test('shows a slow reader by the numbers what it missed', async () => {
  const { hub, film } = aHub()
  film(1)
  const end = new AbortController()
  const read = reader(hub.follow(0, end.signal))
  assert.is((await read())?.n, 0)
  film(200)
  assert.is((await read())?.n, 100)
  end.abort()
  assert.is(await read(), undefined)
  hub.close()
})

test('goes on after the camera was without power, keeping nothing of before', async () => {
  const { hub, clock, film } = aHub()
  film(20)
  const reading = some((until) => hub.follow(18, until), 3)
  await new Promise(setImmediate)
  clock.pass(60_000)
  assert.is(hub.oldest(), undefined)
  assert.is(hub.newest(), undefined)
  film(2)
  assert.equal(numbers(await reading), [18, 19, 20])
  hub.close()
})

test('ends whoever waits when it closes or the reader is told to', async () => {
  const { hub } = aHub()
  const never = new AbortController()
  const waiting = hub.follow(0, never.signal)[Symbol.asyncIterator]().next()
  const listening = hub.followSound(0, never.signal)[Symbol.asyncIterator]().next()
  await new Promise(setImmediate)
  hub.close()
  assert.ok((await waiting).done)
  assert.ok((await listening).done)
})

test('keeps sound of the same span, from a time on, and forgets it when told', async () => {
  const { hub, clock } = aHub()
  const hear = (count: number) => {
    for (let i = 0; i < count; i++) {
      clock.pass(20)
      hub.hear({ seen: clock.monotonic(), pcm: new Uint8Array(1920) })
    }
  }
  hear(1000)
  const since = clock.monotonic() - 40
  const lately = await some((until) => hub.followSound(since, until), 2)
  assert.equal(
    lately.map(({ seen }) => seen),
    [since + 20, since + 40],
  )
  const [oldest] = await some((until) => hub.followSound(0, until), 1)
  assert.is(oldest?.seen, clock.monotonic() - 10_000)
  hub.deafen()
  const after = some((until) => hub.followSound(0, until), 1)
  hear(1)
  assert.is((await after)[0]?.seen, clock.monotonic())
  hub.close()
})

test('tells the watch of each picture until it has enough', () => {
  const { hub, film } = aHub()
  const seen: number[] = []
  const stop = hub.watch(({ n }) => seen.push(n))
  film(3)
  stop()
  film(3)
  assert.equal(seen, [0, 1, 2])
  hub.close()
})

type Deed = { readonly film: number } | { readonly pass: number } | 'read'

test('gives every reader the oldest it has not had, in rising order, whatever comes between', async () => {
  const deed: fc.Arbitrary<Deed> = fc.oneof(
    fc.record({ film: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ pass: fc.integer({ min: 1, max: 12_000 }) }),
    fc.constant('read' as const),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 25 }), fc.nat(50), async (deeds, from) => {
      const { hub, clock, film } = aHub({ bounds: { count: 30 } })
      const read = reader(hub.follow(from, new AbortController().signal))
      let wanted = from
      const readOne = async (): Promise<void> => {
        if ((hub.newest()?.n ?? -1) < wanted) return
        const latest = Math.max(wanted, hub.oldest() ?? 0)
        const n = (await read())?.n ?? -1
        assert.ok(n >= wanted && n <= latest, `${n} of ${wanted} to ${latest}`)
        wanted = n + 1
      }
      for (const what of deeds) {
        if (what === 'read') await readOne()
        else if ('film' in what) film(what.film)
        else clock.pass(what.pass)
      }
      hub.close()
    }),
    { numRuns: 60 },
  )
})

test('bounds the masked copies together with the pictures', async () => {
  const jpeg = new Uint8Array(1000)
  const hub = createHub({
    preroll: millis(8000),
    clock: handClock(epochMs(0)),
    bounds: { bytes: 10_000 },
    blackOut: async () => new Uint8Array(1000),
  })
  for (let n = 0; n < 10; n++) hub.take(frame(n, 1000 + n, jpeg))
  assert.is(hub.oldest(), 0)
  hub.mask([{ x: 0, y: 0, w: 10, h: 10 }])
  await some((until) => hub.follow(8, until), 2)
  assert.is(hub.oldest(), 2)
  hub.close()
})

test.run()
