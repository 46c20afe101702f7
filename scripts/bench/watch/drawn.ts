// The drawn door in a process of its own, with capture, hub and watch as a rig has them, in real time.

import { join } from 'node:path'
import { scene } from '#device/camera/capture/arguments.ts'
import { createCapture } from '#device/camera/capture/capture.ts'
import { createHub } from '#device/camera/hub/hub.ts'
import type { Mood } from '#device/camera/scene/mood.ts'
import { NO_MEMORY } from '#device/camera/watch/memory.ts'
import { openWatch } from '#device/camera/watch/watch.ts'
import { systemClock } from '#device/clock/system.ts'
import type { CameraSight } from '#protocol/state.ts'
import { millis, seconds } from '#protocol/units.ts'
import { within } from '../parts/wait.ts'
import { askScene } from './ask.ts'
import type { Format } from './cost.ts'

export interface DrawnCamera {
  mood(mood: Mood): Promise<void>
  /** Ends the camera's program as a crash would, and lets none start until `plug`. */
  unplug(): Promise<void>
  plug(): void
  /** Milliseconds from now until the watch says so. @throws HausrechtError `bench_late` */
  until(sight: CameraSight, limitMs: number): Promise<number>
  close(): Promise<void>
}

const silent = { info: () => undefined, warn: () => undefined }

export const openDrawn = async (folder: string, pictures: Format): Promise<DrawnCamera> => {
  const control = join(folder, 'camera.sock')
  const clock = systemClock()
  let plugged = true
  const capture = createCapture({
    find: async () => (plugged ? scene({ format: 'mjpeg', ...pictures }, control) : 'unplugged'),
    clock,
    log: silent,
    now: () => clock.now(),
  })
  const hub = createHub({ preroll: seconds(8), clock })
  capture.listen((frame) => hub.take(frame))
  const waiting = new Set<(sight: CameraSight) => void>()
  const watch = await openWatch({
    hub,
    clock,
    memory: NO_MEMORY,
    masks: [],
    sightChanged: (sight) => {
      for (const hear of waiting) hear(sight)
    },
    seen: () => undefined,
    motion: () => undefined,
    trouble: () => undefined,
  })
  watch.rig({ powered: true, infrared: false })
  capture.power(true)

  const until = async (wanted: CameraSight, limitMs: number): Promise<number> => {
    const began = performance.now()
    if (watch.sight() === wanted) return 0
    let hear = (_sight: CameraSight): void => undefined
    const heard = new Promise<number>((resolve) => {
      hear = (sight) => {
        if (sight === wanted) resolve(millis(performance.now() - began))
      }
    })
    waiting.add(hear)
    return within(heard, `the camera to be ${wanted}`, limitMs).finally(() => waiting.delete(hear))
  }

  return {
    mood: (mood) => askScene(control, { mood }),
    unplug: () => {
      plugged = false
      return askScene(control, { exit: 1 })
    },
    plug: () => {
      plugged = true
    },
    until,
    close: async () => {
      await watch.close()
      await capture.close()
      hub.close()
    },
  }
}
