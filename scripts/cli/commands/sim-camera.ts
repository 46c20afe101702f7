// sim camera …: what is done to the drawn camera, or happens in front of it.

import { dirname, join } from 'node:path'
import { MOODS, type Mood, PERSON_ASKS } from '#device/camera/scene/mood.ts'
import { seconds } from '#protocol/units.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { openLocalLine } from '../local/line.ts'
import { done } from '../outcome.ts'
import { fault, usage } from '../spoken.ts'

const ANSWER_LIMIT = seconds(5)

type Asked = Mood | (typeof PERSON_ASKS)[number]
const ASKS: readonly Asked[] = [...MOODS, ...PERSON_ASKS]

/** Where `npm start` has left word of it; else where the agent's other things are. */
const placeOf = async ({ home }: Context, typed: string | undefined): Promise<string> => {
  const { camera, journal } = await home.places.read()
  const place = typed ?? camera ?? (journal === undefined ? undefined : join(dirname(journal), 'camera.sock'))
  if (place === undefined) throw usage('sim_camera_where')
  return place
}

const ask = async (place: string, what: object): Promise<Readonly<Record<string, unknown>>> => {
  try {
    const line = await openLocalLine(place)
    try {
      return await line.ask(what, ANSWER_LIMIT)
    } finally {
      line.close()
    }
  } catch (cause) {
    throw fault('sim_camera_away', { place }, cause)
  }
}

export const SIM_CAMERA = command({
  words: 'sim camera',
  about: {
    en: 'do something to the drawn camera, or let somebody come',
    de: 'etwas mit der gezeichneten Kamera tun, oder jemanden kommen lassen',
  },
  notes: [
    {
      en: 'To the camera: clear, covered (a hand or tape over the lens), sprayed, blinded (a lamp into the lens), turned, frozen (the same picture again and again), dark (night), hand (passes the lens once), lost (no picture).',
      de: 'Mit der Kamera: clear (frei), covered (Hand oder Klebeband auf der Linse), sprayed (besprüht), blinded (Lampe in die Linse), turned (weggedreht), frozen (immer dasselbe Bild), dark (Nacht), hand (eine Hand huscht vorbei), lost (kein Bild).',
    },
    {
      en: 'In front of it: comes (somebody with a parcel walks up to the door and waits), passes (somebody walks past).',
      de: 'Vor ihr: comes (jemand kommt mit einem Paket zur Tür und wartet), passes (jemand geht vorbei).',
    },
  ],
  operands: [{ name: 'WHAT', about: { en: 'one of the words below', de: 'eins der Wörter unten' }, needed: true }],
  options: {
    camera: {
      value: 'SOCKET',
      about: {
        en: 'the drawn camera’s control; known when `npm start` runs',
        de: 'die Steuerung der gezeichneten Kamera; bekannt, wenn `npm start` läuft',
      },
    },
  },
  examples: ['sim camera covered', 'sim camera clear', 'sim camera comes'],
  run: async (context, { values, operands: [what = ''] }) => {
    const asked = ASKS.find((word) => word === what)
    if (!asked) throw usage('sim_camera_what', { words: ASKS.join(', ') })
    const isPerson = asked === 'comes' || asked === 'passes'
    const { ok, why } = await ask(await placeOf(context, values.camera), isPerson ? { person: asked } : { mood: asked })
    if (ok !== true) throw fault('sim_refused', { why: String(why) })
    return done({ camera: asked }, [context.say(`sim_camera_${asked}`)])
  },
})
