// unlock, lock: ask the door, print what comes back as it comes.

import type { Action } from '#protocol/grant.ts'
import { UNLOCK_DEFAULT, UNLOCK_LEAST, UNLOCK_MOST } from '#protocol/limits.ts'
import { type Millis, minutes, seconds } from '#protocol/units.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { askLocally } from '../local/ask.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { askThroughBridge } from '../reach/ask.ts'
import { type Answer, type Asking, isLast } from '../reach/asking.ts'
import { placeFrom } from '../reach/place.ts'
import { fault, usage } from '../spoken.ts'
import { readSpan } from '../times/instant.ts'
import { showClock, showSpan } from '../times/show.ts'
import { DOOR, LOCAL_AT } from './shared.ts'

const ANSWER_LIMIT = seconds(15)
/** A door may stand open for long; somebody carries a wardrobe in. */
const CLOSE_LIMIT = minutes(15)

interface Typed {
  readonly door: string | undefined
  readonly grant: string | undefined
  readonly local: string | undefined
  readonly hold: string | undefined
  readonly wait: boolean
}

const readHold = (text: string | undefined): Millis | undefined => {
  if (text === undefined) return undefined
  const hold = readSpan(text)
  if (hold < UNLOCK_LEAST || hold > UNLOCK_MOST)
    throw usage('hold_wrong', { least: UNLOCK_LEAST, most: UNLOCK_MOST / 1000 })
  return hold
}

const open = async (context: Context, act: Action, typed: Typed): Promise<Outcome> => {
  const hold = readHold(typed.hold)
  const place = await placeFrom(context, typed)
  if ('ok' in place) return refused(place.code)
  const began = performance.now()
  const wish = { act, hold }
  const { now } = context
  const asking =
    typed.local === undefined
      ? await askThroughBridge(place, wish, { now })
      : await askLocally(place, wish, typed.local, now)
  if ('ok' in asking) return refused(asking.code, { door: place.name })
  const abort = (): void => {
    asking.end().catch(() => undefined)
  }
  context.stop.addEventListener('abort', abort, { once: true })
  try {
    return await follow(context, act, asking, { door: place.name, wait: typed.wait, began })
  } finally {
    context.stop.removeEventListener('abort', abort)
    await asking.end()
  }
}

interface Following {
  readonly door: string
  readonly wait: boolean
  readonly began: number
}

const follow = async (
  context: Context,
  act: Action,
  asking: Asking,
  { door, wait, began }: Following,
): Promise<Outcome> => {
  const answers: Answer[] = []
  for (;;) {
    const answer = await asking.next(answers.length === 0 ? ANSWER_LIMIT : CLOSE_LIMIT)
    const result = { door, request: asking.request, answers }
    if (!answer && context.stop.aborted) throw fault('stopped')
    if (!answer) return refused('timed_out', result)
    answers.push(answer)
    if (answer.code !== undefined && answer.step !== 'opened')
      return refused(answer.code, { ...result, from: answer.from })
    tell(context, answer, performance.now() - began)
    if (isLast(answer) || act !== 'unlock' || !wait) return done(result)
  }
}

const tell = ({ say, tell: print, zone, language, json }: Context, answer: Answer, after: number): void => {
  if (json) return
  const time = showClock(answer.at, zone)
  const entry = answer.entry ?? 0
  print(say(`step_${answer.step}`, { time, entry, after: showSpan(Math.round(after) as Millis, language) }), {})
}

const GRANT = {
  value: 'FILE|NAME',
  about: {
    en: 'as the holder of this grant, not as the owner',
    de: 'als Inhaber dieser Berechtigung, nicht als Eigentümer',
  },
} as const
const HOLD = {
  value: 'SPAN',
  about: {
    en: `how long the bolt stays out: 100ms to 60s; the door’s own measure when left out (${UNLOCK_DEFAULT / 1000}s)`,
    de: `wie lange der Riegel offen bleibt: 100ms bis 60s; sonst wie an der Tür eingestellt (${UNLOCK_DEFAULT / 1000}s)`,
  },
} as const

export const OPEN_COMMANDS = [
  command({
    words: 'unlock',
    about: { en: 'open a door', de: 'eine Tür öffnen' },
    notes: [
      {
        en: 'Done means measured: “opened” is said when the bolt is measured out, “closed” when the door is shut and the bolt measured home again.',
        de: 'Erledigt heißt gemessen: „geöffnet“ steht da, wenn der Riegel gemessen offen ist, „geschlossen“, wenn die Tür zu und der Riegel gemessen zurück ist.',
      },
      {
        en: 'With --local the owner’s key, and no grant, works at the door itself while bridge, network and clock are down.',
        de: 'Mit --local wirkt der Schlüssel des Eigentümers, und keine Berechtigung, an der Tür selbst, auch wenn Brücke, Netz und Uhr ausgefallen sind.',
      },
    ],
    options: {
      door: DOOR,
      grant: GRANT,
      local: LOCAL_AT,
      hold: HOLD,
      wait: { about: { en: 'stay until the visit is closed', de: 'bleiben, bis der Besuch abgeschlossen ist' } },
    },
    examples: ['unlock --wait', 'unlock --grant parcel', 'unlock --local /var/lib/hausrecht/door.sock'],
    run: (context, { values }) => open(context, 'unlock', values),
  }),
  command({
    words: 'lock',
    about: { en: 'lock a door now', de: 'eine Tür jetzt verriegeln' },
    options: { door: DOOR, grant: GRANT, local: LOCAL_AT },
    examples: ['lock', 'lock --door front'],
    run: (context, { values }) => open(context, 'lock', { ...values, hold: undefined, wait: false }),
  }),
]
