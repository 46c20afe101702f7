// clips play, export: a clip as a film, and as evidence.

import { resolve } from 'node:path'
import type { KnownEntry } from '#protocol/clip/evidence.ts'
import { type FetchedClip, fetchClip } from '../clips/fetched.ts'
import { findClip } from '../clips/find.ts'
import { type DoorClips, doorClips } from '../clips/place.ts'
import { playInto } from '../clips/play.ts'
import { type Sink, toFile, toOutput, toPlayer } from '../clips/sink.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { readExtract } from '../evidence/extract.ts'
import { type Exporting, writeEvidence } from '../evidence/write.ts'
import { fromBridge, fromFiles } from '../journal/source.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { ownPlace } from '../reach/place.ts'
import { fault, SpokenError, usage } from '../spoken.ts'
import {
  CLIP_OPERAND,
  CLOUD,
  coversLine,
  isRefused,
  JOURNAL_AT,
  mustBeSound,
  soundLine,
  TO_FOLDER,
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

/** The bridge's copy, unless it cannot be had, or the door's own files. */
export const journalFor = async (
  context: Context,
  { record }: DoorClips,
  at: string | undefined,
  without: 'export_no_journal' | 'play_no_journal' = 'export_no_journal',
): Promise<Exporting['journal']> => {
  const { folder, say, tell, now } = context
  if (at !== undefined) return () => fromFiles(resolve(folder, at))
  const place = await ownPlace(context, record)
  try {
    // One page is asked for in front, so that a bridge that is away costs no half-written folder.
    await fromBridge(place, now)[Symbol.asyncIterator]().next()
    return (from) => fromBridge(place, now, from)
  } catch (error) {
    if (!(error instanceof SpokenError)) throw error
    tell(say(without), { warning: without, fault: error.code })
    return undefined
  }
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
  const wanted = { from: head.jn, clip: head.clip, request: head.request }
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
  command({
    words: 'clips export',
    about: { en: 'a clip as a film and as evidence', de: 'einen Clip als Film und als Beweismittel ausgeben' },
    notes: [
      {
        en: 'Writes film.mp4 (as recorded, nothing is encoded again), what the door signed, the journal around the visit, the public keys and grants, and a list of all files. Anybody can check the folder without a network: verify.',
        de: 'Schreibt film.mp4 (wie aufgenommen, nichts wird neu kodiert), was die Tür unterschrieben hat, das Journal um den Besuch, öffentliche Schlüssel und Berechtigungen und ein Verzeichnis aller Dateien. Jeder kann den Ordner ohne Netz prüfen: verify.',
      },
    ],
    operands: [CLIP_OPERAND],
    options: {
      to: TO_FOLDER,
      sealed: {
        about: {
          en: 'also the sealed parts and the key of this one clip, so that the film can be compared with what was signed',
          de: 'auch die versiegelten Teile und den Schlüssel dieses einen Clips, damit sich der Film mit dem Unterschriebenen vergleichen lässt',
        },
      },
      door: DOOR,
      cloud: CLOUD,
      journal: JOURNAL_AT,
    },
    examples: ['clips export last --to ./evidence --sealed'],
    run: async (context, { values, operands }) => {
      const clips = await doorClips(context, values)
      const { clip } = await findClip(clips.service, operands[0] ?? '')
      const fetched = await fetchClip(clips.service, clip, clips.pair.identity)
      if (isRefused(fetched)) return refused(fetched.code)
      const folder = resolve(context.folder, values.to)
      const journal = await journalFor(context, clips, values.journal)
      const exported = await writeEvidence(context, clips, fetched, { folder, sealed: values.sealed, journal })
      const isSound = tellFindings(context, exported.findings)
      mustBeSound(exported.findings)
      // What was signed is all there; the film is not.
      if (!fetched.opened?.ok) throw fault('clip_unopened')
      return done(
        { clip, folder, files: exported.files, covers: exported.checked.covers, findings: exported.findings },
        [
          coversLine(context, exported.checked.covers),
          ...(isSound ? [soundLine(context, exported.findings)] : []),
          context.say('export_done', { folder }),
          context.say('export_check', { folder: values.to }),
        ],
      )
    },
  }),
]
