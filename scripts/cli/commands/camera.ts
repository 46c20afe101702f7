// camera …: what only the owner tells the camera. The door writes it down and obeys until it is changed.

import { type CameraSettings, CameraSettingsSchema, type Mask, MaskSchema, RecipientSchema } from '#protocol/camera.ts'
import type { Happening } from '#protocol/entry.ts'
import { MASKS_MOST, RECIPIENTS_MOST } from '#protocol/limits.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { orderLocally, orderThroughBridge } from '../reach/order.ts'
import { ownPlace } from '../reach/place.ts'
import { usage } from '../spoken.ts'
import type { Text } from '../text.ts'
import { DOOR, LOCAL_AT, onOrOff, SWITCH } from './shared.ts'

type Set = Partial<CameraSettings>

/** Everything that was named is now so. */
const isObeyed =
  (set: Set) =>
  (what: Happening): boolean =>
    what.kind === 'camera_set' &&
    CameraSettingsSchema.keyof().options.every(
      (name) => set[name] === undefined || JSON.stringify(set[name]) === JSON.stringify(what.settings[name]),
    )

const tell = async (
  context: Context,
  { door, local }: { readonly door: string | undefined; readonly local: string | undefined },
  { set, said }: { readonly set: Set; readonly said: string },
): Promise<Outcome> => {
  const { home, now, say } = context
  const place = await ownPlace(context, await home.doors.find(door))
  const what = { kind: 'camera', set } as const
  const no =
    local === undefined
      ? await orderThroughBridge(place, what, isObeyed(set), now)
      : await orderLocally(place, what, local, now())
  return no ? refused(no.code) : done({ door: place.name, set }, [say('camera_told', { what: said })])
}

const WHERE = { door: DOOR, local: LOCAL_AT }

const power = (word: 'on' | 'off', about: Text) =>
  command({
    words: `camera ${word}`,
    about,
    options: WHERE,
    examples: [`camera ${word}`],
    run: (context, { values }) =>
      tell(context, values, { set: { off: word === 'off' }, said: context.say(`camera_${word}`) }),
  })

const switched = (name: 'sound' | 'motion', about: Text) =>
  command({
    words: `camera ${name}`,
    about,
    operands: [SWITCH],
    options: WHERE,
    examples: [`camera ${name} off`],
    run: (context, { values, operands }) => {
      const on = onOrOff(operands[0] ?? '')
      return tell(context, values, { set: { [name]: on }, said: `${name} ${on ? 'on' : 'off'}` })
    },
  })

const NONE = 'none'
const listed = (text: string, between: RegExp): string[] =>
  text === NONE ? [] : text.split(between).map((part) => part.trim())

/** Percent with at most one decimal into thousandths. @throws SpokenError `areas_unreadable` */
export const readAreas = (text: string): Mask[] => {
  const areas = listed(text, /;/).map((area) => {
    const numbers = area.split(',').map((number) => Math.round(Number.parseFloat(number) * 10))
    const [x, y, w, h] = numbers
    return MaskSchema.safeParse({ x, y, w, h, ...(numbers.length === 4 ? {} : { more: true }) })
  })
  const masks = areas.flatMap(({ data }) => data ?? [])
  if (masks.length !== areas.length || masks.length > MASKS_MOST)
    throw usage('areas_unreadable', { text: text.slice(0, 80) })
  return masks
}

const readRecipients = (text: string): string[] => {
  const recipients = listed(text, /,/)
  const isRight = recipients.every((recipient) => RecipientSchema.safeParse(recipient).success)
  if (!isRight || recipients.length > RECIPIENTS_MOST) throw usage('recipients_unreadable', { text: text.slice(0, 80) })
  return recipients
}

export const CAMERA_COMMANDS = [
  power('on', { en: 'give the camera power', de: 'der Kamera Strom geben' }),
  power('off', {
    en: 'take the camera’s power: its relay opens, and nobody who needs it is let in',
    de: 'der Kamera den Strom nehmen: Ihr Relais öffnet, und wer sie braucht, kommt nicht hinein',
  }),
  command({
    words: 'camera mask',
    about: { en: 'black out areas of the picture', de: 'Flächen des Bildes schwärzen' },
    notes: [
      {
        en: 'Left, top, width and height in percent of the picture; several are separated by semicolons. They replace those before. Masked pixels never leave the camera’s memory.',
        de: 'Links, oben, Breite und Höhe in Prozent des Bildes; mehrere durch Semikolon getrennt. Sie ersetzen die bisherigen. Geschwärzte Bildpunkte verlassen den Speicher der Kamera nie.',
      },
    ],
    operands: [{ name: 'AREAS', about: { en: 'the areas, or none', de: 'die Flächen, oder none' }, needed: true }],
    options: WHERE,
    examples: ['camera mask "0,0,30,100; 80,0,20,50"', 'camera mask none'],
    run: (context, { values, operands }) => {
      const masks = readAreas(operands[0] ?? '')
      return tell(context, values, { set: { masks }, said: context.say('camera_masks', { count: masks.length }) })
    },
  }),
  switched('sound', { en: 'record sound with the picture, or not', de: 'Ton mit aufnehmen oder nicht' }),
  switched('motion', {
    en: 'record when something moves without a visit, or not',
    de: 'aufnehmen, wenn sich ohne Besuch etwas bewegt, oder nicht',
  }),
  command({
    words: 'camera recipient',
    about: { en: 'say who else can open new clips', de: 'sagen, wer neue Clips noch öffnen kann' },
    notes: [
      {
        en: 'age recipients, separated by commas; they replace those before. Your own key always can.',
        de: 'age-Empfänger, durch Kommas getrennt; sie ersetzen die bisherigen. Ihr eigener Schlüssel kann es immer.',
      },
    ],
    operands: [{ name: 'RECIPIENTS', about: { en: 'age1…, or none', de: 'age1…, oder none' }, needed: true }],
    options: WHERE,
    examples: ['camera recipient none'],
    run: (context, { values, operands }) => {
      const recipients = readRecipients(operands[0] ?? '')
      const said = context.say('camera_recipients', { count: recipients.length })
      return tell(context, values, { set: { recipients }, said })
    },
  }),
]
