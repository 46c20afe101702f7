// remote, pin: what only the owner tells the door that is no visit. PINs go to the door itself and nowhere else.

import { resolve } from 'node:path'
import { PIN_LEAST, PIN_MOST } from '#device/pin/entry.ts'
import { hashPin } from '#device/pin/scrypt.ts'
import type { Happening } from '#protocol/entry.ts'
import { readCount } from '../access/draft.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { readIfThere } from '../home/file.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { orderLocally, orderThroughBridge, type What } from '../reach/order.ts'
import { ownPlace } from '../reach/place.ts'
import { usage } from '../spoken.ts'
import { DOOR, LOCAL_AT } from './shared.ts'

const isSaid =
  (off: boolean) =>
  (what: Happening): boolean =>
    what.kind === 'remote' && what.off === off

const remote = (word: 'off' | 'on', about: { readonly en: string; readonly de: string }) =>
  command({
    words: `remote ${word}`,
    about,
    options: { door: DOOR, local: LOCAL_AT },
    examples: [`remote ${word}`],
    run: async (context, { values }) => {
      const { home, now, say } = context
      const off = word === 'off'
      const place = await ownPlace(context, await home.doors.find(values.door))
      const no =
        values.local === undefined
          ? await orderThroughBridge(place, { kind: 'remote', off }, isSaid(off), now)
          : await orderLocally(place, { kind: 'remote', off }, values.local, now())
      return no
        ? refused(no.code)
        : done({ door: place.name, remote: word }, [say(off ? 'remote_is_off' : 'remote_is_on')])
    },
  })

const SLOT = {
  value: '0-9',
  about: {
    en: 'which of the ten PINs; typed before it at the keypad',
    de: 'welche der zehn PINs; wird am Tastenfeld davor getippt',
  },
  needed: true,
} as const
const AT = {
  ...LOCAL_AT,
  about: {
    en: 'where the door itself is; a PIN goes nowhere else',
    de: 'wo die Tür selbst ist; eine PIN geht nirgends sonst hin',
  },
} as const

const askPin = async (context: Context, file: string | undefined): Promise<string> => {
  const { say, askSecret, folder } = context
  const typed = file === undefined ? await askSecret(say('pin_ask')) : await readIfThere(resolve(folder, file))
  const pin = typed?.trim() ?? ''
  if (!/^\d+$/.test(pin) || pin.length < PIN_LEAST || pin.length > PIN_MOST)
    throw usage('pin_form', { least: PIN_LEAST, most: PIN_MOST })
  if (file === undefined && (await askSecret(say('pin_again'))).trim() !== pin) throw usage('pin_differs')
  return pin
}

const whereLocal = async ({ home }: Context, typed: string | undefined): Promise<string> => {
  const where = typed ?? (await home.places.read()).local
  if (where === undefined) throw usage('local_needed')
  return where
}

const orderPin = async (
  context: Context,
  door: string | undefined,
  local: string | undefined,
  what: What,
  said: string,
): Promise<Outcome> => {
  const place = await ownPlace(context, await context.home.doors.find(door))
  const no = await orderLocally(place, what, await whereLocal(context, local), context.now())
  return no ? refused(no.code) : done({ door: place.name, ...('slot' in what ? { slot: what.slot } : {}) }, [said])
}

export const ORDER_COMMANDS = [
  remote('off', { en: 'no opening from afar', de: 'kein Öffnen aus der Ferne' }),
  remote('on', { en: 'opening from afar again', de: 'Öffnen aus der Ferne wieder erlauben' }),
  command({
    words: 'pin set',
    about: { en: 'set a PIN for the keypad', de: 'eine PIN für das Tastenfeld setzen' },
    notes: [
      {
        en: `${PIN_LEAST} to ${PIN_MOST} digits, asked for without showing them. At the keypad: the slot, the PIN, #. Only a salted hash leaves this program, and only to the door itself.`,
        de: `${PIN_LEAST} bis ${PIN_MOST} Ziffern, gefragt ohne sie zu zeigen. Am Tastenfeld: Platz, PIN, #. Nur ein gesalzener Hash verlässt dieses Programm, und nur zur Tür selbst.`,
      },
    ],
    options: {
      slot: SLOT,
      door: DOOR,
      local: AT,
      'pin-file': {
        value: 'FILE',
        about: { en: 'read the PIN from there instead', de: 'die PIN stattdessen von dort lesen' },
      },
    },
    examples: ['pin set --slot 0 --local /var/lib/hausrecht/door.sock'],
    run: async (context, { values }) => {
      const slot = readCount('--slot', values.slot, 0, 9)
      const secret = await hashPin(await askPin(context, values['pin-file']))
      return orderPin(
        context,
        values.door,
        values.local,
        { kind: 'pin', slot, ...secret },
        context.say('pin_is_set', { slot }),
      )
    },
  }),
  command({
    words: 'pin remove',
    about: { en: 'remove a PIN', de: 'eine PIN entfernen' },
    options: { slot: SLOT, door: DOOR, local: AT },
    examples: ['pin remove --slot 0 --local /var/lib/hausrecht/door.sock'],
    run: (context, { values }) => {
      const slot = readCount('--slot', values.slot, 0, 9)
      return orderPin(
        context,
        values.door,
        values.local,
        { kind: 'pin_removed', slot },
        context.say('pin_is_removed', { slot }),
      )
    },
  }),
]
