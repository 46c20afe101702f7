// The scene as a camera: what the rig measures and what is asked for go in, one picture after the other comes out.

import type { EpochMs, Millis } from '#protocol/units.ts'
import { jpegOf } from '../picture/picture.ts'
import { opennessAt, SHUT, type Swing, swingTo } from './leaf.ts'
import { HAND_MS } from './lens.ts'
import type { Control, Mood, RigSeen } from './mood.ts'
import { NUMBERS } from './number.ts'
import { NOBODY, nextPerson, type Person, send } from './person.ts'
import type { Stage } from './stage.ts'

const QUALITY = 75

export interface Scene {
  rig(seen: RigSeen, now: Millis): void
  /** @returns why not, where it cannot be */
  ask(what: Exclude<Control, { readonly exit: number }>, now: Millis): string | undefined
  /** The next picture as JPEG; undefined while the camera delivers none. Not to be called again before it is there. */
  next(now: Millis, at: EpochMs): Promise<Uint8Array | undefined>
  /** A picture was due that nobody took: its number is used up. */
  miss(): void
}

export const createScene = (stage: Stage): Scene => {
  let rig: RigSeen = { leaf: 'shut', powered: true, infrared: false }
  let mood: Mood = 'clear'
  let since = 0
  let swing: Swing = SHUT
  let person: Person = NOBODY
  let number = 0
  let numbers: 'count' | 'time' = 'count'
  let last: Uint8Array | undefined

  const isDelivering = (): boolean => rig.powered && mood !== 'lost'
  const count = (): void => {
    number = (number + 1) % NUMBERS
  }
  return {
    rig: (seen, now) => {
      if (seen.visitor && !rig.visitor) person = send(person, 'comes', now)
      rig = seen
      swing = swingTo(swing, seen.leaf, now)
    },
    ask: (what, now) => {
      if ('mood' in what) {
        mood = what.mood
        since = now
        return undefined
      }
      if ('numbers' in what) {
        numbers = what.numbers
        return undefined
      }
      const sent = send(person, what.person, now)
      if (sent === person) return 'somebody is there already'
      person = sent
      return undefined
    },
    next: async (now, at) => {
      if (mood === 'hand' && now - since > HAND_MS) {
        mood = 'clear'
        since = now
      }
      person = nextPerson(person, { now, towards: swing.to, openness: opennessAt(swing, now) })
      if (!isDelivering()) return undefined
      if (mood === 'frozen' && last) return last
      const { infrared } = rig
      const shown = numbers === 'time' ? at % NUMBERS : number
      last = await jpegOf(stage.draw({ now, at, number: shown, mood, since, swing, person, infrared }), QUALITY)
      count()
      return last
    },
    miss: () => {
      if (isDelivering()) count()
    },
  }
}
