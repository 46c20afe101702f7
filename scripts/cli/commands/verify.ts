// verify: evidence checked on any machine, without a network and without a home of one's own.

import { resolve } from 'node:path'
import { command } from '../command.ts'
import { checkEvidence } from '../evidence/check.ts'
import { describeEvidence } from '../evidence/sentences.ts'
import { done } from '../outcome.ts'
import { fault } from '../spoken.ts'
import { KEY, keyFor, namesOf } from './journal.ts'

export const VERIFY = command({
  words: 'verify',
  about: { en: 'check exported evidence, offline', de: 'ausgegebene Beweismittel prüfen, ohne Netz' },
  notes: [
    {
      en: 'Checks every file, every signature, the chain of the journal and of the clip, and each film against what was sealed; says who asked by which grant, when the bolt moved, what the films cover, what is missing or was changed, and whether the visit is filmed from the request to the bolt measured home. Ends with 0 when nothing speaks against it, else with 3.',
      de: 'Prüft jede Datei, jede Unterschrift, die Kette von Journal und Clip und jeden Film gegen das Versiegelte; sagt, wer mit welcher Berechtigung anfragte, wann der Riegel sich bewegte, was die Filme umfassen, was fehlt oder verändert wurde, und ob der Besuch von der Anfrage bis zum gemessen geschlossenen Riegel gefilmt ist. Endet mit 0, wenn nichts dagegen spricht, sonst mit 3.',
    },
  ],
  operands: [{ name: 'FOLDER', about: { en: 'what was exported', de: 'was ausgegeben wurde' }, needed: true }],
  options: {
    key: {
      ...KEY,
      about: {
        en: 'the door’s public key as known from elsewhere; evidence of another door is refused',
        de: 'der öffentliche Schlüssel der Tür aus anderer Quelle; Beweismittel einer anderen Tür werden abgewiesen',
      },
    },
  },
  examples: ['verify ./evidence', 'verify ./evidence --json'],
  run: async (context, { values, operands }) => {
    const { home, folder, say, tell } = context
    const checked = await checkEvidence(resolve(folder, operands[0] ?? ''))
    const expected = values.key === undefined ? undefined : await keyFor(context, { key: values.key, door: undefined })
    const isOther = expected !== undefined && expected.thumbprint !== checked.door.thumbprint
    const mine = (await home.doors.list()).find(({ id }) => id === checked.door.thumbprint)
    const said = describeEvidence(checked, context, { known: mine?.name, nameOf: await namesOf(context) })
    const lines = [...said.lines, ...(isOther ? [say('v_wrong_door')] : [])]
    const against = said.against + (isOther ? 1 : 0)
    const { visit } = checked
    const result = {
      door: checked.door.thumbprint,
      clips: checked.films.map(({ checked: { head, covers }, findings, film }) => ({
        ...{ clip: head?.clip, covers, findings, film },
      })),
      request: visit.request,
      seams: visit.seams,
      filmed: visit.filmed,
      absent: visit.absent,
      files: checked.evidence.files,
      journal: checked.extract?.broken ?? (checked.extract ? 'sound' : 'absent'),
      against,
    }
    // A film that lies here without what was sealed may be any film: no list of files proves it.
    const isWhole = checked.films.every(({ film }) => film === 'same')
    if (against === 0) return done(result, [...lines, say(isWhole ? 'v_sound' : 'v_sound_unsealed')])
    if (context.json) tell('', result)
    else for (const line of lines) tell(line, {})
    throw fault('evidence_unsound', { count: against })
  },
})
