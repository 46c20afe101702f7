// watching …: what only the owner decides about being watched live. The door writes it down and obeys until it is changed.

import type { Happening } from '#protocol/entry.ts'
import { type LiveSettings, LiveSettingsSchema } from '#protocol/live/settings.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { orderLocally, orderThroughBridge } from '../reach/order.ts'
import { ownPlace } from '../reach/place.ts'
import type { Text } from '../text.ts'
import { DOOR, LOCAL_AT, onOrOff, SWITCH } from './shared.ts'

type Set = Partial<LiveSettings>

/** Everything that was named is now so. */
const isObeyed =
  (set: Set) =>
  (what: Happening): boolean =>
    what.kind === 'live_set' &&
    LiveSettingsSchema.keyof().options.every((name) => set[name] === undefined || set[name] === what.settings[name])

const tell = async (
  context: Context,
  { door, local }: { readonly door: string | undefined; readonly local: string | undefined },
  set: Set,
  said: string,
): Promise<Outcome> => {
  const { home, now } = context
  const place = await ownPlace(context, await home.doors.find(door))
  const what = { kind: 'live', set } as const
  const no =
    local === undefined
      ? await orderThroughBridge(place, what, isObeyed(set), now)
      : await orderLocally(place, what, local, now())
  return no ? refused(no.code) : done({ door: place.name, set }, [said])
}

const WHERE = { door: DOOR, local: LOCAL_AT }

const whole = (word: 'on' | 'off', about: Text) =>
  command({
    words: `watching ${word}`,
    about,
    options: WHERE,
    examples: [`watching ${word}`],
    run: (context, { values }) =>
      tell(context, values, { off: word === 'off' }, context.say(word === 'off' ? 'watching_off' : 'watching_on')),
  })

const switched = (word: 'talk' | 'relay', name: 'talk' | 'relayOnly', about: Text, note: Text) =>
  command({
    words: `watching ${word}`,
    about,
    notes: [note],
    operands: [SWITCH],
    options: WHERE,
    examples: [`watching ${word} off`],
    run: (context, { values, operands }) => {
      const on = onOrOff(operands[0] ?? '')
      return tell(context, values, { [name]: on }, context.say(`watching_${word}_${on ? 'on' : 'off'}`))
    },
  })

export const WATCHING_COMMANDS = [
  whole('on', { en: 'let those with the right to it watch live', de: 'Zusehen erlauben, wer das Recht dazu hat' }),
  whole('off', { en: 'nobody watches live, you included', de: 'niemand sieht live zu, auch Sie nicht' }),
  switched(
    'talk',
    'talk',
    {
      en: 'let viewers speak through the rig and listen, or not',
      de: 'wer zusieht, darf sprechen und zuhören, oder nicht',
    },
    {
      en: 'Off at first. The rig announces it with light and buzzer as it begins, and the journal notes it. Sound in clips is another switch: camera sound.',
      de: 'Anfangs aus. Die Anlage kündigt es mit Licht und Summer an, und das Journal vermerkt es. Ton in Clips ist ein anderer Schalter: camera sound.',
    },
  ),
  switched(
    'relay',
    'relayOnly',
    { en: 'pictures go through your relay only, or not', de: 'Bilder gehen nur über Ihr Relais, oder nicht' },
    {
      en: 'With it, viewers do not learn the network address of the house. Needs a relay set up at the bridge.',
      de: 'Damit erfahren Zusehende die Netzwerkadresse des Hauses nicht. Braucht ein Relais, das an der Brücke eingerichtet ist.',
    },
  ),
]
