// clips play: a clip as a film.

import { resolve } from 'node:path'
import type { KnownEntry } from '#protocol/clip/evidence.ts'
import { type FetchedClip, fetchClip } from '../clips/fetched.ts'
import { findClip } from '../clips/find.ts'
import { journalFor } from '../clips/journal.ts'
import { type DoorClips, doorClips } from '../clips/place.ts'
import { playInto } from '../clips/play.ts'
import { type Sink, toFile, toOutput, toPlayer } from '../clips/sink.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { readExtract } from '../evidence/extract.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { fault, usage } from '../spoken.ts'
import {
  CLIP_OPERAND,
  CLOUD,
  coversLine,
  isRefused,
  JOURNAL_AT,
  mustBeSound,
  soundLine,
  tellFindings,
} from './clips-shared.ts'
import { DOOR } from './shared.ts'

export const FILM_TO = {
  value: 'FILE|-',
  about: {
    en: 'into this file, or to the standard output, in place of a window',
    de: 'in diese Datei, oder auf die Standardausgabe, statt in ein Fenster',
  },
} as const

/** A window, a file or the standard output. @throws SpokenError `play_output`, `player_missing` */
export const sinkFor = async (context: Context, to: string | undefined): Promise<Sink> => {
  if (to === undefined) return toPlayer(context.stop)
  if (to !== '-') return toFile(resolve(context.folder, to))
  if (context.json) throw usage('play_output')
  return toOutput()
}

/** Says why the key at hand opens nothing of it. @throws SpokenError `clip_unopened` */
const mustOpen = (context: Context, { opened, why }: FetchedClip): void => {
  if (opened?.ok) return
  tellFindings(context, [opened ? { code: opened.why } : (why ?? { code: 'head_not_door' })])
  throw fault('clip_unopened')
}

/** Plays and says what was seen; on the standard output the film is alone. */
export const playClip = async (
  context: Context,
  { service }: Pick<DoorClips, 'service'>,
  fetched: FetchedClip,
  to: string | undefined,
  journal?: readonly KnownEntry[],
): Promise<Outcome> => {
  mustOpen(context, fetched)
  const judged = await playInto(service, fetched, await sinkFor(context, to), { stop: context.stop, journal })
  const { clip } = fetched.stored
  if (!judged) return done({ clip, stopped: true })
  const isQuiet = to === '-'
  if (!isQuiet) tellFindings(context, judged.findings)
  mustBeSound(judged.findings)
  const covers = judged.checked.covers
  const lines = [coversLine(context, covers), soundLine(context, judged.findings)]
  const file = to === undefined || isQuiet ? undefined : resolve(context.folder, to)
  return done({ clip, covers, file, findings: judged.findings }, isQuiet ? [] : lines)
}

/** A clip that shows its own end needs no other word for it; of one that does not the journal knows. */
const entriesFor = async (
  context: Context,
  clips: DoorClips,
  { stored, head }: FetchedClip,
  at: string | undefined,
): Promise<readonly KnownEntry[] | undefined> => {
  if (!head || (stored.end !== undefined && at === undefined)) return undefined
  const journal = await journalFor(context, clips, at, 'play_no_journal')
  const wanted = { from: head.jn, clips: [head.clip], request: head.request }
  return journal && (await readExtract(journal(head.jn), clips.doorKey, wanted)).entries
}

export const CLIP_WATCH_COMMANDS = [
  command({
    words: 'clips play',
    about: { en: 'watch a clip', de: 'einen Clip ansehen' },
    notes: [
      {
        en: 'Fetches part after part, opens each with the owner’s key on this machine, and checks everything on the way.',
        de: 'Holt Teil um Teil, öffnet jeden auf diesem Rechner mit dem Schlüssel des Eigentümers und prüft dabei alles.',
      },
    ],
    operands: [CLIP_OPERAND],
    options: { door: DOOR, cloud: CLOUD, to: FILM_TO, journal: JOURNAL_AT },
    examples: ['clips play last', 'clips play last --to - | mpv -'],
    run: async (context, { values, operands }) => {
      const clips = await doorClips(context, values)
      const { clip } = await findClip(clips.service, operands[0] ?? '')
      const fetched = await fetchClip(clips.service, clip, clips.pair.identity)
      if (isRefused(fetched)) return refused(fetched.code)
      return playClip(context, clips, fetched, values.to, await entriesFor(context, clips, fetched, values.journal))
    },
  }),
]
