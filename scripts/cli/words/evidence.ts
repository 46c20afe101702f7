// Reports and checked evidence in words a judge could follow.

import type { Text } from '../text.ts'

export const EVIDENCE_WORDS = {
  report_note_long: { en: 'A note has at most {most} characters.', de: 'Eine Notiz hat höchstens {most} Zeichen.' },
  report_done: {
    en: 'Reported. {count|The clip is|All # clips are} held. Evidence: {folder}',
    de: 'Gemeldet. {count|Der Clip wird|Alle # Clips werden} aufbewahrt. Beweismittel: {folder}',
  },
  report_clips_many: {
    en: 'A report names at most {most} clips; this visit has more. Each can be held by itself.',
    de: 'Eine Meldung nennt höchstens {most} Clips; dieser Besuch hat mehr. Jeder lässt sich einzeln aufbewahren.',
  },
  report_clips_key: {
    en: 'To keep the clips a key of your own is needed: key make',
    de: 'Um die Clips zu behalten, braucht es einen eigenen Schlüssel: key make',
  },
  report_clip_kept: { en: 'Clip: npx hausrecht clips open {file}', de: 'Clip: npx hausrecht clips open {file}' },
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
    en: '{count|One file is as the list has it|# files are as the list has them}.',
    de: '{count|Eine Datei ist, wie das Verzeichnis sie|# Dateien sind, wie das Verzeichnis sie} nennt.',
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
  v_film: {
    en: 'Film {at}, clip {clip}: recorded for {why}.',
    de: 'Film {at}, Clip {clip}: aufgenommen für {why}.',
  },
  v_film_forged: { en: 'Film {at}:', de: 'Film {at}:' },
  v_why_visit: { en: 'a visit', de: 'einen Besuch' },
  v_why_incident: { en: 'an incident', de: 'einen Vorfall' },
  v_why_motion: { en: 'a movement', de: 'eine Bewegung' },
  v_covers: {
    en: 'The film covers {lasts}, from {from} to {to} by the door’s clock, in {segments|one piece|# pieces}.',
    de: 'Der Film umfasst {lasts}, von {from} bis {to} nach der Uhr der Tür, in {segments|einem Stück|# Stücken}.',
  },
  v_covers_nothing: { en: 'There is no film in it.', de: 'Ein Film ist nicht darin.' },
  v_film_sound: {
    en: '{file} is exactly what the door sealed and signed.',
    de: '{file} ist genau das, was die Tür versiegelt und unterschrieben hat.',
  },
  v_film_changed: {
    en: 'CHANGED: {file} is not what the door sealed and signed.',
    de: 'VERÄNDERT: {file} ist nicht das, was die Tür versiegelt und unterschrieben hat.',
  },
  v_film_alone: {
    en: 'To be known: the sealed parts are not in this folder, so {file} cannot be compared with what the door signed (export with --sealed).',
    de: 'Zu wissen: Die versiegelten Teile sind nicht in diesem Ordner; {file} lässt sich daher nicht mit dem Unterschriebenen vergleichen (Ausgabe mit --sealed).',
  },
  v_seam_joined: {
    en: 'Film {next} begins with the picture after the last of film {one}: between them nothing is missing.',
    de: 'Film {next} beginnt mit dem Bild nach dem letzten von Film {one}: Dazwischen fehlt nichts.',
  },
  v_seam_gap: {
    en: 'MISSING: between film {one} and film {next} {count|one picture|# pictures}, from {from} to {to} ({by}).',
    de: 'FEHLT: zwischen Film {one} und Film {next} {count|ein Bild|# Bilder}, von {from} bis {to} ({by}).',
  },
  v_seam_overlap: {
    en: 'To be known: film {next} begins with the last {count|picture|# pictures} of film {one} again.',
    de: 'Zu wissen: Film {next} beginnt noch einmal mit {count|dem letzten Bild|den letzten # Bildern} von Film {one}.',
  },
  v_seam_anew: {
    en: 'MISSING: between film {one} and film {next} the camera gave no film for {by}, from {from} to {to}: it began anew.',
    de: 'FEHLT: zwischen Film {one} und Film {next} gab die Kamera {by} lang keinen Film, von {from} bis {to}: Sie begann von vorn.',
  },
  v_seam_close: {
    en: 'To be known: between film {one} and film {next} the camera began anew; by the door’s clock without a break.',
    de: 'Zu wissen: Zwischen Film {one} und Film {next} begann die Kamera von vorn; nach der Uhr der Tür ohne Pause.',
  },
  v_journal_then: { en: '  What the door’s journal says of it:', de: '  Was das Journal der Tür dazu sagt:' },
  v_journal_silent: { en: '  The door’s journal says nothing of why.', de: '  Das Journal der Tür sagt nicht, warum.' },
  v_absent: {
    en: 'MISSING: clip {clip}. The journal names it for this visit, and it is not in this folder.',
    de: 'FEHLT: Clip {clip}. Das Journal nennt ihn für diesen Besuch, und er ist nicht in diesem Ordner.',
  },
  v_hole_before: {
    en: 'MISSING: the film begins {lasts} after the request.',
    de: 'FEHLT: Der Film beginnt {lasts} nach der Anfrage.',
  },
  v_hole_within: {
    en: 'There is no picture from {from} to {to} ({lasts}).',
    de: 'Von {from} bis {to} ({lasts}) gibt es kein Bild.',
  },
  v_hole_after: {
    en: 'MISSING: the film ends {lasts} before the bolt was measured home.',
    de: 'FEHLT: Der Film endet {lasts}, bevor der Riegel gemessen zu war.',
  },
  v_hole_everywhere: {
    en: 'MISSING: there is no picture of the visit itself.',
    de: 'FEHLT: Vom Besuch selbst gibt es kein Bild.',
  },
  v_hole_still: {
    en: 'To be known: from {from} to {to} ({lasts}) no picture was taken: the camera gave none, or the clock was set.',
    de: 'Zu wissen: Von {from} bis {to} ({lasts}) entstand kein Bild: Die Kamera gab keines, oder die Uhr wurde gestellt.',
  },
  v_visit_whole: {
    en: 'The visit is filmed as a whole: from the request at {from} to the bolt measured home at {to} ({lasts}) no footage is missing.',
    de: 'Der Besuch ist ganz gefilmt: Von der Anfrage um {from} bis zum gemessen geschlossenen Riegel um {to} ({lasts}) fehlt keine Aufnahme.',
  },
  v_visit_still: {
    en: 'Of the visit, from the request at {from} to the bolt measured home at {to} ({lasts}), no footage was taken away; for {still} of it no picture was taken.',
    de: 'Vom Besuch, von der Anfrage um {from} bis zum gemessen geschlossenen Riegel um {to} ({lasts}), wurde keine Aufnahme weggenommen; {still} lang entstand kein Bild.',
  },
  v_visit_missing: {
    en: 'Of the visit, from the request at {from} to the bolt measured home at {to} ({lasts}), footage of {missing} is missing.',
    de: 'Vom Besuch, von der Anfrage um {from} bis zum gemessen geschlossenen Riegel um {to} ({lasts}), fehlen Aufnahmen von {missing}.',
  },
  v_visit_no_visit: {
    en: 'The film belongs to no visit.',
    de: 'Der Film gehört zu keinem Besuch.',
  },
  v_visit_no_journal: {
    en: 'Whether the whole visit was filmed cannot be told without the journal.',
    de: 'Ob der ganze Besuch gefilmt ist, lässt sich ohne das Journal nicht sagen.',
  },
  v_visit_not_asked: {
    en: 'Whether the whole visit was filmed cannot be told: its request is not in this journal.',
    de: 'Ob der ganze Besuch gefilmt ist, lässt sich nicht sagen: Seine Anfrage steht nicht in diesem Journal.',
  },
  v_visit_not_closed: {
    en: 'Whether the whole visit was filmed cannot be told: its end is not in this journal.',
    de: 'Ob der ganze Besuch gefilmt ist, lässt sich nicht sagen: Sein Ende steht nicht in diesem Journal.',
  },
  v_visit_clock_back: {
    en: 'Whether the whole visit was filmed cannot be told: the door’s clock was set back meanwhile.',
    de: 'Ob der ganze Besuch gefilmt ist, lässt sich nicht sagen: Die Uhr der Tür wurde dabei zurückgestellt.',
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
    en: 'The bolt was measured out {count|once|# times} for a visit.',
    de: 'Der Riegel war {count|einmal|#-mal} für einen Besuch gemessen offen.',
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
  v_sound_unsealed: {
    en: 'Result, as far as could be checked: nothing is missing, nothing was changed. Whether the film is the one that the door recorded was NOT checked: export with --sealed for that.',
    de: 'Ergebnis, soweit prüfbar: Nichts fehlt, nichts wurde verändert. Ob der Film der von der Tür aufgenommene ist, wurde NICHT geprüft: dafür mit --sealed ausgeben.',
  },
  v_sound: {
    en: 'Result: nothing is missing, nothing was changed.',
    de: 'Ergebnis: Nichts fehlt, nichts wurde verändert.',
  },
  evidence_unsound: {
    en: 'Result: {count|one finding|# findings} against this evidence. See above.',
    de: 'Ergebnis: {count|ein Befund|# Befunde} gegen diese Beweismittel. Siehe oben.',
  },
  evidence_unreadable: {
    en: '{folder} holds no evidence ({what}).',
    de: '{folder} enthält keine Beweismittel ({what}).',
  },
} as const satisfies Record<string, Text>
