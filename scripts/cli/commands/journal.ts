// journal …: what the door wrote down, read and checked.

import { resolve } from 'node:path'
import * as z from 'zod'
import { splitLines } from '#device/journal/split.ts'
import { verifyJournal } from '#device/journal/verify.ts'
import { parseJson } from '#protocol/canonical.ts'
import { ENTRY, type Entry, type Head } from '#protocol/entry.ts'
import { PublicJwkSchema, type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { openToken } from '#protocol/token.ts'
import { seconds } from '#protocol/units.ts'
import { readCount } from '../access/draft.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { readIfThere } from '../home/file.ts'
import { fromBridge, fromFiles, type Source } from '../journal/source.ts'
import { describeEntry, type NameOf } from '../journal/words.ts'
import { done, type Outcome } from '../outcome.ts'
import { openLine } from '../reach/line.ts'
import { ownPlace, type Place } from '../reach/place.ts'
import { fault, usage } from '../spoken.ts'
import { showTime } from '../times/show.ts'
import { DOOR } from './shared.ts'

/** One's own keys by name; of others only the key is known. */
export const namesOf = async ({ home }: Pick<Context, 'home'>): Promise<NameOf> => {
  const keys = new Map((await home.keys.list()).map(({ name, key }) => [key.thumbprint as string, name]))
  return (thumbprint) => keys.get(thumbprint)
}

const FILE = {
  value: 'FOLDER|FILE',
  about: { en: 'the door’s own files, or a copy of them', de: 'die Dateien der Tür selbst, oder eine Kopie davon' },
} as const
const KEY = {
  value: 'KEY|FILE',
  about: {
    en: 'the door’s public key (the x of its JWK, or a file); of a door you own it is known',
    de: 'der öffentliche Schlüssel der Tür (das x ihres JWK, oder eine Datei); bei eigenen Türen ist er bekannt',
  },
} as const

const readDoorKey = async (context: Context, text: string): Promise<VerifyKey> => {
  if (/^[A-Za-z0-9_-]{43}$/.test(text)) return verifyKey({ kty: 'OKP', crv: 'Ed25519', x: text })
  const read = z
    .looseObject({ kty: z.string(), crv: z.string(), x: z.string() })
    .safeParse(parseJson((await readIfThere(resolve(context.folder, text))) ?? ''))
  const jwk = read.success
    ? PublicJwkSchema.safeParse({ kty: read.data.kty, crv: read.data.crv, x: read.data.x })
    : undefined
  if (!jwk?.success) throw usage('door_key_unreadable', { text: text.slice(0, 60) })
  return verifyKey(jwk.data)
}

const keyFor = async (
  context: Context,
  { key, door }: { readonly key: string | undefined; readonly door: string | undefined },
): Promise<VerifyKey> =>
  key === undefined ? verifyKey((await context.home.doors.find(door)).key) : readDoorKey(context, key)

async function* entriesFrom(source: Source, door: VerifyKey, from: number): AsyncGenerator<Entry> {
  for await (const { lines } of splitLines(source)) {
    for (const line of lines) {
      const opened = await openToken(ENTRY, line, door)
      if (!opened.ok) throw fault('entry_unreadable', { code: opened.code })
      if (opened.claims.n >= from) yield opened.claims
    }
  }
}

const READ = command({
  words: 'journal read',
  about: { en: 'read what happened at a door', de: 'lesen, was an einer Tür geschah' },
  options: {
    door: DOOR,
    file: FILE,
    key: KEY,
    from: { value: 'N', about: { en: 'from this entry on', de: 'ab diesem Eintrag' } },
  },
  examples: ['journal read', 'journal read --from 100 --json', 'journal read --file ./data --door front'],
  run: async (context, { values }) => {
    const { home, folder, now, language, zone, tell, stop } = context
    const from = values.from === undefined ? 0 : readCount('--from', values.from, 0, 999_999_999)
    const key = await keyFor(context, values)
    const source =
      values.file === undefined
        ? fromBridge(await ownPlace(context, await home.doors.find(values.door)), now, from)
        : fromFiles(resolve(folder, values.file))
    const nameOf = await namesOf(context)
    let count = 0
    for await (const entry of entriesFrom(source, key, from)) {
      if (stop.aborted) break
      tell(describeEntry(entry, language, zone, nameOf), { n: entry.n, at: entry.at, what: entry.what })
      count += 1
    }
    return done({ entries: count })
  },
})

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

const VERIFY = command({
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
    if (place)
      checked.push({ where: 'bridge', outcome: await verifyJournal(fromBridge(place, now), key, { head: said }) })
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

export const JOURNAL_COMMANDS = [READ, VERIFY]
