// Each planted fault is named rightly, with its wire; a sound rig passes.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Variant } from '#hardware/contract/rig.ts'
import type { Rig } from '#hardware/simulator/rig/rig.ts'
import { millis } from '#protocol/units.ts'
import { PARTS, type Part, type Wrong } from './part.ts'
import { type Hands, OBLIGING, Simulated } from './simulated.fixture.ts'
import { missingNeed } from './trial.ts'

type BoardPart = Exclude<Part, 'camera'>
const BOARD_PARTS = PARTS.filter((part): part is BoardPart => part !== 'camera')

const trial = suite<{ rigs: Simulated[] }>('rig test: against the firmware')
trial.before.each((context) => {
  context.rigs = []
})
trial.after.each(({ rigs }) => {
  for (const rig of rigs) rig.close()
})

const simulated = (rigs: Simulated[], variant: Variant = 'servo'): Simulated => {
  const rig = new Simulated(variant)
  rigs.push(rig)
  return rig
}

for (const variant of ['servo', 'relay'] as const) {
  trial(`passes a sound ${variant} in every part, and leaves it locked`, async ({ rigs }) => {
    const sim = simulated(rigs, variant)
    for (const part of BOARD_PARTS) {
      const result = await sim.test(part)
      assert.is(result.is, 'good', JSON.stringify(result))
    }
    sim.rig.run(15_000)
    assert.is(sim.rig.observe().bolt.place, 'home')
    assert.not(sim.rig.observe().cameraRelay)
    assert.not(sim.rig.observe().buzzer)
    assert.not(sim.rig.observe().door.open)
  })
}

interface Planted {
  readonly name: string
  readonly part: BoardPart
  readonly plant?: (rig: Rig) => void
  readonly hands?: Hands
  readonly no?: Simulated['no']
  readonly wrong: Wrong
  readonly wires: readonly string[]
}

const { open_door: _, ...WITHOUT_OPENING } = OBLIGING
const PLANTED: readonly Planted[] = [
  { name: 'no supply', part: 'supply', plant: (rig) => rig.world.supply(0), wrong: 'supply_none', wires: ['supply'] },
  {
    name: 'a low supply',
    part: 'supply',
    plant: (rig) => rig.world.supply(4_400),
    wrong: 'supply_low',
    wires: ['supply'],
  },
  {
    name: '12 V on a servo',
    part: 'supply',
    plant: (rig) => rig.world.supply(12_000),
    wrong: 'supply_high',
    wires: ['supply'],
  },
  {
    name: 'a divider without ground',
    part: 'supply',
    plant: (rig) => rig.world.supply(20_000),
    wrong: 'supply_divider',
    wires: ['supply'],
  },
  {
    name: 'a cut feedback wire',
    part: 'feedback',
    plant: (rig) => rig.world.fault.boltSensor('cut'),
    wrong: 'feedback_cut',
    wires: ['boltPosition'],
  },
  {
    name: 'a shorted feedback wire',
    part: 'feedback',
    plant: (rig) => rig.world.fault.boltSensor('shorted'),
    wrong: 'feedback_shorted',
    wires: ['boltPosition'],
  },
  {
    name: 'feedback that is cut while the bolt moves',
    part: 'bolt',
    hands: { ...OBLIGING, door_shut: (rig) => rig.clock.after(millis(200), () => rig.world.fault.boltSensor('cut')) },
    wrong: 'feedback_cut',
    wires: ['boltPosition'],
  },
  {
    name: 'feedback that runs the wrong way',
    part: 'bolt',
    plant: (rig) => rig.world.fault.boltSensor('swapped'),
    wrong: 'feedback_swapped',
    wires: ['boltPosition'],
  },
  {
    name: 'a bolt that runs the wrong way',
    part: 'bolt',
    plant: (rig) => rig.world.fault.boltSensor('swapped'),
    no: ['is_out'],
    wrong: 'bolt_reversed',
    wires: ['bolt'],
  },
  {
    name: 'feedback that does not follow',
    part: 'bolt',
    plant: (rig) => rig.world.fault.boltSensor('frozen'),
    wrong: 'feedback_frozen',
    wires: ['boltPosition'],
  },
  {
    name: 'a jammed bolt',
    part: 'bolt',
    plant: (rig) => rig.world.fault.jam(),
    no: ['moved'],
    wrong: 'bolt_jammed',
    wires: [],
  },
  {
    name: 'a motor without its wire',
    part: 'bolt',
    plant: (rig) => rig.world.fault.jam(),
    no: ['moved', 'motor'],
    wrong: 'bolt_dead',
    wires: ['bolt', 'supply'],
  },
  {
    name: 'a bolt stuck half-way',
    part: 'bolt',
    plant: (rig) => rig.world.fault.stall(),
    wrong: 'bolt_half',
    wires: [],
  },
  {
    name: 'a bolt that waits for a door it cannot see shut',
    part: 'bolt',
    plant: (rig) => rig.world.fault.reed('open'),
    wrong: 'bolt_waits',
    wires: ['doorReed'],
  },
  {
    name: 'a cut reed',
    part: 'reed',
    plant: (rig) => rig.world.fault.reed('open'),
    wrong: 'reed_open',
    wires: ['doorReed'],
  },
  {
    name: 'a stuck reed',
    part: 'reed',
    plant: (rig) => rig.world.fault.reed('closed'),
    wrong: 'reed_shut',
    wires: ['doorReed'],
  },
  { name: 'a door nobody opens', part: 'reed', hands: WITHOUT_OPENING, wrong: 'reed_shut', wires: ['doorReed'] },
  { name: 'a dead inside button', part: 'egress', hands: {}, wrong: 'button_dead', wires: ['egressButton'] },
  {
    name: 'a shorted pairing button',
    part: 'pairing',
    plant: (rig) => rig.world.press('pairing', 600_000),
    wrong: 'button_shorted',
    wires: ['pairingButton'],
  },
  {
    name: 'an inside button that opens nothing',
    part: 'egress',
    plant: (rig) => rig.world.fault.jam(),
    wrong: 'egress_no_bolt',
    wires: ['bolt', 'supply', 'boltPosition'],
  },
  {
    name: 'a cut row',
    part: 'keypad',
    plant: (rig) => rig.world.fault.keypad('row2'),
    wrong: 'keypad_wire',
    wires: ['keypadRow2'],
  },
  {
    name: 'a cut column',
    part: 'keypad',
    plant: (rig) => rig.world.fault.keypad('column3'),
    wrong: 'keypad_wire',
    wires: ['keypadColumn3'],
  },
  {
    name: 'a dead rail',
    part: 'rail',
    plant: (rig) => rig.world.fault.rail('dead'),
    wrong: 'rail_dead',
    wires: ['cameraRelay', 'cameraRail'],
  },
  {
    name: 'a welded relay',
    part: 'rail',
    plant: (rig) => rig.world.fault.rail('welded'),
    wrong: 'rail_stuck_on',
    wires: ['cameraRelay', 'cameraRail'],
  },
  { name: 'a dark light', part: 'light', no: ['light'], wrong: 'light_dark', wires: ['statusLed'] },
  { name: 'a mute buzzer', part: 'buzzer', no: ['buzzer'], wrong: 'buzzer_mute', wires: ['buzzer'] },
  { name: 'a dark infrared light', part: 'infrared', no: ['infrared'], wrong: 'infrared_dark', wires: ['infrared'] },
  {
    name: 'a board that restarts when the bolt moves',
    part: 'bolt',
    hands: { ...OBLIGING, door_shut: (rig) => rig.clock.after(millis(500), () => rig.world.fault.brownOut(300)) },
    wrong: 'brown_out',
    wires: ['supply'],
  },
]

for (const { name, part, plant, hands, no, wrong, wires } of PLANTED) {
  trial(`names ${name}`, async ({ rigs }) => {
    const sim = simulated(rigs)
    plant?.(sim.rig)
    sim.rig.run(1_000)
    sim.hands = hands ?? OBLIGING
    sim.no = no ?? []
    const result = await sim.test(part)
    assert.is(result.is, 'wrong', JSON.stringify(result))
    if (result.is !== 'wrong') return
    assert.is(result.finding.wrong, wrong, JSON.stringify(result))
    assert.equal(result.finding.wires, wires)
  })
}

trial('leaves out what rests on a part that did not pass, and nothing else', () => {
  const results = [{ part: 'feedback', is: 'wrong', finding: { wrong: 'feedback_cut', wires: [] } }] as const
  assert.is(missingNeed('bolt', results), 'feedback')
  assert.is(missingNeed('reed', results), undefined)
  assert.is(missingNeed('bolt', []), undefined)
})

trial.run()
