// The assembly, step by step: what to wire, the self-test that ends each step, and where to look when it fails.
// Pure data; the pictures of a step are drawn from the same step names.

import type { PinName } from '../contract/pins.ts'
import type { StepId } from './diagram/shape.ts'
import type { Build } from './variants.ts'

/** A part of the self-test, as `npx hausrecht rig test --only` takes it. */
export type TestPart =
  | ('firmware' | 'bolt' | 'feedback' | 'reed' | 'egress' | 'pairing' | 'keypad')
  | ('supply' | 'rail' | 'infrared' | 'light' | 'buzzer' | 'camera')

export interface Symptom {
  readonly seen: string
  /** Look at these wires first. */
  readonly pins: readonly PinName[]
  readonly look: string
}

export interface Step {
  readonly id: StepId
  readonly title: string
  /** Builds whose pictures differ; others share the first. */
  readonly builds: readonly Build[]
  readonly todo: readonly string[]
  readonly tests: readonly TestPart[]
  readonly symptoms: readonly Symptom[]
}

const SHARED: readonly Build[] = ['servo']
const BY_FEED: readonly Build[] = ['servo', 'strike']
const EACH: readonly Build[] = ['servo', 'strike', 'fail-safe']

export const STEPS: readonly Step[] = [
  {
    id: 'nano',
    title: 'The boards',
    builds: SHARED,
    todo: [
      'Press the Nano onto its screw terminals, its USB socket at the end marked D12 and D13.',
      'Solder the small board: the 1 kΩ with the light, and the resistors at A0, A1 and A2 as drawn.',
      'Ground strip, Nano (GND) and small board: one wire each. Leave VIN, 3V3, D0 and D1 free.',
      'USB from the Nano to any socket of the Pi. The Pi keeps its own supply.',
      'If you own an ISP programmer: set the brown-out fuse to 4.3 V once, as [hardware](../README.md#build-and-flash) says. Without, a sagging supply is noticed later.',
    ],
    tests: ['firmware'],
    symptoms: [
      {
        seen: 'no board is found',
        pins: ['serialIn', 'serialOut'],
        look: 'a USB lead that only charges; something screwed to D0 or D1',
      },
    ],
  },
  {
    id: 'supply',
    title: 'Power for the bolt',
    builds: BY_FEED,
    todo: [
      'Everything unplugged. Fuse into the plus lead, then the +12 V strip; minus to the ground strip.',
      'Servo: plug in with nothing behind the converter, turn its screw until a meter shows 6.0 V, unplug, then go on.',
      'A2 through its 30 kΩ to what moves the bolt: the converter’s OUT+ for a servo, the +12 V strip for a strike.',
    ],
    tests: ['supply'],
    symptoms: [
      { seen: 'reads 0 V', pins: ['supply'], look: 'the fuse, the plug, or this wire' },
      { seen: 'reads 12 V with a servo', pins: ['supply'], look: 'the converter is not set: unplug at once' },
      {
        seen: 'reads three times as much',
        pins: ['supply'],
        look: '30 kΩ and 10 kΩ are swapped: unplug, or 12 V harm the pin',
      },
    ],
  },
  {
    id: 'feedback',
    title: 'Where the bolt is',
    builds: BY_FEED,
    todo: [
      'Servo: potentiometer with its small gear, turned to the middle while the thumb-turn stands half-way; then 470 Ω to 5 V and 470 Ω to ground.',
      'Locked must be the ground end: near 200 of 1023. If it counts the other way, swap the two outer wires.',
      'Strike: 2.2 kΩ, 6.8 kΩ, 2.2 kΩ in a row from ground to 5 V, beside the strike; its contact’s middle to A0.',
      'Run the test with the bolt locked by hand, and once more with it open.',
    ],
    tests: ['feedback'],
    symptoms: [
      { seen: 'reads 0', pins: ['boltPosition'], look: 'this wire or the 5 V wire is cut or loose' },
      { seen: 'reads 1023', pins: ['boltPosition'], look: 'it touches 5 V' },
      { seen: 'goes down when it should go up', pins: ['boltPosition'], look: 'the two outer wires are swapped' },
      { seen: 'never leaves the middle', pins: ['boltPosition'], look: 'the gears slip, or the ground wire is cut' },
    ],
  },
  {
    id: 'bolt',
    title: 'What moves it',
    builds: EACH,
    todo: [
      'The 10 kΩ from D9 to ground first: it keeps the bolt quiet while the chip starts.',
      'Servo: signal through it, plus and minus with the 2200 µF at the servo’s plug. Fit the fork only after the test has driven the servo home once.',
      'Fail-secure strike: MOSFET board, and the diode across the strike, its stripe at plus.',
      'Fail-safe strike: relay board, plus through the break-glass switch and NC, minus to ground.',
    ],
    tests: ['bolt', 'feedback'],
    symptoms: [
      { seen: 'does not move', pins: ['bolt', 'supply'], look: 'signal, plus and minus; a key in the lock' },
      {
        seen: 'moves the wrong way',
        pins: ['bolt', 'boltPosition'],
        look: 'turn the servo round, or use NC in place of NO',
      },
      { seen: 'moves, and the numbers do not', pins: ['boltPosition'], look: 'the gear on the potentiometer' },
      {
        seen: 'the board starts anew when it moves',
        pins: ['supply'],
        look: 'servo fed from the Nano: it never may be',
      },
    ],
  },
  {
    id: 'reed',
    title: 'The door itself',
    builds: SHARED,
    todo: [
      'Switch on the frame, magnet on the leaf, both on the side where the bolt is, and on the inside.',
      'One wire to D2, one to ground. Shut the door: the switch closes.',
    ],
    tests: ['reed'],
    symptoms: [
      { seen: 'always open', pins: ['doorReed'], look: 'this wire, its ground, or a magnet too far away' },
      { seen: 'always shut', pins: ['doorReed'], look: 'it touches ground, or is the kind that opens by the magnet' },
    ],
  },
  {
    id: 'egress',
    title: 'The way out',
    builds: SHARED,
    todo: [
      'The large button on the inside, beside the door, and its wire nowhere a hand from outside can reach.',
      'One wire to D3, one to ground. It asks neither Pi nor network.',
      'Keep the handle, thumb-turn or key that opened this door before: read [the safety page](safety.md).',
    ],
    tests: ['egress'],
    symptoms: [
      { seen: 'nothing when pressed', pins: ['egressButton'], look: 'this wire or its ground' },
      { seen: 'pressed all the time', pins: ['egressButton'], look: 'it touches ground, or is the kind that opens' },
    ],
  },
  {
    id: 'pairing',
    title: 'The pairing button',
    builds: SHARED,
    todo: [
      'The small button inside the case. One wire to D4, one to ground.',
      'Who presses it can become the owner: it must need a screwdriver.',
    ],
    tests: ['pairing'],
    symptoms: [
      { seen: 'nothing when pressed', pins: ['pairingButton'], look: 'this wire or its ground' },
      { seen: 'pressed all the time', pins: ['pairingButton'], look: 'it touches ground' },
    ],
  },
  {
    id: 'keypad',
    title: 'The keypad',
    builds: SHARED,
    todo: [
      'Find its rows and columns with a meter that beeps: a pressed key joins one row and one column.',
      'Rows to D8, D10, D11, D12, columns to A3, A4, A5. No ground.',
    ],
    tests: ['keypad'],
    symptoms: [
      {
        seen: 'three keys side by side are dead',
        pins: ['keypadRow1', 'keypadRow2', 'keypadRow3', 'keypadRow4'],
        look: 'the wire of that row',
      },
      {
        seen: 'four keys one below the other are dead',
        pins: ['keypadColumn1', 'keypadColumn2', 'keypadColumn3'],
        look: 'the wire of that column',
      },
      { seen: 'another key comes', pins: ['keypadRow1', 'keypadColumn1'], look: 'two rows or two columns are swapped' },
    ],
  },
  {
    id: 'camera',
    title: 'The camera and its switch',
    builds: SHARED,
    todo: [
      'Open the jacket of the extension lead in the middle and cut only the red wire: the Pi’s end to COM, the camera’s end to NO.',
      'Coil: DC+ and DC− to pins 4 and 6 of the Pi, IN to D6, jumper on high.',
      'A second wire from NO through its 10 kΩ to A1: what is measured is what the camera gets.',
    ],
    tests: ['rail', 'camera'],
    symptoms: [
      {
        seen: 'rail stays at 0 V',
        pins: ['cameraRelay', 'cameraRail'],
        look: 'does it click? then COM, NO or the wire to A1; else IN, DC+, DC−',
      },
      { seen: 'rail stays at 5 V', pins: ['cameraRelay'], look: 'NC in place of NO, or the jumper on low' },
      { seen: 'rail right, no picture', pins: ['cameraRail'], look: 'a data wire of the extension lead was cut too' },
    ],
  },
  {
    id: 'infrared',
    title: 'The infrared lamp',
    builds: SHARED,
    todo: [
      'MOSFET board between +12 V and ground, the lamp at its OUT+ and OUT−, IN to D7.',
      'Beside the camera, not in front of it, and not behind glass.',
    ],
    tests: ['infrared'],
    symptoms: [
      { seen: 'dark', pins: ['infrared'], look: 'IN, the lamp’s own light sensor, OUT+ and OUT− swapped' },
      {
        seen: 'never goes out',
        pins: ['infrared'],
        look: 'IN not connected, or a board that switches on a low signal',
      },
    ],
  },
  {
    id: 'light',
    title: 'The light',
    builds: SHARED,
    todo: ['On the small board; take it to the front of the case with two wires if you like.'],
    tests: ['light'],
    symptoms: [
      { seen: 'dark, though the one on the Nano shines', pins: ['statusLed'], look: 'it is the wrong way round' },
    ],
  },
  {
    id: 'buzzer',
    title: 'The buzzer',
    builds: SHARED,
    todo: ['Plus to D5, minus to ground.'],
    tests: ['buzzer'],
    symptoms: [{ seen: 'silent', pins: ['buzzer'], look: 'plus and minus swapped, or a passive buzzer' }],
  },
]

/** Where a step's picture is, from this folder. */
export const pictureOf = (step: StepId, build: Build): string => `pictures/${step}-${build}.svg`
