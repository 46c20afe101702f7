// The drawn door as a camera shows it, looked at through real JPEGs: each mood is told for what it is.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs, millis } from '#protocol/units.ts'
import { greyOf } from '../picture/picture.ts'
import type { Control } from '../scene/mood.ts'
import { createScene } from '../scene/scene.ts'
import { createStage } from '../scene/stage.ts'
import { LOOK, openOf } from './grid.ts'
import { measure } from './measures.ts'
import { mindAtFirst, type Notion, think } from './mind.ts'
import { createRepeats } from './repeats.ts'
import { sightOf } from './sights.ts'

const test = suite('watch, before the drawn door')

type Ask = Exclude<Control, { readonly exit: number }>

const SIZE = { width: 640, height: 360 }
const open = openOf([])
// Drawn once: its backdrop is the dear part.
const stage = createStage(SIZE)

const begun = () => {
  const scene = createScene(stage)
  const repeats = createRepeats()
  let now = 0
  let last = 0
  let mind = mindAtFirst(millis(0), {})
  let before: Uint8Array | undefined
  const said: string[] = []
  let motions = 0
  const take = (notion: Notion): void => {
    const thought = think(mind, notion)
    mind = thought.mind
    if (thought.motion) motions += 1
    for (const { trouble, on } of thought.effects) said.push(`${on ? '+' : '-'}${trouble}`)
  }
  return {
    ask: (what: Ask) => scene.ask(what, millis(now)),
    rig: (leaf: 'open' | 'shut', infrared: boolean) => {
      scene.rig({ leaf, powered: true, infrared }, millis(now))
      take({ what: 'rig', powered: true, infrared, now: millis(now) })
    },
    play: async (seconds: number): Promise<void> => {
      for (const end = now + seconds * 1000; now < end; ) {
        now += 200
        const at = { now: millis(now) }
        const jpeg = await scene.next(at.now, epochMs(1_790_000_000_000 + now))
        if (jpeg) {
          last = now
          repeats.note({ n: now, at: epochMs(now), seen: at.now, jpeg })
          const grey = await greyOf(jpeg, LOOK)
          const look = measure(grey, open, before)
          before = grey
          take({ what: 'looked', look, open, repeating: repeats.repeating(), ...at })
        } else take({ what: 'waited', age: millis(now - last), repeating: false, ...at })
      }
    },
    sight: () => sightOf(mind.sights),
    said: () => said.splice(0),
    motions: () => motions,
  }
}

const SEEN = {
  covered: 'covered',
  sprayed: 'covered',
  blinded: 'blinded',
  turned: 'turned',
  frozen: 'frozen',
  lost: 'lost',
} as const

for (const [mood, sight] of Object.entries(SEEN)) {
  test(`${mood}: ${sight} within 2 s, and clear when it is over`, async () => {
    const door = begun()
    await door.play(2)
    door.ask({ mood: mood as keyof typeof SEEN })
    await door.play(1.8)
    assert.equal(door.said(), [`+${sight}`])
    door.ask({ mood: 'clear' })
    await door.play(2.4)
    assert.equal(door.said(), [`-${sight}`])
    assert.is(door.sight(), 'clear')
  })
}

test('a hand that passes and a courier who comes, enters and leaves raise nothing, and motion is told', async () => {
  const door = begun()
  await door.play(2)
  door.ask({ mood: 'hand' })
  await door.play(2)
  door.ask({ person: 'comes' })
  await door.play(3)
  door.rig('open', false)
  await door.play(6)
  door.rig('shut', false)
  await door.play(3)
  assert.equal(door.said(), [])
  assert.ok(door.motions() > 0)
})

test('night: dark until the lamp is lit, and a cover is told by its light', async () => {
  const door = begun()
  await door.play(2)
  door.ask({ mood: 'dark' })
  await door.play(2.6)
  door.rig('shut', true)
  await door.play(3)
  assert.equal(door.said(), ['+dark', '-dark'])
  door.ask({ mood: 'covered' })
  await door.play(1.8)
  assert.is(door.sight(), 'covered')
})

test.run()
