import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '#protocol/units.ts'
import { createDoorClock, type DoorClock } from './door-clock.ts'
import { readFloor, writeFloor } from './floor-file.ts'
import { type HandClock, handClock } from './hands.fixture.ts'
import { ntpSource, SYSTEM_SOURCE } from './source.ts'
import type { TimeStep } from './trust.ts'

const T = epochMs(1_767_225_600_000)

interface Scene {
  folder: string
  file: string
  hands: HandClock
  source: { certain: boolean; answer: boolean; asked: number; confirmed(): Promise<boolean> }
  happened: TimeStep['happened'][number][]
  failures: unknown[]
  make(floor?: number): DoorClock
}

const test = suite<Scene>('door clock')

test.before.each((scene) => {
  scene.folder = mkdtempSync(join(tmpdir(), 'hausrecht-clock-'))
  scene.file = join(scene.folder, 'clock-floor')
  scene.hands = handClock(T)
  scene.happened = []
  scene.failures = []
  scene.source = {
    certain: false,
    answer: false,
    asked: 0,
    confirmed: async () => {
      scene.source.asked += 1
      return scene.source.answer
    },
  }
  scene.make = (floor = T) =>
    createDoorClock({
      clock: scene.hands,
      floor: epochMs(floor),
      file: scene.file,
      source: scene.source,
      failed: (error) => scene.failures.push(error),
    })
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

/** Lets asked sources answer. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('trusts once the source vouches, and says so', async ({ make, hands, source, happened }) => {
  const clock = make()
  await clock.start((what) => happened.push(what))
  assert.not(clock.trusted())
  source.answer = true
  hands.pass(10_000)
  await settle()
  assert.ok(clock.trusted())
  assert.is(clock.now(), T + 10_000)
  assert.equal(happened, [
    { kind: 'clock', trusted: true, floor: T + 10_000, why: 'the system says that it is synchronised' },
  ])
  await clock.close()
})

test('finds a forged wall clock with the very question it would have answered', async ({
  make,
  hands,
  source,
  happened,
}) => {
  source.answer = true
  const clock = make()
  await clock.start((what) => happened.push(what))
  assert.ok(clock.trusted())
  hands.set(T + 7_200_000)
  assert.is(clock.now(), T)
  assert.not(clock.trusted())
  assert.is(happened.at(-1)?.trusted, false)
  await clock.close()
})

test('asks a source that vouched seldom, and one that did not every ten seconds', async ({ make, hands, source }) => {
  const clock = make()
  await clock.start(() => undefined)
  hands.pass(100_000)
  assert.is(source.asked, 11)
  source.answer = true
  hands.pass(10_000)
  await settle()
  const { asked } = source
  hands.pass(599_000)
  assert.is(source.asked, asked)
  await clock.close()
})

test('keeps its floor on disk, four times an hour at most, and again when it ends', async ({
  make,
  hands,
  source,
  file,
}) => {
  source.answer = true
  const clock = make()
  await clock.start(() => undefined)
  let writes = 0
  let last = ''
  for (let minute = 0; minute < 120; minute += 5) {
    hands.pass(300_000)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const text = await readFile(file)
    if (text !== last) writes += 1
    last = text
  }
  assert.ok(writes >= 3 && writes <= 8, `${writes} writes`)
  assert.is(statSync(file).mode & 0o777, 0o600)
  await clock.close()
  assert.is(await readFloor(file), T + 7_200_000)
})

const readFile = async (path: string): Promise<string> => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

test('goes on when the floor cannot be written', async ({ folder, make, hands, source, failures }) => {
  source.answer = true
  const clock = make()
  await clock.start(() => undefined)
  rmSync(folder, { recursive: true })
  hands.pass(1_800_000)
  await clock.close()
  assert.ok(failures.length > 0)
  assert.is(clock.now(), T + 1_800_000)
})

test('takes a source that fails for one that does not vouch', async ({ make, source, failures }) => {
  source.confirmed = () => Promise.reject(new RangeError('broken'))
  const clock = make()
  await clock.start(() => undefined)
  assert.not(clock.trusted())
  assert.is(failures.length, 1)
  await clock.close()
})

test('does not wait for a source that is slow to answer, and takes its answer later', async ({
  make,
  hands,
  source,
  happened,
}) => {
  let answer: (yes: boolean) => void = () => undefined
  source.confirmed = () =>
    new Promise((resolve) => {
      answer = resolve
    })
  const clock = make()
  const started = clock.start((what) => happened.push(what))
  hands.pass(250)
  await started
  assert.not(clock.trusted())
  answer(true)
  await settle()
  assert.ok(clock.trusted())
  assert.is(happened.length, 1)
  await clock.close()
})

test('stores a floor that the owner lowered', async ({ make, hands, file }) => {
  const clock = make(T + 30 * 86_400_000)
  await clock.start(() => undefined)
  assert.is(clock.now(), T + 30 * 86_400_000)
  clock.told(T)
  assert.ok(clock.trusted())
  assert.is(clock.now(), T)
  await clock.close()
  assert.is(await readFloor(file), T)
  hands.pass(1)
})

test('reads back the floor it wrote, and nothing else', async ({ file }) => {
  assert.is(await readFloor(file), 0)
  await writeFloor(file, T)
  assert.is(await readFloor(file), T)
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string(), fc.constantFrom('-1\n', '1e9\n', '999999999999999\n', '12')),
      async (text) => {
        writeFileSync(file, text)
        const floor = await readFloor(file)
        assert.ok(floor === 0 || `${floor}\n` === text.replace(/^0+(?=\d)/, ''))
      },
    ),
    { numRuns: 100 },
  )
})

test('takes the system’s mark, or asks where there is none', async ({ folder }) => {
  const mark = join(folder, 'synchronized')
  let asked = 0
  const source = ntpSource(mark, async () => {
    asked += 1
    return false
  })
  assert.is(await source.confirmed(), false)
  assert.is(asked, 1)
  writeFileSync(mark, '')
  assert.is(await source.confirmed(), true)
  assert.is(asked, 1)
  assert.not(source.certain)
  assert.ok(SYSTEM_SOURCE.certain && (await SYSTEM_SOURCE.confirmed()))
  assert.type(await ntpSource(join(folder, 'none')).confirmed(), 'boolean')
})

test.run()
