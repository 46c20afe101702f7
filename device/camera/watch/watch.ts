// The watch as a program: looks at the hub's pictures (eyes.ts) and tells what think() makes of them. What it keeps of
// the place is a print, never a picture.

import type { Mask } from '#protocol/camera.ts'
import type { Clock } from '#protocol/clock.ts'
import type { CameraSight } from '#protocol/state.ts'
import { type Millis, millis } from '#protocol/units.ts'
import type { Hub } from '../hub/port.ts'
import { type Glance, openEyes } from './eyes.ts'
import { blacken, openOf } from './grid.ts'
import { createKeeping } from './keeping.ts'
import { measure } from './measures.ts'
import { type Memory, readMemory } from './memory.ts'
import { type Mind, mindAtFirst, type Notion, think } from './mind.ts'
import { type SightEffect, sightOf } from './sights.ts'

/** One look. */
export interface Sighting {
  readonly sight: CameraSight
  /** Of the newest picture, when this was said. */
  readonly age: Millis
  /** Its mean light, 0..255; for the night light. */
  readonly mean: number
  /** Monotonic. */
  readonly now: Millis
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
  /** `watch_memory`: what is known of the place cannot be kept. `watch_look`: a listener above threw. */
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
  const { clock, hub, trouble } = parts
  let masks = parts.masks
  let open = openOf(masks)
  let mind: Mind = mindAtFirst(clock.monotonic(), readMemory(remembered, masks))
  let before: Uint8Array | undefined
  const keeping = createKeeping(parts.memory, (cause) => trouble('watch_memory', cause))

  const take = (notion: Notion): void => {
    const was = sightOf(mind.sights)
    const { mind: next, effects, motion } = think(mind, notion)
    mind = next
    const sight = sightOf(next.sights)
    if (effects.length > 0 || sight !== was) parts.sightChanged(sight, effects)
    if (motion) parts.motion()
  }

  const saw = (grey: Uint8Array, { age, repeating, now }: Glance): void => {
    blacken(grey, open)
    const look = measure(grey, open, before)
    before = grey
    take({ what: 'looked', look, open, repeating, now })
    if (mind.sights.power.is !== 'on') return
    parts.seen({ sight: sightOf(mind.sights), age: age ?? millis(0), mean: look.mean, now })
    keeping.offer(mind.views, masks, now)
  }

  const close = openEyes({
    hub,
    clock,
    saw,
    waited: (glance) => take({ what: 'waited', ...glance }),
    failed: (cause) => trouble('watch_look', cause),
  })

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
      close()
      return keeping.settled()
    },
  }
}
