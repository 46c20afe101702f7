// journal read: what the door wrote down, in words.

import { resolve } from 'node:path'
import * as z from 'zod'
import { splitLines } from '#device/journal/split.ts'
import { parseJson } from '#protocol/canonical.ts'
import { ENTRY, type Entry } from '#protocol/entry.ts'
import { PublicJwkSchema, type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { openToken } from '#protocol/token.ts'
import { readCount } from '../access/draft.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { readIfThere } from '../home/file.ts'
import { fromBridge, fromFiles, type Source } from '../journal/source.ts'
import { describeEntry, type NameOf } from '../journal/words.ts'
import { done } from '../outcome.ts'
import { ownPlace } from '../reach/place.ts'
import { fault, usage } from '../spoken.ts'
import { DOOR } from './shared.ts'

/** One's own keys by name; of others only the key is known. */
export const namesOf = async ({ home }: Pick<Context, 'home'>): Promise<NameOf> => {
  const keys = new Map((await home.keys.list()).map(({ name, key }) => [key.thumbprint as string, name]))
  return (thumbprint) => keys.get(thumbprint)
}

export const FILE = {
  value: 'FOLDER|FILE',
  about: { en: 'the door’s own files, or a copy of them', de: 'die Dateien der Tür selbst, oder eine Kopie davon' },
} as const
export const KEY = {
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

export const keyFor = async (
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

export const JOURNAL_READ = command({
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
