// A wire as a person looks for it: the pin as printed, its colour, what it is for. Pure; from the pin map.

import { PINS, type PinName } from '#hardware/contract/pins.ts'
import type { Language, Text } from '../text.ts'

const COLOURS: Readonly<Record<string, string>> = {
  white: 'weiß',
  grey: 'grau',
  green: 'grün',
  yellow: 'gelb',
  blue: 'blau',
  violet: 'violett',
  orange: 'orange',
  brown: 'braun',
  black: 'schwarz',
  red: 'rot',
  pink: 'rosa',
}

/** The pin map speaks English. */
const DOES: Readonly<Record<PinName, string>> = {
  serialIn: 'Bytes vom Pi',
  serialOut: 'Bytes zum Pi',
  doorReed: 'Reedkontakt an der Tür',
  egressButton: 'Taste innen: der Weg hinaus',
  pairingButton: 'Kopplungstaste im Gerät',
  buzzer: 'Summer mit eigenem Oszillator',
  cameraRelay: 'Kamerastrom',
  infrared: 'Infrarotlicht',
  keypadRow1: 'Tastenfeld, Reihe 1 2 3',
  bolt: 'Servosignal, oder Gate des MOSFET am Türöffner',
  keypadRow2: 'Tastenfeld, Reihe 4 5 6',
  keypadRow3: 'Tastenfeld, Reihe 7 8 9',
  keypadRow4: 'Tastenfeld, Reihe * 0 #',
  statusLed: 'Statuslicht, auch das auf der Platine',
  boltPosition: 'wo der Riegel ist, gemessen',
  cameraRail: 'Spannung hinter dem Kamerarelais',
  supply: 'Spannung, die den Riegel bewegt',
  keypadColumn1: 'Tastenfeld, Spalte 1 4 7 *',
  keypadColumn2: 'Tastenfeld, Spalte 2 5 8 0',
  keypadColumn3: 'Tastenfeld, Spalte 3 6 9 #',
}

export interface Wire {
  /** As printed on the board. */
  readonly pin: string
  readonly colour: Text
  readonly what: Text
}

const inGerman = (colour: string): string =>
  colour
    .split('/')
    .map((one) => COLOURS[one] ?? one)
    .join('/')

export const wireOf = (name: PinName): Wire => {
  const row = PINS.find((pin) => pin.name === name)
  const colour = row?.wire ?? ''
  return {
    pin: row?.arduino ?? name,
    colour: { en: colour, de: inGerman(colour) },
    what: { en: row?.does ?? '', de: DOES[name] },
  }
}

export const showWire = (name: PinName, language: Language): { pin: string; colour: string; what: string } => {
  const { pin, colour, what } = wireOf(name)
  return { pin, colour: colour[language], what: what[language] }
}
