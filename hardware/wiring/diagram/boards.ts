// The boxes every build has: the boards in the middle and what hangs on the Nano besides the bolt. Pure data.

import type { PinName } from '../../contract/pins.ts'
import { wireOf } from '../colours.ts'
import { box } from './box.ts'
import { type Box, line, type Sign, type Words } from './shape.ts'

/** A Nano with its USB socket up: what is printed beside its pins, from the top. */
export const NANO_LEFT = [
  'D13',
  '3V3',
  'REF',
  'A0',
  'A1',
  'A2',
  'A3',
  'A4',
  'A5',
  'A6',
  'A7',
  '5V',
  'RST',
  'GND',
  'VIN',
]
export const NANO_RIGHT = [
  'D12',
  'D11',
  'D10',
  'D9',
  'D8',
  'D7',
  'D6',
  'D5',
  'D4',
  'D3',
  'D2',
  'GND',
  'RST',
  'D0',
  'D1',
]
const FIRST_PIN = 270
const PIN_STEP = 30

const nano: Box = box({
  id: 'nano',
  look: 'board',
  at: [640, 240, 160, 480],
  step: 'nano',
  terminals: [
    ['usb', 'top', 664, 'USB'],
    ...NANO_LEFT.map((name, row) => [`L${name}`, 'left', FIRST_PIN + row * PIN_STEP, name] as const),
    ...NANO_RIGHT.map((name, row) => [`R${name}`, 'right', FIRST_PIN + row * PIN_STEP, name] as const),
  ],
  words: [
    { x: 726, y: 480, text: 'Arduino Nano', size: 19, anchor: 'middle', bold: true, upright: true },
    { x: 752, y: 480, text: 'on a board with screw terminals', size: 13, anchor: 'middle', upright: true },
    { x: 700, y: 480, text: 'hollow: leave free', size: 13, anchor: 'middle', upright: true },
  ],
})

const pi: Box = box({
  id: 'pi',
  look: 'board',
  at: [410, 36, 272, 140],
  step: 'nano',
  title: 'Raspberry Pi 4 or 5',
  centre: 170,
  terminals: [
    ['data', 'left', 66, 'USB'],
    ['red', 'left', 100, 'USB, its red'],
    ['pin4', 'left', 130, 'pin 4 (5 V)'],
    ['pin6', 'left', 156, 'pin 6 (ground)'],
    ['power', 'right', 80, 'USB-C'],
    ['nano', 'bottom', 664, 'USB'],
  ],
})

const piSupply: Box = box({
  id: 'pisupply',
  look: 'power',
  at: [706, 36, 92, 84],
  step: 'nano',
  title: 'supply',
  titleAt: 24,
  notes: ['of the Pi,', '5.1 V'],
  centre: 52,
  terminals: [['out', 'left', 80]],
})

const to = (x: number, y: number): Sign => line([390, y], [x, y])
const row = (y: number, series: boolean): readonly Sign[] => [
  ...(series ? [to(410, y), { kind: 'resistor', x: 430, y } as const] : [to(490, y)]),
  ...(series ? [line([450, y], [540, y])] : [to(540, y)]),
  { kind: 'dot', x: 490, y },
  line([490, y], [490, y + 8]),
  { kind: 'resistor', x: 490, y: y + 28, upright: true },
  { kind: 'ground', x: 490, y: y + 48 },
]
const value = (x: number, y: number, text: string): Words => ({ x, y, text, size: 13, anchor: 'middle' })

/** Dividers and the light: beside the Nano, so that a wire cut outside reads as cut. */
const small: Box = box({
  id: 'small',
  look: 'board',
  at: [390, 218, 150, 344],
  step: 'nano',
  title: 'small board',
  terminals: [
    ['light', 'right', 270],
    ['railIn', 'left', 330],
    ['rail', 'right', 330],
    ['positionIn', 'left', 408],
    ['position', 'right', 408],
    ['supplyIn', 'left', 486],
    ['supply', 'right', 486],
    ['ground', 'bottom', 405],
  ],
  signs: [
    line([540, 270], [526, 270]),
    { kind: 'resistor', x: 506, y: 270 },
    line([486, 270], [470, 270]),
    { kind: 'led', x: 458, y: 270 },
    line([446, 270], [430, 270]),
    { kind: 'ground', x: 430, y: 270 },
    ...row(330, true),
    ...row(408, false),
    ...row(486, true),
    { kind: 'ground', x: 405, y: 534 },
  ],
  words: [
    value(506, 258, '1 kΩ'),
    value(462, 258, 'light'),
    value(430, 320, '10 kΩ'),
    value(460, 363, '10 kΩ'),
    value(458, 441, '100 kΩ'),
    value(430, 476, '30 kΩ'),
    value(460, 519, '10 kΩ'),
  ],
})

const camera: Box = box({
  id: 'camera',
  at: [50, 36, 220, 84],
  step: 'camera',
  title: 'USB camera',
  centre: 66,
  notes: ['lead cut open'],
  terminals: [
    ['data', 'right', 66, 'all others'],
    ['red', 'bottom', 130, 'its red'],
  ],
})

const relay: Box = box({
  id: 'relay',
  at: [50, 176, 262, 150],
  step: 'camera',
  title: 'relay board, 5 V coil',
  titleAt: 52,
  centre: 98,
  notes: ['jumper on H: a', 'high signal', 'switches it on'],
  terminals: [
    ['no', 'top', 130, 'NO'],
    ['com', 'top', 284, 'COM'],
    ['vcc', 'right', 206, 'DC+'],
    ['ground', 'right', 232, 'DC−'],
    ['in', 'right', 262, `IN ${wireOf('cameraRelay')}`],
    ['no2', 'right', 304, `NO, the same screw`],
  ],
})

const keypad: Box = box({
  id: 'keypad',
  at: [1010, 30, 280, 206],
  step: 'keypad',
  title: 'keypad',
  centre: 250,
  notes: ['1 2 3', '4 5 6', '7 8 9', '* 0 #'],
  notesAt: 124,
  terminals: (
    [
      ['keypadColumn3', 'column 3 6 9 #'],
      ['keypadColumn2', 'column 2 5 8 0'],
      ['keypadColumn1', 'column 1 4 7 *'],
      ['keypadRow4', 'row * 0 #'],
      ['keypadRow3', 'row 7 8 9'],
      ['keypadRow2', 'row 4 5 6'],
      ['keypadRow1', 'row 1 2 3'],
    ] as const
  ).map(
    ([id, label], index) => [id, 'left', 52 + index * 26 + (index > 2 ? 6 : 0), `${label} · ${wireOf(id)}`] as const,
  ),
})

const lamp: readonly Box[] = [
  box({
    id: 'irgate',
    look: 'board',
    at: [1010, 436, 170, 92],
    step: 'infrared',
    title: 'MOSFET board',
    centre: 62,
    terminals: [
      ['in', 'left', 474, `IN ${wireOf('infrared')}`],
      ['plus', 'right', 462, 'OUT+'],
      ['minus', 'right', 490, 'OUT−'],
      ['v', 'bottom', 1050, 'V+'],
      ['ground', 'bottom', 1110, 'GND'],
    ],
  }),
  box({
    id: 'irlamp',
    at: [1216, 436, 84, 92],
    step: 'infrared',
    title: 'IR lamp',
    titleAt: 80,
    terminals: [
      ['plus', 'left', 462, '+'],
      ['minus', 'left', 490, '−'],
    ],
  }),
]

const contact = (id: PinName, y: number, title: string, note: string): Box =>
  box({
    id,
    at: [1010, y, 280, 62],
    step: ({ doorReed: 'reed', egressButton: 'egress', pairingButton: 'pairing' } as const)[id as 'doorReed'],
    title,
    titleAt: 24,
    notes: [note],
    centre: 166,
    terminals: [
      ['signal', 'left', y + 46, wireOf(id)],
      ['ground', 'right', y + 46],
    ],
  })

const buzzer: Box = box({
  id: 'buzzer',
  at: [1010, 570, 280, 62],
  step: 'buzzer',
  title: 'buzzer, active, 5 V',
  titleAt: 24,
  terminals: [
    ['signal', 'left', 616, `+ ${wireOf('buzzer')}`],
    ['ground', 'right', 616, '−'],
  ],
})

/** In every build alike. */
export const COMMON_BOXES: readonly Box[] = [
  ...[nano, pi, piSupply, small, camera, relay, keypad, ...lamp, buzzer],
  contact('pairingButton', 648, 'pairing button', 'inside the case'),
  contact('egressButton', 726, 'way out', 'inside, beside the door'),
  contact('doorReed', 804, 'reed switch', 'closed when the door is'),
]
