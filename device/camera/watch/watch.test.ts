// The watch with real JPEGs and a real file; time goes by hand.

import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Mask } from '#protocol/camera.ts'
import type { CameraSight } from '#protocol/state.ts'
import { epochMs } from '#protocol/units.ts'
import { handClock } from '../../clock/hands.fixture.ts'
import type { Frame } from '../frame.ts'
import { jpegOf } from '../picture/picture.ts'
import { LOOK } from './grid.ts'
import { type Memory, memoryFile, NO_MEMORY } from './memory.ts'
import * as P from './place.fixture.ts'
import { openWatch, type Sighting } from './watch.ts'

const test = suite('watch')

const random = P.dice(11)
const pictureOf = (place: P.Place): Promise<Uint8Array> => {
  const grey = P.filmed(place, random)
  const data = new Uint8Array(grey.length * 3)
  for (const [at, value] of grey.entries()) data.fill(value, at * 3, at * 3 + 3)
  return jpegOf({ ...LOOK, data }, 90)
}

const began = async (memory: Memory = NO_MEMORY, masks: readonly Mask[] = []) => {
  const clock = handClock(epochMs(1_700_000_000_000))
  const listeners = new Set<(frame: Frame) => void>()
  const sights: CameraSight[] = []
  const seen: Sighting[] = []
  const troubles: string[] = []
  let looks = 0
  let n = 0
  const watch = await openWatch({
    clock,
    memory,
    masks,
    hub: {
      watch: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    sightChanged: (sight) => sights.push(sight),
    seen: (sighting) => {
      looks += 1
      seen.push(sighting)
    },
    motion: () => undefined,
    trouble: (code) => troubles.push(code),
  })
  /** Until the look under way is done; it is real work in another thread. */
  const looked = async (): Promise<void> => {
    const before = looks
    for (let at = 0; at < 200 && looks === before; at += 1) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const show = (jpeg: Uint8Array): void => {
    n += 1
    for (const listener of listeners) listener({ n, at: clock.now(), seen: clock.monotonic(), jpeg })
  }
  return {
    watch,
    clock,
    sights,
    seen,
    troubles,
    listeners,
    show,
    /** New pictures of a place, five a second. */
    play: async (seconds: number, place: P.Place): Promise<void> => {
      for (let at = 0; at < seconds * 5; at += 1) {
        show(await pictureOf(place))
        clock.pass(200)
        await looked()
      }
    },
  }
}

const [home, away] = [P.placeOf(1), P.placeOf(31)]

test('a place is clear, covered, clear; each look says how old and how light its picture is', async () => {
  const { watch, sights, seen, play } = await began()
  assert.is(watch.sight(), 'off')
  await play(2, home)
  assert.is(watch.sight(), 'clear')
  await play(1.6, P.covered(20))
  await play(2, home)
  assert.equal(sights, ['clear', 'covered', 'clear'])
  assert.is(seen.length, 28)
  assert.ok(seen.every(({ age }) => age >= 0 && age <= 400))
  assert.ok(Math.abs((seen[2]?.mean ?? 0) - 109) < 10)
  await watch.close()
})

test('lost is told without any picture, and at the latest 2 s after the last one', async () => {
  const { watch, clock, sights, play } = await began()
  await play(1.2, home)
  clock.pass(1000)
  assert.is(watch.sight(), 'clear')
  clock.pass(600)
  assert.equal(sights, ['clear', 'lost'])
  await play(1.6, home)
  assert.equal(sights, ['clear', 'lost', 'clear'])
  await watch.close()
})

test('pictures that cannot be read are as good as none', async () => {
  const { watch, clock, show, play } = await began()
  await play(1, home)
  for (let at = 0; at < 9; at += 1) {
    show(Uint8Array.of(0xff, 0xd8, at, 1, 2, 3))
    clock.pass(200)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.is(watch.sight(), 'lost')
  await watch.close()
})

test('the same bytes again are frozen', async () => {
  const { watch, clock, show, play } = await began()
  await play(1, home)
  const stuck = await pictureOf(home)
  for (let at = 0; at < 9; at += 1) {
    show(stuck)
    clock.pass(200)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.is(watch.sight(), 'frozen')
  await watch.close()
})

test('switched off it says off, and nothing more', async () => {
  const { watch, clock, sights, play } = await began()
  await play(1, home)
  watch.rig({ powered: false, infrared: false })
  clock.pass(10_000)
  assert.equal(sights, ['clear', 'off'])
  watch.rig({ powered: true, infrared: false })
  clock.pass(3000)
  await play(1, home)
  assert.equal(sights, ['clear', 'off', 'clear'])
  await watch.close()
})

const kept = suite('watch, after a restart')

let folder: string
kept.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'))
})
kept.after.each(() => rm(folder, { recursive: true, force: true }))

const learnt = async (masks: readonly Mask[] = []): Promise<Memory> => {
  const memory = memoryFile(join(folder, 'view'))
  const { watch, play } = await began(memory, masks)
  await play(2, home)
  await watch.close()
  return memory
}

kept('a camera that was turned meanwhile is told, and one that was not is clear', async () => {
  const memory = await learnt()
  const same = await began(memory)
  await same.play(3, home)
  assert.is(same.watch.sight(), 'clear')
  await same.watch.close()
  const other = await began(memory)
  await other.play(3, away)
  assert.is(other.watch.sight(), 'turned')
  other.watch.relearn()
  await other.play(3, away)
  assert.is(other.watch.sight(), 'clear')
  await other.watch.close()
  const after = await began(memory)
  await after.play(3, away)
  assert.is(after.watch.sight(), 'clear')
  await after.watch.close()
})

kept('what lies on the disk is small, for nobody else, and no picture', async () => {
  await learnt()
  const path = join(folder, 'view')
  assert.is((await stat(path)).mode & 0o777, 0o600)
  const { day, ...rest } = JSON.parse(await readFile(path, 'utf8')) as { day: Record<string, unknown> }
  assert.equal(rest, { v: 1, masks: '' })
  assert.equal(Object.keys(day).sort(), ['bright', 'detail', 'print', 'std'])
  assert.match(String(day['print']), /^[01]{512}$/)
})

kept('with other masks, or with junk on the disk, the view is learnt anew', async () => {
  const memory = await learnt()
  const masked = await began(memory, [{ x: 0, y: 0, w: 300, h: 300 }])
  await masked.play(3, away)
  assert.is(masked.watch.sight(), 'clear')
  await masked.watch.close()
  for (const junk of ['', '{', '{"v":1}', '{"v":2,"masks":""}', '\0\xff']) {
    await writeFile(join(folder, 'view'), junk, 'latin1')
    const anew = await began(memory)
    await anew.play(1.4, away)
    assert.is(anew.watch.sight(), 'clear')
    await anew.watch.close()
  }
})

kept('masks that come later find the view of theirs', async () => {
  const masks = [{ x: 0, y: 0, w: 300, h: 300 }]
  const memory = await learnt(masks)
  const { watch, play } = await began(memory)
  watch.mask(masks)
  await play(3, away)
  assert.is(watch.sight(), 'turned')
  await watch.close()
})

kept('a view under other masks is written down at once', async () => {
  const memory = memoryFile(join(folder, 'view'))
  const { watch, play } = await began(memory)
  await play(2, home)
  watch.mask([{ x: 0, y: 0, w: 300, h: 300 }])
  await play(2, home)
  await watch.close()
  assert.match(await readFile(join(folder, 'view'), 'utf8'), '"masks":"0,0,300,300"')
})

kept('a memory that cannot be written is told, and the watch goes on', async () => {
  const memory = memoryFile(join(folder, 'no', 'such', 'folder'))
  const { watch, troubles, play, listeners } = await began(memory)
  await play(2, home)
  await watch.close()
  assert.equal(troubles, ['watch_memory'])
  assert.is(watch.sight(), 'clear')
  assert.is(listeners.size, 0)
})

test.run()
kept.run()
