// clips check: every clip the door wrote down against what the clip service has.

import { resolve } from 'node:path'
import type { Refused } from '#protocol/refusals.ts'
import { headOf } from '../clips/find.ts'
import { type Compared, compare, type Ledger, readLedger, type Shown } from '../clips/ledger.ts'
import { type DoorClips, doorClips } from '../clips/place.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { fromBridge, fromFiles } from '../journal/source.ts'
import { done, refused } from '../outcome.ts'
import { ownPlace } from '../reach/place.ts'
import { fault } from '../spoken.ts'
import { showTime } from '../times/show.ts'
import { CLOUD, isRefused, JOURNAL_AT } from './clips-shared.ts'
import { DOOR } from './shared.ts'

const ledgerFrom = async (
  { folder, now, home }: Context,
  { record, doorKey }: DoorClips,
  at: string | undefined,
): Promise<Ledger> => {
  const source = at === undefined ? fromBridge(await ownPlace({ home }, record), now) : fromFiles(resolve(folder, at))
  const ledger = await readLedger(source, doorKey)
  if (ledger.broken) throw fault('check_journal', ledger.broken)
  return ledger
}

const shownBy = async ({ service }: DoorClips): Promise<Shown | Refused> => {
  const clips: Shown['clips'][number][] = []
  for await (const listed of service.list()) {
    clips.push({ ...listed, head: await headOf(listed, service.place.door) })
  }
  const gone = await service.gone()
  return isRefused(gone) ? gone : { clips, gone }
}

const tellAll = ({ say, tell, language, zone }: Context, { missing, short, unknown }: Compared): number => {
  for (const { clip, at, why } of missing) {
    const slots = { clip, at: showTime(at, language, zone), why: say(`clip_why_${why}`) }
    tell(say('check_missing', slots), { missing: clip, at, why })
  }
  for (const { clip, at, parts: count = 0, there } of short) {
    const slots = { clip, at: showTime(at, language, zone), there, count }
    tell(say('check_short', slots), { short: clip, at, parts: count, there })
  }
  for (const clip of unknown) tell(say('check_unknown', { clip }), { unknown: clip })
  return missing.length + short.length + unknown.length
}

export const CLIP_CHECK = command({
  words: 'clips check',
  about: {
    en: 'check that no clip was taken away: the door’s journal against the clip service',
    de: 'prüfen, dass kein Clip verschwand: das Journal der Tür gegen den Clip-Dienst',
  },
  notes: [
    {
      en: 'Every clip that the door wrote down must be there as a whole, or be gone with a signed record: by your own signed wish, or because its time was over. What the pictures are is checked by play and export.',
      de: 'Jeder Clip, den die Tür aufschrieb, muss ganz da sein, oder mit unterschriebenem Beleg gelöscht: auf Ihren eigenen unterschriebenen Wunsch, oder weil seine Frist um war. Was die Bilder sind, prüfen play und export.',
    },
  ],
  options: { door: DOOR, cloud: CLOUD, journal: JOURNAL_AT },
  examples: ['clips check', 'clips check --journal ./data/journal --json'],
  run: async (context, { values }) => {
    const clips = await doorClips(context, values)
    const ledger = await ledgerFrom(context, clips, values.journal)
    const shown = await shownBy(clips)
    if (isRefused(shown)) return refused(shown.code)
    const keys = { service: clips.service.place.key, owner: clips.ownerKey }
    const against = tellAll(context, await compare(ledger, shown, keys))
    if (against > 0) throw fault('check_unsound', { count: against })
    const { size } = ledger.clips
    return done({ clips: size, entries: ledger.entries, there: shown.clips.length, gone: shown.gone.length }, [
      context.say('check_sound', { clips: size }),
    ])
  },
})
