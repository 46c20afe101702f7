// Plays places to the watch's mind by a clock of its own, five looks a second, and notes what it says.

import type { CameraSight } from '#protocol/state.ts'
import { type Millis, millis } from '#protocol/units.ts'
import { type Open, openOf } from './grid.ts'
import { measure } from './measures.ts'
import { type Mind, mindAtFirst, think } from './mind.ts'
import { dice, filmed, type Grey, type Place } from './place.fixture.ts'
import { sightOf } from './sights.ts'
import type { Views } from './views.ts'

const EACH = 200

export interface Act {
  /** This place (or what is made of it at each moment, 0..1) for so many seconds. */
  play(seconds: number, place: Place | ((share: number) => Place)): void
  /** No picture for so many seconds. */
  nothing(seconds: number): void
  /** The same picture again and again. */
  freeze(seconds: number): void
  rig(powered: boolean, infrared: boolean): void
  sight(): CameraSight
  now(): number
  mind(): Mind
  /** Since the last call: what began, with seconds since then. */
  said(): readonly (readonly [string, number])[]
  motions(): number
}

export const actOf = (remembered: Views['remembered'] = {}, open: Open = openOf([])): Act => {
  let now = 1000
  const random = dice(7)
  let mind = mindAtFirst(millis(now), remembered)
  let before: Grey | undefined
  let newest = now
  let asked = now
  let said: (readonly [string, number])[] = []
  let motions = 0
  const take = (notion: Parameters<typeof think>[1]): void => {
    const thought = think(mind, notion)
    mind = thought.mind
    if (thought.motion) motions += 1
    for (const { trouble, on } of thought.effects) said.push([`${on ? '+' : '-'}${trouble}`, (now - asked) / 1000])
  }
  const show = (grey: Grey, repeating: boolean): void => {
    now += EACH
    newest = now
    const look = measure(grey, open, before)
    before = grey
    take({ what: 'looked', look, open, repeating, now: now as Millis })
  }
  const looks = (seconds: number): number => Math.round((seconds * 1000) / EACH)
  return {
    play: (seconds, place) => {
      const all = looks(seconds)
      for (let at = 0; at < all; at += 1) {
        show(filmed(typeof place === 'function' ? place(at / all) : place, random), false)
      }
    },
    nothing: (seconds) => {
      for (let at = 0; at < looks(seconds); at += 1) {
        now += EACH
        take({ what: 'waited', age: millis(now - newest), repeating: false, now: millis(now) })
      }
    },
    freeze: (seconds) => {
      for (let at = 0; at < looks(seconds); at += 1) show(before ?? new Uint8Array(57600), true)
    },
    rig: (powered, infrared) => take({ what: 'rig', powered, infrared, now: millis(now) }),
    sight: () => sightOf(mind.sights),
    now: () => now,
    mind: () => mind,
    said: () => {
      const told = said
      said = []
      asked = now
      return told
    },
    motions: () => {
      const count = motions
      motions = 0
      return count
    },
  }
}
