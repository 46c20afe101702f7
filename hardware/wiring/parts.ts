// The parts list: how many of what for each build, and what to look for. Generic names, no shops, no prices. Pure data.

import type { Build } from './variants.ts'

export interface Part {
  readonly what: string
  readonly lookFor: string
  /** How many; a build that is not named takes none. */
  readonly count: Readonly<Partial<Record<Build, number>>>
  readonly group: 'computer' | 'power' | 'bolt' | 'door' | 'camera' | 'small'
}

const all = (count: number): Part['count'] => ({ servo: count, strike: count, 'fail-safe': count })
const strikes = (count: number): Part['count'] => ({ strike: count, 'fail-safe': count })

export const GROUPS: Readonly<Record<Part['group'], string>> = {
  computer: 'Computer and board',
  power: 'Power',
  bolt: 'Bolt',
  door: 'Door',
  camera: 'Camera and light',
  small: 'Small parts',
}

export const PARTS: readonly Part[] = [
  {
    what: 'Raspberry Pi 4 or 5, 2 GB or more',
    lookFor: 'with its own official supply: 3 A for a Pi 4, 5 A for a Pi 5',
    count: all(1),
    group: 'computer',
  },
  {
    what: 'micro SD card, 32 GB',
    lookFor: 'sold for cameras (“high endurance”): it is written to all day',
    count: all(1),
    group: 'computer',
  },
  {
    what: 'Arduino Nano, ATmega328P, 5 V, 16 MHz',
    lookFor: 'not “Every”, “33” or “168”; with a CH340, CH9102, FT232 or original USB chip. An Uno does too',
    count: all(1),
    group: 'computer',
  },
  {
    what: 'screw terminal board for a Nano',
    lookFor: 'two rows of 15 screws: nothing to solder at the Nano',
    count: all(1),
    group: 'computer',
  },
  { what: 'USB lead for the Nano', lookFor: 'with data wires, at most 1 m', count: all(1), group: 'computer' },
  {
    what: 'case that closes with a screw',
    lookFor: 'plastic, with room for all boards and air slots; on the inside of the door',
    count: all(1),
    group: 'computer',
  },
  {
    what: 'plug-in supply 12 V DC',
    lookFor: '3 A or more, ± 3 %, double insulated, with the mark of a testing body; its plug stays whole',
    count: all(1),
    group: 'power',
  },
  {
    what: 'fuse 3.15 A slow, with holder',
    lookFor: 'in the plus lead, as near to the supply’s plug as you can',
    count: all(1),
    group: 'power',
  },
  {
    what: 'step-down converter, adjustable',
    lookFor: '5 A or more with a heat sink, 12 V in, set to 6.0 V with a meter before anything is connected',
    count: { servo: 1 },
    group: 'power',
  },
  {
    what: 'terminal strips',
    lookFor: '12 poles that can be bridged: one for ground, one for +12 V',
    count: all(2),
    group: 'power',
  },
  {
    what: 'servo, 40.5 × 20 mm, metal gear',
    lookFor:
      'MG996R kind or stronger: 1.5 N·m when your key turns with two fingers; 1000 to 2000 µs must be a quarter turn',
    count: { servo: 1 },
    group: 'bolt',
  },
  {
    what: 'printed bracket, fork and two gears',
    lookFor: '[bracket.scad](bracket/bracket.scad), in PETG or ABS, not PLA: it gets warm at a door in the sun',
    count: { servo: 1 },
    group: 'bolt',
  },
  {
    what: 'potentiometer 10 kΩ linear, 270°, 6 mm shaft',
    lookFor: 'one that turns easily; conductive plastic lasts longest',
    count: { servo: 1 },
    group: 'bolt',
  },
  {
    what: 'capacitor 2200 µF, 16 V',
    lookFor: 'low ESR; at the servo’s own plug',
    count: { servo: 1 },
    group: 'bolt',
  },
  {
    what: 'electric strike, 12 V DC, fail-secure',
    lookFor: 'locked without current; at most 500 mA; with a contact that tells (change-over, “monitored”)',
    count: { strike: 1 },
    group: 'bolt',
  },
  {
    what: 'electric strike, 12 V DC, fail-safe',
    lookFor: 'open without current; for 100 % duty, at most 500 mA; with a contact that tells (change-over)',
    count: { 'fail-safe': 1 },
    group: 'bolt',
  },
  {
    what: 'relay board, 12 V coil, switched by 5 V',
    lookFor: 'screws for NC; switches on a high signal; contact for 5 A or more',
    count: { 'fail-safe': 1 },
    group: 'bolt',
  },
  {
    what: 'break-glass switch, green',
    lookFor: 'breaks the wire when pressed; on the inside, beside the door',
    count: { 'fail-safe': 1 },
    group: 'bolt',
  },
  {
    what: 'MOSFET board, logic level',
    lookFor:
      'fully on with 5 V at its input (not an IRF520): 5 A at 12 V, with screws. One for the lamp, one for the strike',
    count: { servo: 1, strike: 2, 'fail-safe': 1 },
    group: 'bolt',
  },
  {
    what: 'diode 1N5819 or 1N4007',
    lookFor: 'across the strike, its stripe at plus, even if the board has one',
    count: strikes(1),
    group: 'bolt',
  },
  {
    what: 'reed switch with magnet',
    lookFor: 'closes with the magnet near (normally open); to screw on, 15 mm of gap or more',
    count: all(1),
    group: 'door',
  },
  {
    what: 'push-button, large, for the way out',
    lookFor: 'closes while pressed; found in the dark, beside the door at 85 to 105 cm',
    count: all(1),
    group: 'door',
  },
  {
    what: 'push-button, small, for pairing',
    lookFor: 'closes while pressed; inside the case',
    count: all(1),
    group: 'door',
  },
  {
    what: 'keypad, 3 × 4 keys, matrix',
    lookFor: '7 wires, no electronics in it; outside it needs a cover against rain',
    count: all(1),
    group: 'door',
  },
  {
    what: 'buzzer, active, 5 V',
    lookFor: 'sounds when it gets 5 V; at most 20 mA',
    count: all(1),
    group: 'door',
  },
  {
    what: 'USB camera',
    lookFor: 'UVC with MJPEG, 1280 × 720; without infrared filter if it is to see at night; at most 500 mA',
    count: all(1),
    group: 'camera',
  },
  {
    what: 'USB extension lead, 1 m',
    lookFor: 'only its red wire is cut; black, green and white stay whole',
    count: all(1),
    group: 'camera',
  },
  {
    what: 'relay board, 5 V coil',
    lookFor: 'with a jumper for high or low level; screws for NO',
    count: all(1),
    group: 'camera',
  },
  {
    what: 'infrared lamp, 12 V',
    lookFor: '850 nm, at most 6 W; its own light sensor covered or removed',
    count: all(1),
    group: 'camera',
  },
  { what: 'resistor 10 kΩ, 1 %', lookFor: 'two at A1, one at A2, one at D9', count: all(4), group: 'small' },
  { what: 'resistor 30 kΩ, 1 %', lookFor: 'at A2', count: all(1), group: 'small' },
  { what: 'resistor 100 kΩ', lookFor: 'at A0', count: all(1), group: 'small' },
  { what: 'resistor 1 kΩ', lookFor: 'for the status light', count: all(1), group: 'small' },
  { what: 'resistor 470 Ω', lookFor: 'at both ends of the potentiometer', count: { servo: 2 }, group: 'small' },
  { what: 'resistor 2.2 kΩ, 1 %', lookFor: 'beside the strike’s contact', count: strikes(2), group: 'small' },
  { what: 'resistor 6.8 kΩ, 1 %', lookFor: 'between them', count: strikes(1), group: 'small' },
  { what: 'light-emitting diode, 3 or 5 mm', lookFor: 'any colour', count: all(1), group: 'small' },
  { what: 'strip board, 5 × 7 cm', lookFor: 'for the resistors beside the Nano', count: all(1), group: 'small' },
  {
    what: 'wire 0.75 mm², red and black',
    lookFor: '5 m: from the supply to the strips and to the bolt',
    count: all(1),
    group: 'small',
  },
  {
    what: 'wire 0.25 to 0.34 mm², many colours',
    lookFor: 'for all signals; what has no colour of its own gets a label with its pin',
    count: all(1),
    group: 'small',
  },
]

export const partsOf = (build: Build): readonly Part[] => PARTS.filter((part) => (part.count[build] ?? 0) > 0)
