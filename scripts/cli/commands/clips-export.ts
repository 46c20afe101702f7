// clips export: a visit as film and as evidence.

import { resolve } from 'node:path'
import { journalFor } from '../clips/journal.ts'
import { doorClips } from '../clips/place.ts'
import { fetchVisit } from '../clips/visit.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { checkVisit } from '../evidence/check.ts'
import { describeFilmed } from '../evidence/visit-sentences.ts'
import { type Exported, writeEvidence } from '../evidence/write.ts'
import { done, refused } from '../outcome.ts'
import { fault } from '../spoken.ts'
import {
  CLOUD,
  coversLine,
  isRefused,
  JOURNAL_AT,
  mustBeSound,
  soundLine,
  TO_FOLDER,
  tellFindings,
  VISIT_OPERAND,
} from './clips-shared.ts'
import { DOOR } from './shared.ts'

/** What there is to say of each film; of a single one without its number. */
export const tellFilms = (context: Context, { films }: Exported): void => {
  for (const { at, clip, findings } of films) {
    if (films.length > 1) context.tell(context.say('export_film', { at, clip }), { film: at, clip })
    tellFindings(context, findings)
  }
}

export const CLIP_EXPORT = command({
  words: 'clips export',
  about: { en: 'a visit as a film and as evidence', de: 'einen Besuch als Film und als Beweismittel ausgeben' },
  notes: [
    {
      en: 'Writes all that was filmed of the visit: film.mp4 (as recorded, nothing is encoded again), film-2.mp4 and so on where it is in several clips, what the door signed, the journal around the visit, the public keys and grants, and a list of all files. Anybody can check the folder without a network: verify.',
      de: 'Schreibt alles, was vom Besuch gefilmt wurde: film.mp4 (wie aufgenommen, nichts wird neu kodiert), film-2.mp4 und so fort, wenn es mehrere Clips sind, was die Tür unterschrieben hat, das Journal um den Besuch, öffentliche Schlüssel und Berechtigungen und ein Verzeichnis aller Dateien. Jeder kann den Ordner ohne Netz prüfen: verify.',
    },
  ],
  operands: [VISIT_OPERAND],
  options: {
    to: TO_FOLDER,
    sealed: {
      about: {
        en: 'also the sealed parts and the keys of these clips, so that the films can be compared with what was signed',
        de: 'auch die versiegelten Teile und die Schlüssel dieser Clips, damit sich die Filme mit dem Unterschriebenen vergleichen lassen',
      },
    },
    door: DOOR,
    cloud: CLOUD,
    journal: JOURNAL_AT,
  },
  examples: ['clips export last --to ./evidence --sealed'],
  run: async (context, { values, operands }) => {
    const { say } = context
    const clips = await doorClips(context, values)
    const fetched = await fetchVisit(clips.service, operands[0] ?? '', clips.pair.identity)
    if (isRefused(fetched)) return refused(fetched.code)
    const folder = resolve(context.folder, values.to)
    const journal = await journalFor(context, clips, values.journal)
    const exported = await writeEvidence(context, clips, fetched, { folder, sealed: values.sealed, journal })
    tellFilms(context, exported)
    const { films, files, findings, extract } = exported
    mustBeSound(findings)
    // What was signed is all there; the film is not.
    if (!fetched.every(({ opened }) => opened?.ok)) throw fault('clip_unopened')
    const { filmed } = checkVisit(films, extract?.entries)
    const isMissing = filmed.known && filmed.missing > 0
    const result = {
      folder,
      files,
      filmed,
      clips: films.map(({ clip, checked: { covers } }) => ({ clip, covers })),
      findings,
    }
    return done(result, [
      ...films.map(({ checked: { covers } }) => coversLine(context, covers)),
      // Each film may be whole, and not the visit.
      ...(isMissing ? [] : [soundLine(context, findings)]),
      ...(filmed.known ? [describeFilmed(filmed, context)] : []),
      say('export_done', { folder, count: films.length }),
      say('export_check', { folder: values.to }),
    ])
  },
})
