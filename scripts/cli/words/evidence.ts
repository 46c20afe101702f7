// Reports and checked evidence in words a judge could follow.

import type { Text } from '../text.ts'

export const EVIDENCE_WORDS = {
  report_note_long: { en: 'A note has at most {most} characters.', de: 'Eine Notiz hat höchstens {most} Zeichen.' },
  report_done: {
    en: 'Reported. The clip is held. Evidence: {folder}',
    de: 'Gemeldet. Der Clip wird aufbewahrt. Beweismittel: {folder}',
  },
  report_for_carrier: {
    en: 'For the carrier, sealed to its key: {file}',
    de: 'Für den Zusteller, an seinen Schlüssel versiegelt: {file}',
  },
  report_carrier_unknown: {
    en: 'The grant names a carrier whose public key is not known here. With it: --carrier FILE',
    de: 'Die Berechtigung nennt einen Zusteller, dessen öffentlicher Schlüssel hier nicht bekannt ist. Mit ihm: --carrier DATEI',
  },
  report_title: {
    en: 'A visit was not in order, says the owner (key {owner}):',
    de: 'Ein Besuch war nicht in Ordnung, sagt der Eigentümer (Schlüssel {owner}):',
  },
  report_note: { en: '  “{note}”', de: '  „{note}“' },
  report_clip: {
    en: 'Door {door}, clip {clip}, recorded from {at} on.',
    de: 'Tür {door}, Clip {clip}, aufgenommen ab {at}.',
  },
  report_grant: { en: 'By your grant {grant}{job}.', de: 'Mit Ihrer Berechtigung {grant}{job}.' },
  report_forged: {
    en: 'The report is not signed as it says ({code}).',
    de: 'Die Meldung ist nicht so unterschrieben, wie sie sagt ({code}).',
  },
  v_title: { en: 'Evidence of door {door}', de: 'Beweismittel der Tür {door}' },
  v_known: { en: 'This is your door “{name}”.', de: 'Das ist Ihre Tür „{name}“.' },
  v_unknown: {
    en: 'Everything below stands and falls with the door’s key: compare its id with another source, such as the owner.',
    de: 'Alles Folgende steht und fällt mit dem Schlüssel der Tür: Vergleichen Sie ihre Nummer mit anderer Quelle, etwa dem Eigentümer.',
  },
  v_wrong_door: {
    en: 'CHANGED: the evidence is of another door than the one asked for.',
    de: 'VERÄNDERT: Die Beweismittel sind von einer anderen Tür als der erfragten.',
  },
  v_files_sound: {
    en: '{count} files are as the list has them.',
    de: '{count} Dateien sind, wie das Verzeichnis sie nennt.',
  },
  v_file_changed: {
    en: 'CHANGED: the file {file} is not as it was exported.',
    de: 'VERÄNDERT: Die Datei {file} ist nicht mehr wie ausgegeben.',
  },
  v_file_missing: { en: 'MISSING: the file {file}.', de: 'FEHLT: die Datei {file}.' },
  v_file_added: {
    en: 'To be known: the file {file} was added after the export.',
    de: 'Zu wissen: Die Datei {file} kam nach der Ausgabe dazu.',
  },
  v_no_journal: {
    en: 'To be known: there is no journal in this folder; who opened the door cannot be told.',
    de: 'Zu wissen: In diesem Ordner ist kein Journal; wer die Tür öffnete, lässt sich nicht sagen.',
  },
  v_journal_sound: {
    en: 'The door’s journal, entries {from} to {to}, is signed by the door and without a gap.',
    de: 'Das Journal der Tür, Einträge {from} bis {to}, ist von der Tür unterschrieben und lückenlos.',
  },
  v_journal_broken: {
    en: 'CHANGED: the journal is damaged at line {line} ({code}).',
    de: 'VERÄNDERT: Das Journal ist ab Zeile {line} beschädigt ({code}).',
  },
  v_clip: { en: 'Clip {clip}: recorded for {why}.', de: 'Clip {clip}: aufgenommen für {why}.' },
  v_covers: {
    en: 'The film covers {lasts}, from {from} to {to} by the door’s clock, in {segments} pieces.',
    de: 'Der Film umfasst {lasts}, von {from} bis {to} nach der Uhr der Tür, in {segments} Stücken.',
  },
  v_covers_nothing: { en: 'There is no film in it.', de: 'Ein Film ist nicht darin.' },
  v_film_sound: {
    en: 'film.mp4 is exactly what the door sealed and signed.',
    de: 'film.mp4 ist genau das, was die Tür versiegelt und unterschrieben hat.',
  },
  v_film_changed: {
    en: 'CHANGED: film.mp4 is not what the door sealed and signed.',
    de: 'VERÄNDERT: film.mp4 ist nicht das, was die Tür versiegelt und unterschrieben hat.',
  },
  v_film_alone: {
    en: 'To be known: the sealed parts are not in this folder, so film.mp4 cannot be compared with what the door signed (export with --sealed).',
    de: 'Zu wissen: Die versiegelten Teile sind nicht in diesem Ordner; film.mp4 lässt sich daher nicht mit dem Unterschriebenen vergleichen (Ausgabe mit --sealed).',
  },
  v_timeline: { en: 'What the door wrote down:', de: 'Was die Tür festgehalten hat:' },
  v_who: { en: 'Who asked:', de: 'Wer angefragt hat:' },
  v_holder_grant: {
    en: '  {who} (key {key}), by grant {grants}',
    de: '  {who} (Schlüssel {key}), mit Berechtigung {grants}',
  },
  v_holder_owner: { en: '  {who} (key {key}), without a grant', de: '  {who} (Schlüssel {key}), ohne Berechtigung' },
  v_holder_pin: { en: '  somebody with a PIN at the keypad', de: '  jemand mit einer PIN am Tastenfeld' },
  v_owner: { en: 'the owner', de: 'der Eigentümer' },
  v_somebody: { en: 'a holder without a known name', de: 'ein Inhaber ohne bekannten Namen' },
  v_grant: {
    en: '  Grant {grant}, as the owner’s machine knows it:',
    de: '  Berechtigung {grant}, wie der Rechner des Eigentümers sie kennt:',
  },
  v_bolt_opened: {
    en: 'The bolt was measured out {count} times for a visit.',
    de: 'Der Riegel war {count}-mal für einen Besuch gemessen offen.',
  },
  v_bolt_closed: {
    en: 'Afterwards the door was shut and the bolt measured home.',
    de: 'Danach war die Tür zu und der Riegel gemessen zu.',
  },
  v_bolt_open: {
    en: 'NOT in this journal: that the door was shut and the bolt home afterwards.',
    de: 'NICHT in diesem Journal: dass die Tür danach zu und der Riegel zu war.',
  },
  v_report: {
    en: 'The owner states (key {owner}): “{note}”',
    de: 'Der Eigentümer erklärt (Schlüssel {owner}): „{note}“',
  },
  v_report_forged: {
    en: 'CHANGED: the owner’s statement is not signed by the owner ({code}).',
    de: 'VERÄNDERT: Die Erklärung des Eigentümers ist nicht vom Eigentümer unterschrieben ({code}).',
  },
  v_not_owner: {
    en: 'CHANGED: the journal names another owner than keys.json.',
    de: 'VERÄNDERT: Das Journal nennt einen anderen Eigentümer als keys.json.',
  },
  v_sound: {
    en: 'Result: nothing is missing, nothing was changed.',
    de: 'Ergebnis: Nichts fehlt, nichts wurde verändert.',
  },
  evidence_unsound: {
    en: 'Result: {count} findings against this evidence. See above.',
    de: 'Ergebnis: {count} Befunde gegen diese Beweismittel. Siehe oben.',
  },
  evidence_unreadable: {
    en: '{folder} holds no evidence ({what}).',
    de: '{folder} enthält keine Beweismittel ({what}).',
  },
} as const satisfies Record<string, Text>
