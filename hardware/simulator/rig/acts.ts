// The commands as methods, for tests that read like what a person does.

import type { SimCommand, SimOutcome } from './command.ts'

type Wire = Extract<SimCommand, { do: 'fault.keypad' }>['wire']
type Kind<Name extends SimCommand['do']> =
  Extract<SimCommand, { do: Name }> extends { kind: infer Value } ? Value : never

export const worldCommands = (act: (command: SimCommand) => SimOutcome) => ({
  door: {
    open: () => act({ do: 'door.open' }),
    close: () => act({ do: 'door.close' }),
  },
  /** Milliseconds; 200 is a usual press. */
  press: (button: 'egress' | 'pairing', ms = 200) => act({ do: 'press', button, ms }),
  type: (keys: string) => act({ do: 'type', keys }),
  /** Mechanical key or thumb-turn: opens without a grant. */
  key: {
    turn: (to: 'home' | 'out') => act({ do: 'key.turn', to }),
    release: () => act({ do: 'key.turn', to: 'release' }),
  },
  supply: (mv: number) => act({ do: 'supply', mv }),
  reset: () => act({ do: 'reset' }),
  unplug: () => act({ do: 'serial.unplug' }),
  plug: () => act({ do: 'serial.plug' }),
  fault: {
    jam: (on = true) => act({ do: 'fault.jam', on }),
    stall: (on = true) => act({ do: 'fault.stall', on }),
    boltSensor: (kind: Kind<'fault.bolt-sensor'>) => act({ do: 'fault.bolt-sensor', kind }),
    keypad: (wire: Wire) => act({ do: 'fault.keypad', wire }),
    reed: (kind: Kind<'fault.reed'>) => act({ do: 'fault.reed', kind }),
    rail: (kind: Kind<'fault.rail'>) => act({ do: 'fault.rail', kind }),
    brownOut: (ms = 200, mv = 2_000) => act({ do: 'fault.brown-out', ms, mv }),
    hang: (deaf = false) => act({ do: 'fault.hang', deaf }),
    noise: (count = 64, seed = 1, to: 'chip' | 'pi' | 'both' = 'both') => act({ do: 'fault.noise', count, seed, to }),
    lineErrors: (rate: number, seed = 1) => act({ do: 'fault.line-errors', rate, seed }),
    heartbeat: (killed = true) => act({ do: 'fault.heartbeat', on: killed }),
    deaf: (on = true) => act({ do: 'fault.deaf', on }),
    clear: () => act({ do: 'fault.clear' }),
  },
})

export type WorldCommands = ReturnType<typeof worldCommands>
