// The pin map: the one place that says what is wired where. Firmware, device, simulator and wiring are made from it.
// ATmega328P as on an Arduino Uno or Nano. Pure data; must not import a driver.

/** What a Firmata host may do with a pin. `none`: the firmware alone owns it, every pin message for it is ignored. */
export type HostUse = 'none' | 'input' | 'output' | 'analog'

export interface Pin {
  readonly name: string
  /** Firmata pin number: 0..13 digital, 14..19 are A0..A5. */
  readonly pin: number
  /** As printed on the board. */
  readonly arduino: string
  readonly direction: 'in' | 'out'
  readonly does: string
  readonly host: HostUse
  /** Colour of the wire in the wiring plan. */
  readonly wire: string
  readonly note: string
}

export const PINS = [
  {
    name: 'serialIn',
    pin: 0,
    arduino: 'D0',
    direction: 'in',
    does: 'bytes from the Pi',
    host: 'none',
    wire: 'white',
    note: 'USB serial converter of the board; leave free',
  },
  {
    name: 'serialOut',
    pin: 1,
    arduino: 'D1',
    direction: 'out',
    does: 'bytes to the Pi',
    host: 'none',
    wire: 'grey',
    note: 'USB serial converter of the board; leave free',
  },
  {
    name: 'doorReed',
    pin: 2,
    arduino: 'D2',
    direction: 'in',
    does: 'reed switch at the door',
    host: 'input',
    wire: 'green',
    note: 'to ground while the door is closed; a cut wire reads as open',
  },
  {
    name: 'egressButton',
    pin: 3,
    arduino: 'D3',
    direction: 'in',
    does: 'button on the inside: the way out',
    host: 'input',
    wire: 'yellow',
    note: 'to ground while pressed; keep the wire inside the protected side',
  },
  {
    name: 'pairingButton',
    pin: 4,
    arduino: 'D4',
    direction: 'in',
    does: 'button inside the rig for pairing',
    host: 'input',
    wire: 'blue',
    note: 'to ground while pressed; reachable only with the case open',
  },
  {
    name: 'buzzer',
    pin: 5,
    arduino: 'D5',
    direction: 'out',
    does: 'buzzer with its own oscillator',
    host: 'output',
    wire: 'violet',
    note: 'high sounds; at most 20 mA, else through a transistor',
  },
  {
    name: 'cameraRelay',
    pin: 6,
    arduino: 'D6',
    direction: 'out',
    does: 'camera power',
    host: 'output',
    wire: 'orange',
    note: 'high powers the camera (normally open contact); off at every start',
  },
  {
    name: 'infrared',
    pin: 7,
    arduino: 'D7',
    direction: 'out',
    does: 'infrared light',
    host: 'output',
    wire: 'brown',
    note: 'high shines; through a MOSFET',
  },
  {
    name: 'keypadRow1',
    pin: 8,
    arduino: 'D8',
    direction: 'out',
    does: 'keypad row 1 2 3',
    host: 'none',
    wire: 'white/black',
    note: 'pulled low one row at a time, else floating',
  },
  {
    name: 'bolt',
    pin: 9,
    arduino: 'D9',
    direction: 'out',
    does: 'servo signal, or gate of the strike MOSFET',
    host: 'none',
    wire: 'red/white',
    note: '10 kOhm to ground, so that a chip in reset keeps the strike locked',
  },
  {
    name: 'keypadRow2',
    pin: 10,
    arduino: 'D10',
    direction: 'out',
    does: 'keypad row 4 5 6',
    host: 'none',
    wire: 'white/brown',
    note: 'pulled low one row at a time, else floating',
  },
  {
    name: 'keypadRow3',
    pin: 11,
    arduino: 'D11',
    direction: 'out',
    does: 'keypad row 7 8 9',
    host: 'none',
    wire: 'white/red',
    note: 'pulled low one row at a time, else floating',
  },
  {
    name: 'keypadRow4',
    pin: 12,
    arduino: 'D12',
    direction: 'out',
    does: 'keypad row * 0 #',
    host: 'none',
    wire: 'white/orange',
    note: 'pulled low one row at a time, else floating; not D13, whose light would pull the columns down',
  },
  {
    name: 'statusLed',
    pin: 13,
    arduino: 'D13',
    direction: 'out',
    does: 'status light, also the one on the board',
    host: 'output',
    wire: 'pink',
    note: 'high shines; the boot loader blinks it at start',
  },
  {
    name: 'boltPosition',
    pin: 14,
    arduino: 'A0',
    direction: 'in',
    does: 'where the bolt is, measured',
    host: 'analog',
    wire: 'green/white',
    note: 'potentiometer between two resistors, or the strike contact in a resistor ladder; 100 kOhm to ground so that a cut wire reads 0',
  },
  {
    name: 'cameraRail',
    pin: 15,
    arduino: 'A1',
    direction: 'in',
    does: 'voltage behind the camera relay',
    host: 'analog',
    wire: 'orange/white',
    note: 'divider 10 kOhm over 10 kOhm: full scale 10 V',
  },
  {
    name: 'supply',
    pin: 16,
    arduino: 'A2',
    direction: 'in',
    does: 'voltage that moves the bolt',
    host: 'analog',
    wire: 'red/black',
    note: 'divider 30 kOhm over 10 kOhm: full scale 20 V',
  },
  {
    name: 'keypadColumn1',
    pin: 17,
    arduino: 'A3',
    direction: 'in',
    does: 'keypad column 1 4 7 *',
    host: 'none',
    wire: 'grey/black',
    note: 'internal pull-up',
  },
  {
    name: 'keypadColumn2',
    pin: 18,
    arduino: 'A4',
    direction: 'in',
    does: 'keypad column 2 5 8 0',
    host: 'none',
    wire: 'grey/brown',
    note: 'internal pull-up',
  },
  {
    name: 'keypadColumn3',
    pin: 19,
    arduino: 'A5',
    direction: 'in',
    does: 'keypad column 3 6 9 #',
    host: 'none',
    wire: 'grey/red',
    note: 'internal pull-up',
  },
] as const satisfies readonly Pin[]

export type PinName = (typeof PINS)[number]['name']

/** Firmata pin number by name, for the device and the simulator: `PIN.cameraRelay === 6`. */
export const PIN = Object.fromEntries(PINS.map((row) => [row.name, row.pin])) as Readonly<Record<PinName, number>>

/** Where a Firmata pin number sits on the chip: 0..7 are PD0..7, 8..13 PB0..5, 14..19 PC0..5. */
export function chipPort(pin: number): { readonly port: 'B' | 'C' | 'D'; readonly bit: number } {
  if (pin < 8) return { port: 'D', bit: pin }
  return pin < 14 ? { port: 'B', bit: pin - 8 } : { port: 'C', bit: pin - 14 }
}

/** Keypad legend by row (top first) and column (left first). */
export const KEYPAD_LEGEND = ['123', '456', '789', '*0#'] as const
