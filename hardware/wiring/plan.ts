// The wiring plan a person solders by, as Markdown, from the pin map. Pure: generate.ts writes it, a test compares it.

import { KEYPAD_LEGEND, PINS } from '../contract/pins.ts'
import { PLAIN_WIRES } from './colours.ts'
import { page, table } from './markdown.ts'
import { BUILD_TITLES, BUILDS } from './variants.ts'

const PLAIN: Readonly<Record<Exclude<keyof typeof PLAIN_WIRES, 'usb'>, string>> = {
  ground: 'every ground',
  volts12: '+12 V, from the supply on',
  boltFeed: 'what feeds the bolt: 6 V behind the converter, or 12 V behind the break-glass switch',
  nano5: '5 V of the Nano, for the position sensor and nothing else',
  pi5: '5 V of the Pi (pin 4), for the coil of the camera’s relay',
  relayGround: 'ground of the Pi (pin 6), for the same coil',
  cameraFeed: 'the red wire of the camera’s lead, on the Pi’s side',
  cameraRail: 'the red wire of the camera’s lead, on the camera’s side',
  strikeReturn: 'back from strike or lamp to its MOSFET board (OUT−); not ground',
}

/** The whole text of wiring.md. */
export function wiringPlan(): string {
  return page([
    '# Wiring of the rig',
    '',
    'Made by `hardware/wiring/generate.ts` from `hardware/contract/pins.ts` and this folder: change those.',
    'Board: Arduino Uno or Nano (ATmega328P, 16 MHz, 5 V). Every ground is one ground.',
    '',
    ...BUILDS.flatMap((build) => [
      `## ${BUILD_TITLES[build]}`,
      '',
      `![${BUILD_TITLES[build]}](pictures/${build}.svg)`,
      '',
    ]),
    '## Pins',
    '',
    ...table(
      ['Pin', 'What', 'Direction', 'Wire', 'How'],
      PINS.map((row) => [row.arduino, row.does, row.direction, row.wire, row.note]),
    ),
    '',
    'A wire `red/white` is red with a white stripe. What you have no such wire for gets a label with its pin.',
    '',
    '## Wires that go to no pin of the map',
    '',
    ...table(
      ['Wire', 'What'],
      Object.entries(PLAIN).map(([name, what]) => [PLAIN_WIRES[name as keyof typeof PLAIN], what]),
    ),
    '',
    '## Keypad',
    '',
    'As seen from the front (rows top to bottom, columns left to right):',
    '',
    ...table(
      ['column 1', 'column 2', 'column 3'],
      KEYPAD_LEGEND.map((legend) => [...legend].map((key) => (key === '*' ? '\\*' : key))),
    ),
  ])
}
