// The boxes that differ: what moves the bolt, what measures it and what feeds it, for each build. Pure data.

import type { Build } from '../variants.ts'
import { box } from './box.ts'
import { type Box, line, type Sign } from './shape.ts'

/** Keeps the bolt's signal low while nobody drives it. */
const pull: Box = box({
  id: 'pull',
  look: 'board',
  at: [905, 276, 80, 84],
  step: 'bolt',
  terminals: [
    ['in', 'left', 300],
    ['out', 'right', 300],
    ['ground', 'bottom', 945],
  ],
  signs: [
    line([905, 300], [985, 300]),
    { kind: 'dot', x: 945, y: 300 },
    line([945, 300], [945, 308]),
    { kind: 'resistor', x: 945, y: 328, upright: true },
    line([945, 348], [945, 360]),
  ],
  words: [{ x: 961, y: 351, text: '10k', size: 12, anchor: 'start' }],
})

const servo: readonly Box[] = [
  box({
    id: 'servo',
    at: [1010, 262, 160, 132],
    step: 'bolt',
    title: 'servo',
    titleAt: 78,
    centre: 80,
    notes: ['metal gear, 6 V', 'at least 1.5 N·m'],
    terminals: [
      ['signal', 'left', 300, 'signal'],
      ['plus', 'right', 290, '+'],
      ['minus', 'right', 376, '−'],
    ],
  }),
  box({
    id: 'capacitor',
    at: [1202, 262, 98, 132],
    step: 'bolt',
    terminals: [
      ['plus', 'left', 290, '+'],
      ['minus', 'left', 376, '−'],
      ['plusOut', 'right', 290],
      ['minusOut', 'right', 376],
    ],
    signs: [{ kind: 'capacitor', x: 1222, y: 333 }],
    words: [
      { x: 1242, y: 327, text: '2200', size: 13, anchor: 'start' },
      { x: 1242, y: 344, text: 'µF 16 V', size: 13, anchor: 'start' },
    ],
  }),
]

/** Swallows the coil's kick when the current ends; its stripe points to plus. */
const diode: Box = box({
  id: 'diode',
  at: [1158, 262, 40, 88],
  step: 'bolt',
  terminals: [
    ['plus', 'left', 290],
    ['minus', 'left', 326],
    ['plusOut', 'right', 290],
    ['minusOut', 'right', 326],
    ['ground', 'bottom', 1178],
  ],
  signs: [
    line([1158, 290], [1198, 290]),
    line([1158, 326], [1198, 326]),
    line([1178, 290], [1178, 326]),
    { kind: 'diode', x: 1178, y: 308 },
    { kind: 'dot', x: 1178, y: 290 },
    { kind: 'dot', x: 1178, y: 326 },
  ],
})

const coil = (note: string): Box =>
  box({
    id: 'strike',
    at: [1222, 262, 78, 104],
    step: 'bolt',
    title: 'strike',
    titleAt: 86,
    notes: [note],
    notesAt: 100,
    terminals: [
      ['plus', 'left', 290, '+'],
      ['minus', 'left', 326, '−'],
    ],
  })

const strike: readonly Box[] = [
  box({
    id: 'gate',
    look: 'board',
    at: [1010, 262, 124, 104],
    step: 'bolt',
    title: 'MOSFET',
    titleAt: 20,
    centre: 40,
    terminals: [
      ['in', 'left', 300, 'IN'],
      ['plus', 'right', 290, 'OUT+'],
      ['minus', 'right', 326, 'OUT−'],
      ['v', 'bottom', 1036, 'V+'],
      ['ground', 'bottom', 1096, 'GND'],
    ],
  }),
  diode,
  coil('12 V DC'),
]

const failSafe: readonly Box[] = [
  box({
    id: 'gate',
    look: 'board',
    at: [1010, 262, 124, 104],
    step: 'bolt',
    title: 'relay 12 V',
    centre: 48,
    titleAt: 20,
    terminals: [
      ['in', 'left', 300, 'IN'],
      ['nc', 'right', 290, 'NC'],
      ['v', 'bottom', 1032, 'DC+'],
      ['com', 'bottom', 1072, 'COM'],
      ['ground', 'bottom', 1112, 'DC−'],
    ],
  }),
  diode,
  coil('12 V DC'),
]

/** The ladder from ground to 5 V, as both sensors have it; places of its resistors are those of `ladder.ts`. */
const ladder: readonly Sign[] = [
  line([50, 546], [66, 546]),
  { kind: 'resistor', x: 86, y: 546 },
  line([106, 546], [126, 546]),
  { kind: 'resistor', x: 146, y: 546 },
  line([166, 546], [186, 546]),
  { kind: 'resistor', x: 206, y: 546 },
  line([226, 546], [262, 546]),
]

const potentiometer: Box = box({
  id: 'position',
  at: [50, 380, 250, 190],
  step: 'feedback',
  title: 'where the bolt is',
  notes: ['potentiometer, geared 1 : 2', 'to the thumb-turn'],
  centre: 114,
  terminals: [
    ['wiper', 'right', 462, 'middle'],
    ['five', 'right', 546, '5 V'],
    ['ground', 'left', 546],
  ],
  signs: [...ladder, line([146, 538], [146, 462], [240, 462])],
  words: [
    { x: 86, y: 532, text: '470 Ω', size: 13, anchor: 'middle' },
    { x: 174, y: 532, text: '10 kΩ', size: 13, anchor: 'middle' },
    { x: 224, y: 532, text: '470 Ω', size: 13, anchor: 'middle' },
  ],
})

const contact: Box = box({
  id: 'position',
  at: [50, 380, 250, 190],
  step: 'feedback',
  title: 'where the bolt is',
  notes: ['change-over contact of the', 'strike, resistors beside it'],
  centre: 114,
  terminals: [
    ['wiper', 'right', 462, 'C'],
    ['five', 'right', 546, '5 V'],
    ['ground', 'left', 546],
  ],
  signs: [
    ...ladder,
    { kind: 'dot', x: 116, y: 546 },
    { kind: 'dot', x: 176, y: 546 },
    line([116, 546], [116, 496]),
    line([176, 546], [176, 496]),
    line([118, 490], [150, 462], [280, 462]),
    { kind: 'dot', x: 116, y: 493 },
    { kind: 'dot', x: 176, y: 493 },
    { kind: 'dot', x: 150, y: 462 },
  ],
  words: [
    { x: 84, y: 532, text: '2.2 kΩ', size: 12, anchor: 'middle' },
    { x: 146, y: 532, text: '6.8 kΩ', size: 12, anchor: 'middle' },
    { x: 206, y: 532, text: '2.2 kΩ', size: 12, anchor: 'middle' },
    { x: 106, y: 500, text: 'locked', size: 12, anchor: 'end' },
    { x: 186, y: 500, text: 'open', size: 12, anchor: 'start' },
  ],
})

const mains: readonly Box[] = [
  box({
    id: 'mains',
    look: 'power',
    at: [50, 900, 190, 104],
    step: 'supply',
    title: '12 V plug-in supply',
    notes: ['3 A or more'],
    terminals: [
      ['plus', 'right', 958, '+'],
      ['minus', 'right', 986, '−'],
    ],
  }),
  box({
    id: 'fuse',
    look: 'power',
    at: [278, 922, 100, 70],
    step: 'supply',
    title: 'fuse',
    notes: ['3.15 A slow'],
    notesAt: 60,
    terminals: [
      ['in', 'left', 958],
      ['out', 'right', 958],
    ],
    signs: [line([278, 958], [378, 958]), { kind: 'resistor', x: 328, y: 958 }],
  }),
]

const strip = (width: number): Box =>
  box({
    id: 'plus',
    look: 'power',
    at: [440, 920, width, 76],
    step: 'supply',
    title: '+12 V',
    titleAt: 54,
    terminals: [
      ['in', 'left', 958],
      ['out', 'right', 958],
      ['lamp', 'top', 480],
      ['bolt', 'top', 502],
      ['measure', 'top', 458],
    ],
  })

const buck: Box = box({
  id: 'buck',
  look: 'board',
  at: [600, 900, 230, 104],
  step: 'supply',
  title: 'step-down converter',
  titleAt: 42,
  notes: ['set to 6.0 V first'],
  terminals: [
    ['in', 'left', 958, 'IN+'],
    ['out', 'right', 958, 'OUT+'],
    ['measure', 'top', 780, 'OUT+'],
    ['ground', 'bottom', 715, 'IN− and OUT−'],
  ],
})

const breakGlass: Box = box({
  id: 'glass',
  look: 'power',
  at: [600, 914, 230, 82],
  step: 'bolt',
  title: 'green break-glass switch',
  titleAt: 26,
  notes: ['on the inside, by the door:', 'opens without electronics'],
  notesAt: 56,
  terminals: [
    ['in', 'left', 958],
    ['out', 'right', 958],
  ],
})

const grounds: readonly Box[] = [
  box({
    id: 'ground',
    look: 'ground',
    at: [50, 1046, 1326, 30],
    step: 'nano',
    words: [{ x: 160, y: 1066, text: 'GND: one ground for everything', size: 14, anchor: 'start', bold: true }],
    terminals: [
      ['mains', 'top', 258],
      ['small', 'top', 405],
      ['nano', 'top', 560],
      ['buck', 'top', 715],
      ['position', 'top', 62],
    ],
  }),
  box({
    id: 'strip',
    look: 'ground',
    at: [1346, 262, 30, 784],
    step: 'nano',
    words: [{ x: 1366, y: 640, text: 'GND', size: 14, anchor: 'middle', bold: true, upright: true }],
    terminals: [
      ['bolt', 'left', 376],
      ['pull', 'left', 408],
      ['lamp', 'left', 556],
      ['buzzer', 'left', 616],
      ['pairing', 'left', 694],
      ['egress', 'left', 772],
      ['reed', 'left', 850],
    ],
  }),
]

const PARTS: Readonly<Record<Build, readonly Box[]>> = {
  servo: [...servo, potentiometer, strip(80), buck],
  strike: [...strike, contact, strip(80)],
  'fail-safe': [...failSafe, contact, strip(80), breakGlass],
}

export const boltBoxes = (build: Build): readonly Box[] => [pull, ...mains, ...grounds, ...PARTS[build]]
