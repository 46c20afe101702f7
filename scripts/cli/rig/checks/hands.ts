// What somebody's hands do: door, buttons, keypad. The rig measures; nobody has to say that it is done. Pure.

import { KEYPAD_LEGEND, type PinName } from '#hardware/contract/pins.ts'
import { type Millis, millis, seconds } from '#protocol/units.ts'
import { type Ask, type Check, good, last, type PartTest, type Seen, type Verdict, type Wrong, wrong } from '../part.ts'

/** To get to the door. */
const PATIENCE = seconds(30)
const SETTLED = millis(1500)
const DOOR_HOLD = seconds(45)
const TYPING = seconds(60)

const leaf = (open: boolean, within: Millis, what: Wrong, more: Partial<Check> = {}): Check => ({
  deeds: [],
  within,
  look: (seen) => (last(seen).doorOpen === open && seen.statuses.length > 0 ? good() : undefined),
  late: () => wrong(what, ['doorReed']),
  ...more,
})

export const REED_TEST: PartTest = {
  needs: ['firmware'],
  checks: [
    leaf(false, SETTLED, 'reed_open', { ready: 'door_shut' }),
    // A bolt that holds the door would make it look like a switch that sticks.
    leaf(true, PATIENCE, 'reed_shut', { deeds: [{ do: 'unlock', hold: DOOR_HOLD }], tell: 'open_door' }),
    leaf(false, PATIENCE, 'reed_open', { tell: 'shut_door' }),
  ],
  after: [{ do: 'lock' }],
}

const button = (flag: 'egressPressed' | 'pairingPressed', pin: PinName, tell: Ask): readonly Check[] => [
  {
    deeds: [],
    within: millis(600),
    look: () => undefined,
    late: (seen) => (last(seen)[flag] ? wrong('button_shorted', [pin]) : good()),
  },
  {
    deeds: [],
    tell,
    within: PATIENCE,
    look: (seen) => (seen.statuses.some((status) => status[flag]) ? good() : undefined),
    late: () => wrong('button_dead', [pin]),
  },
  {
    deeds: [],
    within: PATIENCE,
    look: (seen) => (last(seen)[flag] ? undefined : good()),
    late: () => wrong('button_shorted', [pin]),
  },
]

/** The way out: what counts is that the bolt goes, by the button alone. */
const wayOut: Check = {
  deeds: [],
  within: seconds(6),
  look: (seen) => (last(seen).bolt === 'out' && last(seen).reason === 'egress' ? good() : undefined),
  late: () => wrong('egress_no_bolt', ['bolt', 'supply', 'boltPosition']),
}

export const EGRESS_TEST: PartTest = {
  needs: ['firmware', 'bolt'],
  checks: [...button('egressPressed', 'egressButton', 'press_egress'), wayOut],
  after: [{ do: 'lock' }],
}
export const PAIRING_TEST: PartTest = {
  needs: ['firmware'],
  checks: button('pairingPressed', 'pairingButton', 'press_pairing'),
  after: [],
}

export const ALL_KEYS = KEYPAD_LEGEND.join('')
const ROWS = ['keypadRow1', 'keypadRow2', 'keypadRow3', 'keypadRow4'] as const satisfies readonly PinName[]
const COLUMNS = ['keypadColumn1', 'keypadColumn2', 'keypadColumn3'] as const satisfies readonly PinName[]

const columnKeys = (column: number): string => KEYPAD_LEGEND.map((row) => row[column] ?? '').join('')
const without = (keys: string, heard: string): boolean => ![...keys].some((key) => heard.includes(key))

/** Keys that were heard where another was pressed: two wires changed places. */
const swapped = (heard: string): Verdict => {
  const rows = ROWS.filter((_, row) => !KEYPAD_LEGEND[row]?.includes(heard[row * 3] ?? ''))
  const columns = COLUMNS.filter((_, column) => !columnKeys(column).includes(heard[column] ?? ''))
  return wrong('keypad_swapped', rows.length > 0 || columns.length > 0 ? [...rows, ...columns] : [...ROWS, ...COLUMNS])
}

/** @param heard in the order they came; they were asked for row by row */
export const ofKeypad = (heard: string): Verdict => {
  const missing = [...ALL_KEYS].filter((key) => !heard.includes(key)).join('')
  if (missing === '') return heard === ALL_KEYS || heard.length > ALL_KEYS.length ? good() : swapped(heard)
  if (missing === ALL_KEYS) return wrong('keypad_dead', [...ROWS, ...COLUMNS])
  const rows = ROWS.filter((_, row) => without(KEYPAD_LEGEND[row] ?? '', heard))
  const columns = COLUMNS.filter((_, column) => without(columnKeys(column), heard))
  const slots = { keys: [...missing].join(' ') }
  const wires = [...rows, ...columns]
  return wires.length > 0 ? wrong('keypad_wire', wires, slots) : wrong('keypad_keys', [], slots)
}

const isComplete = ({ keys }: Seen): boolean => [...ALL_KEYS].every((key) => keys.includes(key))

export const KEYPAD_TEST: PartTest = {
  needs: ['firmware'],
  checks: [
    {
      deeds: [],
      tell: 'type_all',
      within: TYPING,
      look: (seen) => (isComplete(seen) ? ofKeypad(seen.keys) : undefined),
      late: (seen) => ofKeypad(seen.keys),
    },
  ],
  after: [],
}
