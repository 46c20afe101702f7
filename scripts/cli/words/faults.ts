// How an end that is not a good one is said, and faults in words a person can act on.

import type { Text } from '../text.ts'

export const FAULT_WORDS = {
  refused: { en: 'Refused ({code}): {text}', de: 'Verweigert ({code}): {text}' },
  fault: { en: 'That did not work ({code}): {text}', de: 'Das ging nicht ({code}): {text}' },
  stopped: { en: 'Stopped.', de: 'Abgebrochen.' },
  no_terminal: {
    en: 'There is no terminal to ask on: use --pin-file.',
    de: 'Es gibt kein Terminal zum Fragen: bitte --pin-file benutzen.',
  },
  file_unreadable: { en: '{file} cannot be read.', de: '{file} ist nicht lesbar.' },
  file_damaged: {
    en: '{file} is not what was written there. Put back a copy of it.',
    de: '{file} ist nicht, was dort geschrieben wurde. Bitte eine Kopie zurücklegen.',
  },
  key_file_open: {
    en: 'Others may read {file}. First: chmod 600 {file}',
    de: 'Andere dürfen {file} lesen. Zuerst: chmod 600 {file}',
  },
  grant_there: {
    en: 'There is a grant “{name}” already: choose another --name.',
    de: 'Eine Berechtigung „{name}“ gibt es schon: bitte einen anderen --name wählen.',
  },
  bridge_away: {
    en: 'The bridge at {url} does not answer. Is it running, and is this machine on the network?',
    de: 'Die Brücke unter {url} antwortet nicht. Läuft sie, und ist dieser Rechner am Netz?',
  },
  bridge_strange: {
    en: 'What answers at {url} is no bridge of Hausrecht.',
    de: 'Was unter {url} antwortet, ist keine Brücke von Hausrecht.',
  },
  bridge_no_http: {
    en: 'It is not known where the bridge answers over HTTP. Pair again, or use --file.',
    de: 'Es ist nicht bekannt, wo die Brücke über HTTP antwortet. Erneut koppeln, oder --file benutzen.',
  },
  bridge_journal: {
    en: 'The bridge does not give out the journal (HTTP {status}).',
    de: 'Die Brücke gibt das Journal nicht heraus (HTTP {status}).',
  },
  link_refused: {
    en: 'No connection to the bridge. Is it running, and is this machine on the network? At the door itself: --local. ({detail})',
    de: 'Keine Verbindung zur Brücke. Läuft sie, und ist dieser Rechner am Netz? An der Tür selbst: --local. ({detail})',
  },
  link_unwanted: {
    en: 'The bridge does not let this key in: the door is not known there, or the grant is not for this key.',
    de: 'Die Brücke lässt diesen Schlüssel nicht ein: Sie kennt die Tür nicht, oder die Berechtigung gilt nicht für diesen Schlüssel.',
  },
  link_down: {
    en: 'The connection to the bridge broke off. ({detail})',
    de: 'Die Verbindung zur Brücke ist abgebrochen. ({detail})',
  },
  link_slow: {
    en: 'The bridge did not confirm in time. ({detail})',
    de: 'Die Brücke hat nicht rechtzeitig bestätigt. ({detail})',
  },
  local_away: {
    en: 'The door itself does not answer at {place}.',
    de: 'Die Tür selbst antwortet unter {place} nicht.',
  },
  local_strange: {
    en: 'The door’s answer cannot be understood: is it of another version?',
    de: 'Die Antwort der Tür ist nicht zu verstehen: Ist sie von anderer Version?',
  },
  answer_forged: {
    en: 'An answer came that the door did not sign ({code}). Look whether the door moved.',
    de: 'Es kam eine Antwort, die nicht von der Tür ist ({code}). Bitte nachsehen, ob sich die Tür bewegt hat.',
  },
  revoked_too_many: {
    en: 'The revocation list is full ({most}). Start over: grant revoke --everybody',
    de: 'Die Widerrufsliste ist voll ({most}). Neu beginnen: grant revoke --everybody',
  },
  entry_unreadable: {
    en: 'An entry is not the door’s ({code}). See: journal verify',
    de: 'Ein Eintrag ist nicht von der Tür ({code}). Siehe: journal verify',
  },
  journal_broken: {
    en: '{where} is damaged at line {line} ({code}: {detail}). Everything before it is sound.',
    de: '{where} ist ab Zeile {line} beschädigt ({code}: {detail}). Alles davor ist in Ordnung.',
  },
  sim_unreachable: {
    en: 'The simulator does not answer: is npm start or npm run sim running?',
    de: 'Der Simulator antwortet nicht: Läuft npm start oder npm run sim?',
  },
  sim_camera_away: {
    en: 'The drawn camera does not answer at {place}: is npm start running, and is its camera the drawn one?',
    de: 'Die gezeichnete Kamera antwortet nicht unter {place}: Läuft npm start, und ist die Kamera die gezeichnete?',
  },
  sim_refused: {
    en: 'The simulated world does not allow that: {why}',
    de: 'Die simulierte Welt lässt das nicht zu: {why}',
  },
} as const satisfies Record<string, Text>
