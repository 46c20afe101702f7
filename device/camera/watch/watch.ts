// The watch as a program: takes a picture from the hub five times a second, never two at once and none that is not
// the newest, and tells what think() makes of it. What it keeps of the place is a print, never a picture.

import type { Mask } from '#protocol/camera.ts'
import type { Cancel, Clock } from '#protocol/clock.ts'
import type { CameraSight } from '#protocol/state.ts'
import { type Millis, millis, minutes, seconds } from '#protocol/units.ts'
import type { Frame } from '../frame.ts'
import type { Hub } from '../hub/port.ts'
import { greyOf } from '../picture/picture.ts'
import { blacken, LOOK, type Open, openOf } from './grid.ts'
import { measure } from './measures.ts'
import { type Memory, memoryText, readMemory } from './memory.ts'
import { type Mind, mindAtFirst, type Notion, think } from './mind.ts'
import { createRepeats } from './repeats.ts'
import { type SightEffect, sightOf } from './sights.ts'

export const LOOK_EACH = millis(200)
/** A look that takes longer does not count as one: what it would have shown is not known. */
const LOOK_WITHIN = seconds(5)
const SAVE_EACH = minutes(10)

/** One look, or the news that none was possible. */
export interface Sighting {
  readonly sight: CameraSight
  /** Of the newest picture, when this was said. */
  readonly age: Millis
  /** Its mean light, 0..255; for the night light. */
  readonly mean: number
}

export interface WatchParts {
  readonly hub: Pick<Hub, 'watch'>
  readonly clock: Clock
  readonly memory: Memory
  readonly masks: readonly Mask[]
  /** Something began or ended; the worst that is present now. */
  readonly sightChanged: (sight: CameraSight, effects: readonly SightEffect[]) => void
  /** Each look; not while there are none. */
  readonly seen: (sighting: Sighting) => void
  /** When motion begins, and every other second while it lasts. */
  readonly motion: () => void
  /** `watch_memory`: what is known of the place cannot be kept. */
  readonly trouble: (code: string, cause: unknown) => void
}

export interface Watch {
  sight(): CameraSight
  /** As the rig measures them. */
  rig(now: { readonly powered: boolean; readonly infrared: boolean }): void
  /** Other areas make another view: it is learnt anew. */
  mask(areas: readonly Mask[]): void
  /** The owner says that the camera looks where it should: the view is learnt anew. */
  relearn(): void
  close(): Promise<void>
}

export const openWatch = async (parts: WatchParts): Promise<Watch> => {
  const memory = await parts.memory.load()
  return startWatch(parts, memory)
}

const maskKey = (areas: readonly Mask[]): string => JSON.stringify(areas.map(({ x, y, w, h }) => [x, y, w, h]))

const startWatch = (parts: WatchParts, remembered: string | undefined): Watch => {
  const { clock, hub } = parts
  let masks = parts.masks
  let open = openOf(masks)
  let mind: Mind = mindAtFirst(clock.monotonic(), readMemory(remembered, masks))
  let newest: Frame | undefined
  let before: Uint8Array | undefined
  let tried: Frame | undefined
  /** The last picture that could be read. */
  let good: Frame | undefined
  /** When the look began that goes on now. */
  let began: Millis | undefined
  let broken = false
  let closed = false
  const repeats = createRepeats()
  const keeping = createKeeping(parts)

  const take = (notion: Notion): void => {
    const was = sightOf(mind.sights)
    const { mind: next, effects, motion } = think(mind, notion)
    mind = next
    const sight = sightOf(next.sights)
    if (effects.length > 0 || sight !== was) parts.sightChanged(sight, effects)
    if (motion) parts.motion()
  }

  const look = async (frame: Frame, through: Open): Promise<void> => {
    const grey = await greyOf(frame.jpeg, LOOK)
    // Masks may have changed meanwhile: then this is looked at with the next picture.
    if (closed || through !== open) return
    blacken(grey, open)
    const now = clock.monotonic()
    const made = measure(grey, open, before)
    before = grey
    good = frame
    broken = false
    take({ what: 'looked', look: made, open, repeating: repeats.repeating(), now })
    const { power } = mind.sights
    if (power.is === 'on') {
      parts.seen({ sight: sightOf(mind.sights), age: millis(now - (newest ?? frame).seen), mean: made.mean })
      keeping.offer(mind, masks, now)
    }
  }

  const start = (frame: Frame, now: Millis): void => {
    tried = frame
    began = now
    look(frame, open)
      .catch(() => {
        broken = true
      })
      .finally(() => {
        began = undefined
      })
      .catch(() => undefined)
  }

  const tick = (): void => {
    const now = clock.monotonic()
    const next = began === undefined && newest !== tried ? newest : undefined
    if (next) start(next, now)
    if (next && !broken) return
    const blind = broken || (began !== undefined && now - began > LOOK_WITHIN)
    const shown = blind ? good : newest
    const age = shown && millis(now - shown.seen)
    take({ what: 'waited', age, repeating: repeats.repeating(), now })
  }

  const stops: Cancel[] = [
    hub.watch((frame) => {
      newest = frame
      repeats.note(frame)
    }),
    clock.every(LOOK_EACH, tick),
  ]

  const forget = (old: string | undefined): void => {
    before = undefined
    keeping.drop()
    take({ what: 'forget', remembered: readMemory(old, masks) })
  }

  return {
    sight: () => sightOf(mind.sights),
    rig: ({ powered, infrared }) => take({ what: 'rig', powered, infrared, now: clock.monotonic() }),
    mask: (areas) => {
      if (maskKey(areas) === maskKey(masks)) return
      masks = areas
      open = openOf(areas)
      forget(remembered)
    },
    relearn: () => forget(undefined),
    close: () => {
      closed = true
      for (const stop of stops) stop()
      return keeping.settled()
    },
  }
}

/** Writes the memory down when a view is new, and then now and again; one write at a time. */
const createKeeping = ({ memory, trouble }: WatchParts) => {
  let saved: { readonly lights: number; readonly at: Millis } | undefined
  let writing: Promise<void> | undefined
  return {
    offer: ({ views }: Mind, masks: readonly Mask[], now: Millis): void => {
      const lights = Object.keys(views.known).length
      if (writing || lights === 0 || (saved && saved.lights === lights && now - saved.at < SAVE_EACH)) return
      saved = { lights, at: now }
      writing = memory
        .save(memoryText(views, masks))
        .catch((cause: unknown) => trouble('watch_memory', cause))
        .finally(() => {
          writing = undefined
        })
    },
    drop: (): void => {
      saved = undefined
    },
    settled: async (): Promise<void> => writing,
  }
}
