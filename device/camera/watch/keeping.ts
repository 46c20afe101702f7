// Writes down what is known of the place when a view is new, and then now and again; one write at a time.

import type { Mask } from '#protocol/camera.ts'
import { type Millis, minutes } from '#protocol/units.ts'
import { type Memory, memoryText } from './memory.ts'
import type { Views } from './views.ts'

/** Each time wears the card by some 20 kB and the text itself; light changes slowly. */
const SAVE_EACH = minutes(60)

export interface Keeping {
  offer(views: Views, masks: readonly Mask[], now: Millis): void
  /** What was written is worth nothing any more: the next view is written down at once. */
  drop(): void
  /** Resolves when nothing is being written. */
  settled(): Promise<void>
}

export const createKeeping = (memory: Memory, failed: (cause: unknown) => void): Keeping => {
  let saved: { readonly lights: number; readonly at: Millis } | undefined
  let writing: Promise<void> | undefined
  return {
    offer: (views, masks, now) => {
      const lights = Object.keys(views.known).length
      if (writing || lights === 0 || (saved && saved.lights === lights && now - saved.at < SAVE_EACH)) return
      saved = { lights, at: now }
      writing = memory
        .save(memoryText(views, masks))
        .catch(failed)
        .finally(() => {
          writing = undefined
        })
    },
    drop: () => {
      saved = undefined
    },
    settled: async () => writing,
  }
}
