// journal verify: that nothing was cut, changed or slipped in.

import { resolve } from 'node:path'
import { verifyJournal } from '#device/journal/verify.ts'
import type { Head } from '#protocol/entry.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import { seconds } from '#protocol/units.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { fromBridge, fromFiles, type Source } from '../journal/source.ts'
import { done, type Outcome } from '../outcome.ts'
import { openLine } from '../reach/line.ts'
import { ownPlace, type Place } from '../reach/place.ts'
import { fault } from '../spoken.ts'
import { showTime } from '../times/show.ts'
import { FILE, KEY, keyFor } from './journal.ts'
import { DOOR } from './shared.ts'

/** What the door itself says its last entry is. */
const headSaid = async (place: Place, now: Context['now']): Promise<Head | undefined> => {
  const line = await openLine(place, ['state', 'presence'], now)
  try {
    return await line.wait(
      (said) => (said.kind === 'state' ? { n: said.claims.jn, hash: said.claims.jh } : undefined),
      seconds(2),
    )
  } finally {
    await line.close()
  }
}

const BEHIND = 1000

/** The bridge's copy; what the door wrote this very moment may still be on its way. */
const verifyCopy = async (
  place: Place,
  key: VerifyKey,
  said: Head | undefined,
  now: Context['now'],
): ReturnType<typeof verifyJournal> => {
  const first = await verifyJournal(fromBridge(place, now), key, { head: said })
  if (first.ok || first.code !== 'journal_cut') return first
  await new Promise((resolve) => setTimeout(resolve, BEHIND))
  return verifyJournal(fromBridge(place, now), key, { head: said })
}

interface Checked {
  readonly where: 'file' | 'bridge'
  readonly outcome: Awaited<ReturnType<typeof verifyJournal>>
}

const report = ({ say, language, zone }: Context, checked: readonly Checked[], said: Head | undefined): Outcome => {
  const results = checked.map(({ where, outcome }) => ({ where, ...outcome }))
  const broken = checked.find(({ outcome }) => !outcome.ok)
  if (broken && !broken.outcome.ok) {
    const { code, line, detail } = broken.outcome
    throw fault('journal_broken', { where: say(`journal_of_${broken.where}`), code, line, detail })
  }
  const lines = checked.flatMap(({ where, outcome }) =>
    outcome.ok
      ? [
          say('journal_sound', {
            where: say(`journal_of_${where}`),
            entries: outcome.entries,
            from: showTime(outcome.from, language, zone),
            to: showTime(outcome.to, language, zone),
          }),
        ]
      : [],
  )
  if (checked.length > 1) lines.push(say('journal_agree'))
  if (said) lines.push(say('journal_head_said', { n: said.n }))
  return done({ journals: results, ...(said ? { said } : {}) }, lines)
}

export const JOURNAL_VERIFY = command({
  words: 'journal verify',
  about: {
    en: 'check that nothing was cut, changed or slipped in',
    de: 'prüfen, dass nichts fehlt, geändert oder eingefügt ist',
  },
  notes: [
    {
      en: 'Checks every signature, the chain from the first entry on and the end: against what the door itself says its last entry is, and, with both --file and --door, the door’s files against the bridge’s copy.',
      de: 'Prüft jede Unterschrift, die Kette vom ersten Eintrag an und das Ende: gegen das, was die Tür selbst als letzten Eintrag nennt, und, mit --file und --door, die Dateien der Tür gegen die Kopie der Brücke.',
    },
  ],
  options: { door: DOOR, file: FILE, key: KEY },
  examples: [
    'journal verify',
    'journal verify --door front --file ./data',
    'journal verify --file ./data --key 11qYAYKx…',
  ],
  run: async (context, { values }) => {
    const { home, folder, now } = context
    const useBridge = values.file === undefined || values.door !== undefined
    const place = useBridge ? await ownPlace(context, await home.doors.find(values.door)) : undefined
    const key = place && values.key === undefined ? place.doorKey : await keyFor(context, values)
    const said = place && (await headSaid(place, now))
    const checked: Checked[] = []
    if (place) checked.push({ where: 'bridge', outcome: await verifyCopy(place, key, said, now) })
    // The door may have written on meanwhile: its files must hold what the bridge holds, and may hold more.
    const [first] = checked
    const head = first?.outcome.ok ? first.outcome.head : said
    if (values.file !== undefined) {
      const path = resolve(folder, values.file)
      checked.push({ where: 'file', outcome: await verifyJournal(await whole(path), key, { head }) })
    }
    return report(context, checked, said)
  },
})

/** A folder is checked as a folder, so that a missing file is named. */
const whole = async (path: string): Promise<string | Source> => (path.endsWith('.jsonl') ? fromFiles(path) : path)
