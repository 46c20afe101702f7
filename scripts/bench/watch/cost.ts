// What the watch takes of a core: pictures that are drawn before go into a hub as fast as a camera delivers them, with
// the watch and without.

import { createHub } from '#device/camera/hub/hub.ts'
import { createScene } from '#device/camera/scene/scene.ts'
import { createStage } from '#device/camera/scene/stage.ts'
import { NO_MEMORY } from '#device/camera/watch/memory.ts'
import { openWatch } from '#device/camera/watch/watch.ts'
import { systemClock } from '#device/clock/system.ts'
import { millis, seconds } from '#protocol/units.ts'
import { pause } from '../parts/wait.ts'

export interface Format {
  readonly width: number
  readonly height: number
  readonly fps: number
}

/** More than the watch looks back for a picture that comes again. */
const DRAWN = 24

const draw = async ({ width, height, fps }: Format): Promise<readonly Uint8Array[]> => {
  const clock = systemClock()
  const scene = createScene(createStage({ width, height }))
  const jpegs: Uint8Array[] = []
  for (let at = 0; at < DRAWN; at += 1) {
    const jpeg = await scene.next(millis((at * 1000) / fps), clock.now())
    if (jpeg) jpegs.push(jpeg)
  }
  return jpegs
}

/** Per cent of a core, all threads of this process. */
const busy = async (forMs: number): Promise<number> => {
  const before = process.cpuUsage()
  const began = performance.now()
  await pause(forMs)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 10 / (performance.now() - began)
}

/** Per cent of a core for the watch alone. */
export const costOf = async (format: Format, forMs: number): Promise<number> => {
  const clock = systemClock()
  const jpegs = await draw(format)
  const hub = createHub({ preroll: seconds(5), clock })
  let n = 0
  const stop = clock.every(millis(1000 / format.fps), () => {
    const jpeg = jpegs[n % jpegs.length]
    if (jpeg) hub.take({ n, at: clock.now(), seen: clock.monotonic(), jpeg })
    n += 1
  })
  const quiet = {
    sightChanged: () => undefined,
    seen: () => undefined,
    motion: () => undefined,
    trouble: () => undefined,
  }
  try {
    await pause(forMs / 4)
    const without = await busy(forMs)
    const watch = await openWatch({ hub, clock, memory: NO_MEMORY, masks: [], ...quiet })
    await pause(forMs / 4)
    const both = await busy(forMs)
    await watch.close()
    return Math.max(0, both - without)
  } finally {
    stop()
    hub.close()
  }
}
