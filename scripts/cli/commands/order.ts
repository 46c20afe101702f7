// remote, pin: what only the owner tells the door that is no visit. PINs go to the door itself and nowhere else.

import { resolve } from 'node:path'
import { PIN_LEAST, PIN_MOST } from '#device/pin/entry.ts'
import { hashPin } from '#device/pin/scrypt.ts'
import { freshRequestId } from '#protocol/ids.ts'
import { ORDER, type OrderClaims } from '#protocol/order.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { signToken } from '#protocol/token.ts'
import { type EpochMs, seconds, toSeconds } from '#protocol/units.ts'
import { readCount } from '../access/draft.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { readIfThere } from '../home/file.ts'
import { localChallenge, refusalIn } from '../local/ask.ts'
import { openLocalLine } from '../local/line.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { challengeOn } from '../reach/ask.ts'
import { openLine } from '../reach/line.ts'
import { ownPlace, type Place } from '../reach/place.ts'
import { fault, usage } from '../spoken.ts'
import { DOOR, LOCAL_AT } from './shared.ts'

type What = OrderClaims['what']
const DOOR_LIMIT = seconds(10)

const sign = ({ key, door }: Place, what: What, chl: string, now: EpochMs): Promise<string> =>
  signToken(ORDER, { v: 1, jti: freshRequestId(), iss: key.thumbprint, aud: door, iat: toSeconds(now), chl, what }, key)

/** At the door itself; it answers at once. */
const orderLocally = async (place: Place, what: What, where: string, now: EpochMs): Promise<Refused | undefined> => {
  const line = await openLocalLine(where)
  try {
    const challenge = await localChallenge(line, place)
    if (typeof challenge !== 'string') return challenge
    const answer = await line.ask({ do: 'order', token: await sign(place, what, challenge, now) })
    const code = refusalIn(answer)
    if (code) return refuse(code)
    if (answer['ok'] !== true) throw fault('local_strange')
    return undefined
  } finally {
    line.close()
  }
}

/** Through the bridge; the door's journal says that it was done. */
const orderRemote = async (place: Place, off: boolean, now: () => EpochMs): Promise<Refused | undefined> => {
  const line = await openLine(place, ['presence', 'challenge', 'journal'], now)
  try {
    const challenge = await challengeOn(line)
    if (typeof challenge !== 'string') return challenge
    await line.publish('order', await sign(place, { kind: 'remote', off }, challenge, now()))
    const heard = await line.wait((said) => {
      if (said.kind !== 'journal') return undefined
      return said.entries.some(({ what }) => what.kind === 'remote' && what.off === off) || undefined
    }, DOOR_LIMIT)
    return heard ? undefined : refuse('timed_out')
  } finally {
    await line.close()
  }
}

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
          ? await orderRemote(place, off, now)
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
