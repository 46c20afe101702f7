// Every wire of every build: from where, to where, by which lanes. Colours of pins come from the pin map. Pure data.

import { PINS, type PinName } from '../../contract/pins.ts'
import { PLAIN_WIRES, wireOf } from '../colours.ts'
import type { Build } from '../variants.ts'
import { NANO_LEFT } from './boards.ts'
import type { StepId, Wire } from './shape.ts'

/** The Nano's terminal of a pin of the map. */
export function nanoTerminal(name: PinName): string {
  const printed = PINS.find((row) => row.name === name)?.arduino ?? ''
  return `nano.${NANO_LEFT.includes(printed) ? 'L' : 'R'}${printed}`
}

const signal = (step: StepId, name: PinName, to: string, ...via: number[]): Wire => ({
  from: nanoTerminal(name),
  to,
  colour: wireOf(name),
  via,
  step,
})

type Plain = Exclude<keyof typeof PLAIN_WIRES, 'usb'>
const plain = (step: StepId, colour: Plain, from: string, to: string, ...via: number[]): Wire => ({
  ...{ from, to, via, step },
  colour: PLAIN_WIRES[colour],
})
const cable = (step: StepId, from: string, to: string, ...via: number[]): Wire => ({
  ...{ from, to, via, step },
  colour: PLAIN_WIRES.usb,
  thick: true,
})

/** The stretch of a pin's wire beyond the small board: the same colour. */
const beyond = (step: StepId, name: PinName, from: string, to: string, ...via: number[]): Wire => ({
  ...{ from, to, via, step },
  colour: wireOf(name),
})

const keypad: readonly Wire[] = [
  signal('keypad', 'keypadColumn1', 'keypad.keypadColumn1', 616, 222, 836),
  signal('keypad', 'keypadColumn2', 'keypad.keypadColumn2', 602, 208, 824),
  signal('keypad', 'keypadColumn3', 'keypad.keypadColumn3', 588, 194, 812),
  signal('keypad', 'keypadRow4', 'keypad.keypadRow4', 850),
  signal('keypad', 'keypadRow3', 'keypad.keypadRow3', 861),
  signal('keypad', 'keypadRow2', 'keypad.keypadRow2', 872),
  signal('keypad', 'keypadRow1', 'keypad.keypadRow1', 883),
]

const contacts: readonly Wire[] = [
  signal('buzzer', 'buzzer', 'buzzer.signal', 940),
  plain('buzzer', 'ground', 'buzzer.ground', 'strip.buzzer'),
  signal('pairing', 'pairingButton', 'pairingButton.signal', 924),
  plain('pairing', 'ground', 'pairingButton.ground', 'strip.pairing'),
  signal('egress', 'egressButton', 'egressButton.signal', 908),
  plain('egress', 'ground', 'egressButton.ground', 'strip.egress'),
  signal('reed', 'doorReed', 'doorReed.signal', 892),
  plain('reed', 'ground', 'doorReed.ground', 'strip.reed'),
]

const camera: readonly Wire[] = [
  cable('camera', 'pi.data', 'camera.data'),
  plain('camera', 'cameraFeed', 'pi.red', 'relay.com', 284),
  plain('camera', 'cameraRail', 'relay.no', 'camera.red'),
  plain('camera', 'pi5', 'pi.pin4', 'relay.vcc', 344),
  plain('camera', 'relayGround', 'pi.pin6', 'relay.ground', 362),
  signal('camera', 'cameraRelay', 'relay.in', 826, 780, 334),
  signal('camera', 'cameraRail', 'small.rail', 574),
  beyond('camera', 'cameraRail', 'small.railIn', 'relay.no2', 352),
]

const rest: readonly Wire[] = [
  cable('nano', 'pisupply.out', 'pi.power'),
  cable('nano', 'nano.usb', 'pi.nano'),
  plain('nano', 'ground', 'nano.LGND', 'ground.nano', 560),
  plain('nano', 'ground', 'small.ground', 'ground.small'),
  signal('light', 'statusLed', 'small.light'),
  signal('feedback', 'boltPosition', 'small.position', 558),
  beyond('feedback', 'boltPosition', 'small.positionIn', 'position.wiper', 316),
  plain('feedback', 'nano5', 'nano.L5V', 'position.five', 366),
  plain('feedback', 'ground', 'position.ground', 'ground.position', 30, 1020),
  signal('supply', 'supply', 'small.supply', 572),
  plain('supply', 'ground', 'mains.minus', 'ground.mains', 258),
  plain('supply', 'volts12', 'mains.plus', 'fuse.in'),
  plain('supply', 'volts12', 'fuse.out', 'plus.in'),
  signal('infrared', 'infrared', 'irgate.in', 956),
  plain('infrared', 'volts12', 'irgate.plus', 'irlamp.plus'),
  plain('infrared', 'strikeReturn', 'irgate.minus', 'irlamp.minus'),
  plain('infrared', 'volts12', 'plus.lamp', 'irgate.v', 884, 1326, 544),
  plain('infrared', 'ground', 'irgate.ground', 'strip.lamp', 556),
  signal('bolt', 'bolt', 'pull.in', 894),
  plain('bolt', 'ground', 'pull.ground', 'strip.pull', 408),
]

const servo: readonly Wire[] = [
  beyond('bolt', 'bolt', 'pull.out', 'servo.signal'),
  plain('bolt', 'boltFeed', 'servo.plus', 'capacitor.plus'),
  plain('bolt', 'ground', 'servo.minus', 'capacitor.minus'),
  plain('bolt', 'ground', 'capacitor.minusOut', 'strip.bolt'),
  plain('bolt', 'boltFeed', 'capacitor.plusOut', 'buck.out', 1314),
  plain('supply', 'volts12', 'plus.out', 'buck.in'),
  plain('supply', 'ground', 'buck.ground', 'ground.buck'),
  beyond('supply', 'supply', 'small.supplyIn', 'buck.measure', 376, 866),
]

const coil: readonly Wire[] = [
  beyond('bolt', 'bolt', 'pull.out', 'gate.in'),
  plain('bolt', 'volts12', 'diode.plusOut', 'strike.plus'),
  plain('bolt', 'strikeReturn', 'diode.minusOut', 'strike.minus'),
  plain('bolt', 'volts12', 'plus.bolt', 'gate.v', 898, 1314, 396),
  beyond('supply', 'supply', 'small.supplyIn', 'plus.measure', 376, 866),
]

const strike: readonly Wire[] = [
  ...coil,
  plain('bolt', 'volts12', 'gate.plus', 'diode.plus'),
  plain('bolt', 'strikeReturn', 'gate.minus', 'diode.minus'),
  plain('bolt', 'ground', 'gate.ground', 'strip.bolt', 376),
]

const failSafe: readonly Wire[] = [
  ...coil,
  plain('bolt', 'volts12', 'gate.nc', 'diode.plus'),
  plain('bolt', 'ground', 'diode.ground', 'gate.ground', 376),
  plain('bolt', 'ground', 'gate.ground', 'strip.bolt', 376),
  plain('bolt', 'volts12', 'plus.out', 'glass.in'),
  plain('bolt', 'boltFeed', 'glass.out', 'gate.com', 1302, 386),
]

const OWN: Readonly<Record<Build, readonly Wire[]>> = { servo, strike, 'fail-safe': failSafe }

export const wiresOf = (build: Build): readonly Wire[] => [...rest, ...camera, ...keypad, ...contacts, ...OWN[build]]
