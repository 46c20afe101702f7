// The colours of the wires: the pin map's, and those of the wires that go to no pin. Pure data.

import { PINS, type PinName } from '../contract/pins.ts'

/** Wires that end at no signal pin. No name is also a pin's: a test compares them. */
export const PLAIN_WIRES = {
  ground: 'black',
  volts12: 'red',
  boltFeed: 'red/yellow',
  nano5: 'red/blue',
  pi5: 'red/green',
  cameraFeed: 'red/grey',
  cameraRail: 'red/orange',
  strikeReturn: 'black/white',
  relayGround: 'black/green',
  usb: 'cable',
} as const

const INKS: Readonly<Record<string, string>> = {
  white: '#ffffff',
  grey: '#8d949c',
  black: '#1b1b1b',
  brown: '#8a5a2b',
  red: '#d8232a',
  orange: '#f28c1c',
  yellow: '#f5d312',
  green: '#1f9d45',
  blue: '#1d66d0',
  violet: '#8b3fc4',
  pink: '#f39ac0',
  cable: '#5c6670',
}

/** `red/white` is a red wire with a white stripe; a plain one has no stripe. */
export function inks(wire: string): { readonly base: string; readonly stripe: string | undefined } {
  const [base = '', stripe] = wire.split('/')
  return { base: INKS[base] ?? '#000000', stripe: stripe === undefined ? undefined : INKS[stripe] }
}

export const isInk = (wire: string): boolean => wire.split('/').every((name) => name in INKS)

/** Colour of the wire at a pin, as the pin map has it. */
export function wireOf(name: PinName): string {
  return PINS.find((row) => row.name === name)?.wire ?? 'black'
}
