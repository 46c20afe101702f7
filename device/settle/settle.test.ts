// Attack 36, the interrupted one: the power goes between any two steps of an update, with real files.

import { access, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Clock } from '#protocol/clock.ts'
import { epochMs, millis } from '#protocol/units.ts'
import { adoptSteps, type Step } from './adopt.ts'
import { backSteps, keepSteps } from './end.ts'
import { type Places, readLink, readRefused, readTrial } from './places.ts'
import { type Outcome, settle } from './watch.ts'

const test = suite('versions')

/** Waits take no time. */
const hastyClock = (): Clock => {
  let at = 0
  return {
    now: () => epochMs(1_800_000_000_000 + at),
    monotonic: () => millis(at),
    after: (span, call) => {
      at += span
      queueMicrotask(call)
      return () => undefined
    },
    every: () => () => undefined,
  }
}

/** A Pi's folders, with the versions that would come up on it. */
interface Pi {
  readonly root: string
  readonly places: Places
  readonly good: Set<string>
  restarts: number
  readonly said: string[]
  unpack(version: string): Promise<string>
  adopt(version: string, steps?: number): Promise<readonly Step[]>
  boot(): Promise<Outcome>
}

const openPi = async (): Promise<Pi> => {
  const root = await mkdtemp(join(tmpdir(), 'hausrecht-versions-'))
  const units = { installed: join(root, 'units'), instead: join(root, 'instead') }
  const places: Places = { versions: join(root, 'versions'), unit: 'door.service', units }
  for (const folder of [places.versions, units.installed, units.instead]) await mkdir(folder)
  const pi: Pi = {
    ...{ root, places, good: new Set(['1.0.0', '2.0.0', '3.0.0']), restarts: 0, said: [] },
    unpack: async (version) => {
      const payload = join(root, 'usr', version)
      await mkdir(join(payload, 'node_modules', 'native'), { recursive: true })
      for (const name of ['device.js', 'settle.js', 'node_modules/native/one.node'])
        await writeFile(join(payload, name), `${name} of ${version}`)
      // As dpkg unpacks it: with the package's time, and a unit for this version.
      await utimes(join(payload, 'device.js'), 1, 1)
      await writeFile(join(units.installed, places.unit), `unit of ${version}`)
      return payload
    },
    adopt: async (version, count = Number.POSITIVE_INFINITY) => {
      const steps = await adoptSteps(places, await pi.unpack(version), [])
      for (const step of steps.slice(0, count)) await step.run()
      return steps
    },
    boot: () =>
      settle({
        places,
        clock: hastyClock(),
        unit: {
          look: async () => ({ unit: 'active', run: String(pi.restarts), restarts: 0 }),
          reload: async () => undefined,
          restart: async () => void pi.restarts++,
        },
        ask: async () => {
          // A second build of a version has the same number.
          const version = (await readLink(places, 'current'))?.replace(/_\d+$/, '') ?? ''
          return pi.good.has(version) ? { version, alarms: [], bolt: 'home', camera: 'clear' } : undefined
        },
        say: (line) => pi.said.push(line),
      }),
  }
  return pi
}

/** Whatever happened: `current` leads to a version of which nothing is missing. */
const assertWhole = async ({ places }: Pi): Promise<string> => {
  const current = await readLink(places, 'current')
  assert.ok(current !== undefined)
  const folder = join(places.versions, current)
  for (const name of ['device.js', 'settle.js', 'node_modules/native/one.node'])
    assert.is(await readFile(join(folder, name), 'utf8'), `${name} of ${current}`)
  return current
}

const withPi = (body: (pi: Pi) => Promise<void>) => async () => {
  const pi = await openPi()
  try {
    await body(pi)
  } finally {
    await rm(pi.root, { recursive: true, force: true })
  }
}

test(
  'takes a first version in without a trial, as second names of the same files',
  withPi(async (pi) => {
    await pi.adopt('1.0.0')
    assert.is(await assertWhole(pi), '1.0.0')
    assert.is(await readTrial(pi.places), undefined)
    assert.is(await pi.boot(), 'nothing')
    assert.is(await readFile(join(pi.places.versions, 'settle.mjs'), 'utf8'), 'settle.js of 1.0.0')
    assert.is((await stat(join(pi.root, 'usr/1.0.0/device.js'))).nlink, 2)
    await rm(join(pi.root, 'usr'), { recursive: true })
    assert.is(await assertWhole(pi), '1.0.0', 'it stays when dpkg takes its own names away')
  }),
)

test(
  'keeps a good version, and lets it judge the next',
  withPi(async (pi) => {
    await pi.adopt('1.0.0')
    await pi.adopt('2.0.0')
    assert.equal(await readTrial(pi.places), { to: '2.0.0', from: '1.0.0', tries: 0, ailed: [] })
    assert.is(await readFile(join(pi.places.versions, 'settle.mjs'), 'utf8'), 'settle.js of 1.0.0')
    assert.is(await pi.boot(), 'kept')
    assert.is(await assertWhole(pi), '2.0.0')
    assert.is(await readTrial(pi.places), undefined)
    assert.is(await readFile(join(pi.places.versions, 'settle.mjs'), 'utf8'), 'settle.js of 2.0.0')
    assert.is(await readLink(pi.places, 'previous'), '1.0.0')
    await pi.adopt('3.0.0')
    assert.is(await pi.boot(), 'kept')
    assert.not((await readdir(pi.places.versions)).includes('1.0.0'), 'what is older is gone')
    assert.is(pi.restarts, 0)
  }),
)

test(
  'goes back from a bad version with its unit, says why, and takes the next one in',
  withPi(async (pi) => {
    pi.good.delete('2.0.0')
    await pi.adopt('1.0.0')
    await pi.adopt('2.0.0')
    assert.is(await pi.boot(), 'back')
    assert.is(await assertWhole(pi), '1.0.0')
    assert.is(await readRefused(pi.places), '2.0.0')
    assert.match(pi.said.join(), '2.0.0 is refused (it does not answer): going back to 1.0.0')
    assert.is(pi.restarts, 1)
    const instead = join(pi.places.units.instead, pi.places.unit)
    assert.is(await readFile(instead, 'utf8'), 'unit of 1.0.0')
    await rm(instead)
    assert.is(await pi.boot(), 'nothing')
    assert.is(await readFile(instead, 'utf8'), 'unit of 1.0.0', 'after a boot it is brought again')
    await pi.adopt('3.0.0')
    assert.is((await readTrial(pi.places))?.from, '1.0.0')
    assert.is(await access(instead).catch(() => 'gone'), 'gone', 'the next is judged under its own unit')
    assert.is(await pi.boot(), 'kept')
    assert.is(await readRefused(pi.places), undefined)
  }),
)

test(
  'goes back to the last good one when a second version comes during the trial of a first',
  withPi(async (pi) => {
    for (const version of ['1.0.0', '2.0.0', '3.0.0']) await pi.adopt(version)
    pi.good.delete('3.0.0')
    assert.is(await pi.boot(), 'back')
    assert.is(await assertWhole(pi), '1.0.0')
  }),
)

test(
  'tells a second build of a version from the first, and does nothing about the same one',
  withPi(async (pi) => {
    await pi.adopt('1.0.0')
    assert.equal(
      (await pi.adopt('1.0.0')).map(({ name }) => name),
      ['unit', 'prune'],
    )
    const payload = join(pi.root, 'usr', '1.0.0')
    const unpackAgain = async (text: string): Promise<void> => {
      await rm(join(payload, 'device.js'))
      await writeFile(join(payload, 'device.js'), text)
      // All files of a package have one time.
      await utimes(join(payload, 'device.js'), 1, 1)
      for (const step of await adoptSteps(pi.places, payload, [])) await step.run()
    }
    await unpackAgain('device.js of 1.0.0')
    assert.is(await readLink(pi.places, 'current'), '1.0.0', 'the same bytes in other files')
    await unpackAgain('device.js of 1.O.O')
    assert.is(await readLink(pi.places, 'current'), '1.0.0_2')
    assert.is((await readTrial(pi.places))?.from, '1.0.0')
    assert.is(await pi.boot(), 'kept')
    await writeFile(join(pi.places.units.installed, pi.places.unit), 'another unit')
    for (const step of await adoptSteps(pi.places, payload, [])) await step.run()
    assert.is(await readLink(pi.places, 'current'), '1.0.0_3', 'another unit is another build')
  }),
)

test(
  'leaves the version that runs alone when another cannot be taken in whole',
  withPi(async (pi) => {
    await pi.adopt('1.0.0')
    const steps = await adoptSteps(pi.places, await pi.unpack('2.0.0'), [])
    // What a full disk does to the first step, without one: its source goes away under it.
    await rm(join(pi.root, 'usr/2.0.0'), { recursive: true })
    let failed = false
    for (const step of steps) {
      if (failed) break
      await step.run().catch(() => {
        failed = true
      })
    }
    assert.ok(failed)
    assert.is(await assertWhole(pi), '1.0.0')
    assert.is(await readTrial(pi.places), undefined)
  }),
)

/** The power goes after so many steps of an update; then a boot, dpkg finishing its work, and another boot. */
const cut = async (isGood: boolean, steps: number): Promise<boolean> => {
  const pi = await openPi()
  try {
    await pi.adopt('1.0.0')
    if (!isGood) pi.good.delete('2.0.0')
    const all = await pi.adopt('2.0.0', steps)
    await assertWhole(pi)
    await pi.boot()
    await assertWhole(pi)
    await pi.adopt('2.0.0')
    await assertWhole(pi)
    await pi.boot()
    assert.is(await assertWhole(pi), isGood ? '2.0.0' : '1.0.0', `after ${steps} steps`)
    assert.is(await readTrial(pi.places), undefined)
    return steps < all.length
  } finally {
    await rm(pi.root, { recursive: true, force: true })
  }
}

test('comes to the same end wherever the power goes while a version is taken in', async () => {
  for (const isGood of [true, false]) {
    let steps = 0
    while (await cut(isGood, steps)) steps++
    assert.ok(steps >= 4)
  }
})

/** The same, in the steps that end a trial. */
const cutEnd = async (ending: 'keep' | 'back', count: number): Promise<boolean> => {
  const pi = await openPi()
  try {
    await pi.adopt('1.0.0')
    await pi.adopt('2.0.0')
    if (ending === 'back') pi.good.delete('2.0.0')
    const trial = await readTrial(pi.places)
    assert.ok(trial)
    const unit = { reload: async () => undefined, restart: async () => void pi.restarts++ }
    const steps = ending === 'keep' ? keepSteps(pi.places, trial) : backSteps(pi.places, unit, trial, 'a test', 0)
    for (const step of steps.slice(0, count)) await step.run()
    await assertWhole(pi)
    await pi.boot()
    assert.is(await assertWhole(pi), ending === 'keep' ? '2.0.0' : '1.0.0')
    assert.is(await readTrial(pi.places), undefined)
    assert.is(await readRefused(pi.places), ending === 'keep' ? undefined : '2.0.0')
    return count < steps.length
  } finally {
    await rm(pi.root, { recursive: true, force: true })
  }
}

test('comes to the same end wherever the power goes while a trial ends', async () => {
  for (const ending of ['keep', 'back'] as const) {
    let count = 0
    while (await cutEnd(ending, count)) count++
    assert.ok(count >= 3)
  }
})

test(
  'goes back after three trials that were cut short: it may be the version that takes the machine down',
  withPi(async (pi) => {
    await pi.adopt('1.0.0')
    await pi.adopt('2.0.0')
    for (let boot = 0; boot < 3; boot++) {
      const trial = await readTrial(pi.places)
      assert.is(trial?.tries, boot)
      await writeFile(join(pi.places.versions, 'trial'), JSON.stringify({ ...trial, tries: boot + 1 }))
    }
    assert.is(await pi.boot(), 'back')
    assert.is(await assertWhole(pi), '1.0.0')
  }),
)

test(
  'does not count it as cut short when dpkg does its work again',
  withPi(async (pi) => {
    await pi.adopt('1.0.0')
    await pi.adopt('2.0.0')
    const trial = await readTrial(pi.places)
    await writeFile(join(pi.places.versions, 'trial'), JSON.stringify({ ...trial, tries: 3 }))
    await pi.adopt('2.0.0')
    assert.is(await pi.boot(), 'kept')
  }),
)

test(
  'starts what half of a version was left in from the beginning',
  withPi(async (pi) => {
    await pi.adopt('1.0.0')
    const part = join(pi.places.versions, '.part-2.0.0')
    await mkdir(part)
    await writeFile(join(part, 'device.js'), 'half')
    await pi.adopt('2.0.0')
    assert.is(await assertWhole(pi), '2.0.0')
    assert.is(await access(part).catch(() => 'gone'), 'gone')
  }),
)

test.run()
