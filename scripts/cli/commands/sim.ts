// sim …: what a person or bad luck does to the simulated rig.

import { ControlClient, type ControlState, type SimCommand } from '#hardware/simulator/control-client.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { done, type Outcome } from '../outcome.ts'
import { fault, usage } from '../spoken.ts'
import type { Text } from '../text.ts'
import type { Speak } from '../words.ts'
import { SIM_CAMERA } from './sim-camera.ts'
import { SIM_PAIR } from './sim-pair.ts'

const CONTROL = {
  value: 'HOST:PORT|unix:PATH',
  about: {
    en: 'the simulator’s control; known when `npm start` runs',
    de: 'die Steuerung des Simulators; bekannt, wenn `npm start` läuft',
  },
} as const

const picture = ({ bolt, door, supplyMv, serial, faults, statusLed, buzzer }: ControlState, say: Speak): string[] => {
  const on = [
    faults.jammed ? 'jam' : '',
    faults.stalled ? 'stall' : '',
    faults.reed === 'none' ? '' : `reed ${faults.reed}`,
    faults.boltSensor === 'none' ? '' : `sensor ${faults.boltSensor}`,
  ]
  return [
    say('sim_bolt', { place: say(`sim_${bolt.place}`), position: Math.round(bolt.position * 100) }),
    say(door.open ? 'sim_door_open' : 'sim_door_shut', { degrees: Math.round(door.degrees) }),
    say(serial.connected ? 'sim_serial' : 'sim_no_serial', { volts: (supplyMv / 1000).toFixed(1) }),
    ...(statusLed || buzzer ? [say('sim_signals', { led: statusLed ? 1 : 0, buzzer: buzzer ? 1 : 0 })] : []),
    ...(on.some((name) => name !== '')
      ? [say('sim_faults', { faults: on.filter((name) => name !== '').join(', ') })]
      : []),
  ]
}

const LOOK_EACH = 120
const LOOKS_MOST = 12

/** A door takes a moment to swing: looks until it stands still. */
const settled = async (client: ControlClient): Promise<ControlState> => {
  let state = await client.observe()
  for (let looks = 1; looks < LOOKS_MOST; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EACH))
    const later = await client.observe()
    if (later.door.degrees === state.door.degrees) return later
    state = later
  }
  return state
}

const act = async (
  { home, say }: Context,
  control: string | undefined,
  what: SimCommand | undefined,
): Promise<Outcome> => {
  const where = control ?? (await home.places.read()).simulator
  if (where === undefined) throw usage('sim_where')
  const client = await ControlClient.connect(where)
  try {
    if (!what) {
      const state = await client.observe()
      return done({ state }, picture(state, say))
    }
    const answer = await client.do(what)
    if (!answer.ok) throw fault('sim_refused', { why: answer.why })
    const state = await settled(client)
    return done({ did: what, state }, picture(state, say))
  } finally {
    client.close()
  }
}

const deed = (word: string, about: Text, what: SimCommand) =>
  command({
    words: `sim ${word}`,
    about,
    options: { control: CONTROL },
    examples: [`sim ${word}`],
    run: (context, { values }) => act(context, values.control, what),
  })

export const SIM_COMMANDS = [
  command({
    words: 'sim observe',
    about: { en: 'what somebody beside the simulated door would see', de: 'was jemand neben der simulierten Tür sähe' },
    options: { control: CONTROL },
    examples: ['sim observe'],
    run: (context, { values }) => act(context, values.control, undefined),
  }),
  deed(
    'open',
    { en: 'push the door open (a locked one stays shut)', de: 'die Tür aufdrücken (eine verriegelte bleibt zu)' },
    { do: 'door.open' },
  ),
  deed('close', { en: 'shut the door', de: 'die Tür schließen' }, { do: 'door.close' }),
  deed(
    'egress',
    { en: 'press the button inside', de: 'die Taste innen drücken' },
    { do: 'press', button: 'egress', ms: 300 },
  ),
  SIM_PAIR,
  command({
    words: 'sim type',
    about: { en: 'type at the keypad', de: 'am Tastenfeld tippen' },
    operands: [{ name: 'KEYS', about: { en: '0-9, * and #', de: '0-9, * und #' }, needed: true }],
    options: { control: CONTROL },
    examples: ['sim type "0123456#"'],
    run: (context, { values, operands }) => {
      const [keys = ''] = operands
      if (!/^[0-9*#]{1,32}$/.test(keys)) throw usage('sim_keys')
      return act(context, values.control, { do: 'type', keys })
    },
  }),
  deed(
    'turn-out',
    { en: 'turn the bolt out with the mechanical key', de: 'den Riegel mit dem mechanischen Schlüssel öffnen' },
    { do: 'key.turn', to: 'out' },
  ),
  deed(
    'turn-home',
    { en: 'turn the bolt home with the mechanical key', de: 'den Riegel mit dem mechanischen Schlüssel schließen' },
    { do: 'key.turn', to: 'home' },
  ),
  deed(
    'turn-release',
    { en: 'let go of the mechanical key', de: 'den mechanischen Schlüssel loslassen' },
    { do: 'key.turn', to: 'release' },
  ),
  deed('jam', { en: 'make the bolt stick', de: 'den Riegel klemmen lassen' }, { do: 'fault.jam', on: true }),
  deed('unjam', { en: 'free the bolt', de: 'den Riegel lösen' }, { do: 'fault.jam', on: false }),
  deed(
    'magnet',
    { en: 'hold a magnet to the door sensor', de: 'einen Magneten an den Türsensor halten' },
    { do: 'fault.reed', kind: 'closed' },
  ),
  deed('unplug', { en: 'pull the USB cable', de: 'das USB-Kabel ziehen' }, { do: 'serial.unplug' }),
  deed('plug', { en: 'plug the USB cable in', de: 'das USB-Kabel stecken' }, { do: 'serial.plug' }),
  deed(
    'brown-out',
    { en: 'let the supply sag', de: 'die Versorgung einbrechen lassen' },
    { do: 'fault.brown-out', ms: 200, mv: 2000 },
  ),
  deed('clear', { en: 'end every fault', de: 'jeden Fehler beenden' }, { do: 'fault.clear' }),
  SIM_CAMERA,
]
