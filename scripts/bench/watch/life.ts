// What happens before a door in an ordinary time, drawn and looked at faster than it goes by: people come and pass,
// the door opens, hands wave, clouds, cars and nights. Nothing of it may raise an alarm.

import { createLamp } from '#device/camera/night/lamp.ts'
import { greyOf } from '#device/camera/picture/picture.ts'
import type { Control } from '#device/camera/scene/mood.ts'
import { createScene } from '#device/camera/scene/scene.ts'
import { createStage } from '#device/camera/scene/stage.ts'
import { LOOK_EACH } from '#device/camera/watch/eyes.ts'
import { LOOK, openOf } from '#device/camera/watch/grid.ts'
import { measure } from '#device/camera/watch/measures.ts'
import { mindAtFirst, type Notion, think } from '#device/camera/watch/mind.ts'
import { epochMs, type Millis, millis } from '#protocol/units.ts'

type Ask = Exclude<Control, { readonly exit: number }>

/** Each minute, by its seconds. */
const MINUTE: Readonly<Record<number, Ask | 'open' | 'shut'>> = {
  4: { mood: 'hand' },
  6: { person: 'passes' },
  16: { person: 'comes' },
  20: 'open',
  28: 'shut',
  34: { mood: 'hand' },
  37: { mood: 'dark' },
  43: { person: 'passes' },
  52: { mood: 'clear' },
  55: 'open',
  58: 'shut',
}

export interface Lived {
  readonly seconds: number
  /** Names of what began without reason. */
  readonly alarms: readonly string[]
  /** How often motion was told. */
  readonly motions: number
}

/** @param size of the pictures @param say each minute */
export const liveThrough = async (
  span: number,
  size: { readonly width: number; readonly height: number },
  say: (line: string) => void,
): Promise<Lived> => {
  const scene = createScene(createStage(size))
  const open = openOf([])
  const alarms: string[] = []
  let motions = 0
  let now = millis(0)
  let mind = mindAtFirst(now, {})
  let before: Uint8Array | undefined
  const rig: { leaf: 'open' | 'shut'; powered: boolean; infrared: boolean } = {
    leaf: 'shut',
    powered: true,
    infrared: false,
  }
  const take = (notion: Notion): void => {
    const thought = think(mind, notion)
    mind = thought.mind
    if (thought.motion) motions += 1
    for (const { trouble, on } of thought.effects) {
      if (on && trouble !== 'dark') alarms.push(`${trouble} after ${Math.round(now / 1000)} s`)
    }
  }
  const tell = (): void => {
    scene.rig(rig, now)
    take({ what: 'rig', powered: true, infrared: rig.infrared, now })
  }
  const lamp = createLamp({
    filmed: () => false,
    wish: (infrared) => {
      rig.infrared = infrared
      tell()
    },
  })
  const happen = (what: (typeof MINUTE)[number] | undefined): void => {
    if (what === undefined) return
    if (what !== 'open' && what !== 'shut') scene.ask(what, now)
    else {
      rig.leaf = what
      tell()
    }
  }
  for (let looks = 1; looks * LOOK_EACH <= span * 1000; looks += 1) {
    now = (looks * LOOK_EACH) as Millis
    if (now % 1000 === 0) happen(MINUTE[(now / 1000) % 60])
    if (now % 60_000 === 0) say(`${now / 60_000} minutes of life, ${alarms.length} false alarms`)
    const jpeg = await scene.next(now, epochMs(1_790_000_000_000 + now))
    if (!jpeg) continue
    const grey = await greyOf(jpeg, LOOK)
    const look = measure(grey, open, before)
    before = grey
    take({ what: 'looked', look, open, repeating: false, now })
    lamp.look(look.mean, now)
  }
  return { seconds: span, alarms, motions }
}
