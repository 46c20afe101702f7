// From a courier's request to the bolt's pin when the door has a quarter of the processor, as on a Pi that is too hot,
// while it films and two people watch; against the same door with nothing else to do and the whole processor.

import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { atMost, type Bench, type Figure, figure, type Measured, type Setting } from '../bench.ts'
import type { Courier } from '../parts/courier.ts'
import { type House, openHouse } from '../parts/house.ts'
import { firstUnlock, unlockOnce } from '../parts/unlock.ts'
import { pause } from '../parts/wait.ts'
import { median, p99 } from '../spread.ts'
import { openShares, PERIOD, type Shares } from './shares.ts'
import { sumOf, type Usage, watchUsage } from './usage.ts'
import { openViewers, type Viewers } from './viewers.ts'

const SIZES = {
  full: { unlocks: 100, compared: 30, width: 1280, height: 720, fps: 15, viewers: 2, settle: 3000 },
  tiny: { unlocks: 2, compared: 1, width: 320, height: 180, fps: 10, viewers: 1, settle: 0 },
} as const
type Amounts = (typeof SIZES)[keyof typeof SIZES]

const VARIANT = 'relay'
const QUARTER = 0.25
const MOST_TIMES = 4

interface Spell {
  /** Milliseconds from each request to the pin. */
  readonly pin: readonly number[]
  readonly usage: Usage
  /** Pictures a second that each viewer got. */
  readonly fps: number
}

const NOBODY: Pick<Viewers, 'pictures'> = { pictures: () => 0 }

interface Scene {
  readonly house: House
  readonly courier: Courier
  readonly amounts: Amounts
}

/** So many visits in a row; each is filmed, and the film goes on for seconds after it, so that it never stops. */
const spell = async (
  { house, courier, amounts: { viewers } }: Scene,
  unlocks: number,
  watched = NOBODY,
): Promise<Spell> => {
  const pin: number[] = []
  const [usage, before, began] = [watchUsage(house.agent().pid), watched.pictures(), performance.now()]
  while (pin.length < unlocks) pin.push((await unlockOnce(house, courier)).pin)
  const seconds = (performance.now() - began) / 1000
  return { pin, usage: usage(), fps: (watched.pictures() - before) / viewers / seconds }
}

interface Spells {
  readonly alone: Spell
  readonly whole: Spell
  readonly quarter: Spell
  readonly mixed: Spell
}

const watchedSpells = async (scene: Scene, shares: Shares, viewers: Viewers, say: Setting['say']) => {
  const { house, amounts } = scene
  const root = house.agent().pid
  const { unlocks, compared, settle } = amounts
  const next = async (count: number, what: string): Promise<Spell> => {
    await pause(settle)
    const seen = await spell(scene, count, viewers)
    say(`${what}: p50 ${median(seen.pin).toFixed(1)} ms, p99 ${p99(seen.pin).toFixed(1)} ms, ${viewers.there()} watch`)
    return seen
  }
  // Live view was started since.
  shares.sort(root)
  const whole = await next(compared, 'filmed and watched')
  shares.bound(root, availableParallelism() * QUARTER)
  const quarter = await next(unlocks, 'filmed and watched, a quarter of the processor')
  shares.mix(root)
  const mixed = await next(compared, 'the same without shares')
  return { whole, quarter, mixed }
}

/** A door without a camera, as in the bench `unlock`. */
const aloneSpell = async (folder: string, amounts: Amounts, shares: Shares): Promise<Spell> => {
  const house = await openHouse(folder, VARIANT)
  try {
    const courier = await house.courier()
    await firstUnlock(house, courier)
    shares.sort(house.agent().pid)
    return await spell({ house, courier, amounts }, amounts.unlocks)
  } finally {
    await house.end()
  }
}

const allSpells = async ({ folder: parent, say }: Setting, amounts: Amounts): Promise<Spells> => {
  const { width, height, fps, viewers: count } = amounts
  const folder = join(parent, 'house')
  const shares = openShares()
  try {
    const alone = await aloneSpell(join(parent, 'alone'), amounts, shares)
    say(`alone: p50 ${median(alone.pin).toFixed(1)} ms, p99 ${p99(alone.pin).toFixed(1)} ms`)
    const camera = ['source = "scene"', `width = ${width}`, `height = ${height}`, `fps = ${fps}`]
    const house = await openHouse(folder, VARIANT, { camera, clips: ['postroll = 10'] })
    try {
      const courier = await house.courier()
      await firstUnlock(house, courier)
      shares.sort(house.agent().pid)
      const viewers = await openViewers(house, folder, count)
      try {
        return { alone, ...(await watchedSpells({ house, courier, amounts }, shares, viewers, say)) }
      } finally {
        shares.bound(house.agent().pid, undefined)
        await viewers.close()
      }
    } finally {
      await house.end()
    }
  } finally {
    await shares.remove()
  }
}

const usageFigures = (what: string, { usage, fps }: Spell): Figure[] => [
  figure(`${what}: the door, of a core`, sumOf(usage), '%'),
  figure(`${what}: of that the lock`, usage.lock, '%'),
  figure(`${what}: of that the camera`, usage.camera, '%'),
  figure(`${what}: of that live view`, usage.live, '%'),
  figure(`${what}: pictures a second at each viewer`, fps, ''),
]

const run = async (setting: Setting): Promise<Measured> => {
  const amounts = SIZES[setting.size]
  const { alone, whole, quarter, mixed } = await allSpells(setting, amounts)
  const times = (spell: Spell): number => p99(spell.pin) / p99(alone.pin)
  return {
    targets: [atMost('request to pin, p99, starved against unstarved', MOST_TIMES, times(quarter), '')],
    figures: [
      figure('unstarved, p50', median(alone.pin), 'ms'),
      figure('unstarved, p99', p99(alone.pin), 'ms'),
      figure('starved, p50', median(quarter.pin), 'ms'),
      figure('starved, p99', p99(quarter.pin), 'ms'),
      figure('filmed and watched with the whole processor, p50', median(whole.pin), 'ms'),
      figure('filmed and watched with the whole processor, p99', p99(whole.pin), 'ms'),
      figure('starved without shares, p50', median(mixed.pin), 'ms'),
      figure('starved without shares, p99', p99(mixed.pin), 'ms'),
      ...usageFigures('whole processor', whole),
      ...usageFigures('starved', quarter),
    ],
    given: {
      unlocks: `${amounts.unlocks} unstarved and starved, ${amounts.compared} of the others`,
      rig: VARIANT,
      pictures: `the drawn door, ${amounts.width}x${amounts.height}, ${amounts.fps} a second, drawn by the door itself`,
      viewers: amounts.viewers,
      'a quarter': `${availableParallelism() * QUARTER} cores for agent, camera, live view and encoders together, in pieces of ${PERIOD} ms, on as few processors as that takes`,
      shares: 'as the unit’s: the door 1000 beside others at 100; in it lock 1000, camera 100, live view 50',
      'not starved': 'bridge, clip service, rig, courier and viewers, which go before the door as if elsewhere',
    },
  }
}

export const STARVED: Bench = {
  name: 'starved',
  about: 'from a request to the bolt pin with a quarter of the processor, filmed and watched',
  run,
}
