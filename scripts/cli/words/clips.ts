// Clips, evidence and the camera's orders in words.

import type { FindingCode, Weight } from '#protocol/clip/finding.ts'
import type { Text } from '../text.ts'

const FINDING_WORDS = {
  finding_head_forged: {
    en: 'the head of the clip is no signed head',
    de: 'der Kopf des Clips ist kein unterschriebener Kopf',
  },
  finding_head_not_door: {
    en: 'the head is signed by another key than this door’s',
    de: 'der Kopf ist mit einem anderen Schlüssel als dem dieser Tür unterschrieben',
  },
  finding_head_foreign: { en: 'the head belongs to another clip', de: 'der Kopf gehört zu einem anderen Clip' },
  finding_line_forged: {
    en: 'the line of part {n} was not signed by this clip’s key',
    de: 'die Zeile von Teil {n} ist nicht mit dem Schlüssel dieses Clips unterschrieben',
  },
  finding_line_forked: {
    en: 'part {n} tells another history than the part before it',
    de: 'Teil {n} erzählt eine andere Vorgeschichte als der Teil davor',
  },
  finding_part_foreign: {
    en: 'in place {n} lies a part of another clip',
    de: 'an Stelle {n} liegt ein Teil eines anderen Clips',
  },
  finding_part_misplaced: {
    en: 'part {n} lies in the place of part {at}',
    de: 'Teil {n} liegt an der Stelle von Teil {at}',
  },
  finding_bytes_swapped: {
    en: 'under the line of part {n} lie the bytes of part {at}',
    de: 'unter der Zeile von Teil {n} liegen die Bytes von Teil {at}',
  },
  finding_part_damaged: {
    en: 'the bytes of part {n} are not the signed ones',
    de: 'die Bytes von Teil {n} sind nicht die unterschriebenen',
  },
  finding_part_truncated: { en: 'part {n} was cut short', de: 'Teil {n} wurde gekürzt' },
  finding_bytes_missing: {
    en: 'of part {n} only the signed line is there, not the picture',
    de: 'von Teil {n} ist nur die unterschriebene Zeile da, nicht das Bild',
  },
  finding_part_missing: {
    en: 'part {n} is not there, though later ones are',
    de: 'Teil {n} fehlt, obwohl spätere da sind',
  },
  finding_tail_cut: {
    en: 'the last {count} parts are not there, from part {n} on',
    de: 'die letzten {count} Teile fehlen, ab Teil {n}',
  },
  finding_end_missing: {
    en: 'the signed end is not there, though the journal says that the clip ended',
    de: 'der unterschriebene Schluss fehlt, obwohl das Journal sagt, dass der Clip endete',
  },
  finding_end_forged: {
    en: 'the end is signed neither by the clip’s key nor by the door',
    de: 'der Schluss ist weder vom Schlüssel des Clips noch von der Tür unterschrieben',
  },
  finding_end_foreign: { en: 'the end belongs to another clip', de: 'der Schluss gehört zu einem anderen Clip' },
  finding_end_forked: {
    en: 'the end names another last part than part {n}',
    de: 'der Schluss nennt einen anderen letzten Teil als Teil {n}',
  },
  finding_beyond_end: {
    en: '{count} parts were added behind the signed end, from part {n} on',
    de: '{count} Teile wurden hinter dem unterschriebenen Schluss angefügt, ab Teil {n}',
  },
  finding_no_end: {
    en: 'the clip has no end: it still runs, or the recorder broke off just now',
    de: 'der Clip hat keinen Schluss: Er läuft noch, oder die Aufnahme brach eben ab',
  },
  finding_ended_by_door: {
    en: 'the recorder broke off; the door closed the clip with everything that was safe',
    de: 'die Aufnahme brach ab; die Tür schloss den Clip mit allem, was gesichert war',
  },
  finding_no_init: {
    en: 'the film does not begin with its first part',
    de: 'der Film beginnt nicht mit seinem ersten Teil',
  },
  finding_film_gap: { en: '{count} pictures are missing before part {n}', de: 'vor Teil {n} fehlen {count} Bilder' },
  finding_film_overlap: {
    en: '{count} pictures before part {n} are there twice',
    de: 'vor Teil {n} sind {count} Bilder doppelt',
  },
  finding_clock_jump: {
    en: 'before part {n} the door’s clock moved by {by} while no picture is missing: it was set, or the camera gave no picture',
    de: 'vor Teil {n} sprang die Uhr der Tür um {by}, und kein Bild fehlt: Sie wurde gestellt, oder die Kamera lieferte keines',
  },
  finding_head_not_in_journal: {
    en: 'the door’s journal knows nothing of this clip',
    de: 'das Journal der Tür weiß nichts von diesem Clip',
  },
  finding_head_differs: {
    en: 'the journal names another head for this clip',
    de: 'das Journal nennt einen anderen Kopf für diesen Clip',
  },
  finding_end_differs: {
    en: 'the journal and the end of the clip contradict each other',
    de: 'Journal und Schluss des Clips widersprechen sich',
  },
  finding_journal_differs: {
    en: 'this is not the journal the clip was recorded beside',
    de: 'dies ist nicht das Journal, neben dem der Clip aufgenommen wurde',
  },
  finding_identity_foreign: {
    en: 'the clip’s identity opens another clip',
    de: 'die Identität des Clips öffnet einen anderen Clip',
  },
  finding_identity_damaged: {
    en: 'the clip’s identity is damaged; another copy of it is needed',
    de: 'die Identität des Clips ist beschädigt; eine andere Kopie wird gebraucht',
  },
  finding_wrong_key: {
    en: 'the clip is sealed to other keys than this one; nothing seems damaged',
    de: 'der Clip ist für andere Schlüssel als diesen versiegelt; beschädigt scheint nichts',
  },
  finding_part_unopened: {
    en: 'part {n} is as it was signed, and the clip’s identity does not open it',
    de: 'Teil {n} ist wie unterschrieben, und die Identität des Clips öffnet ihn nicht',
  },
} as const satisfies Record<`finding_${FindingCode}`, Text>

const WEIGHT_WORDS = {
  weight_forged: { en: 'CHANGED: {text}.', de: 'VERÄNDERT: {text}.' },
  weight_lost: { en: 'MISSING: {text}.', de: 'FEHLT: {text}.' },
  weight_note: { en: 'To be known: {text}.', de: 'Zu wissen: {text}.' },
} as const satisfies Record<`weight_${Weight}`, Text>

export const CLIP_WORDS = {
  ...FINDING_WORDS,
  ...WEIGHT_WORDS,
  cloud_where: {
    en: 'It is not known where this door’s clips are. Say it once: --cloud URL',
    de: 'Es ist nicht bekannt, wo die Clips dieser Tür liegen. Einmal sagen: --cloud URL',
  },
  cloud_away: {
    en: 'The clip service at {url} does not answer. Is it running, and is this machine on the network?',
    de: 'Der Clip-Dienst unter {url} antwortet nicht. Läuft er, und ist dieser Rechner am Netz?',
  },
  cloud_strange: {
    en: 'What answers at {url} is no clip service of Hausrecht, or of another version ({status}).',
    de: 'Was unter {url} antwortet, ist kein Clip-Dienst von Hausrecht, oder einer anderen Version ({status}).',
  },
  cloud_refused: { en: 'The clip service refuses ({code}).', de: 'Der Clip-Dienst verweigert ({code}).' },
  cloud_key_changed: {
    en: 'The clip service at {url} has another key than before. If it was set up anew, remove it from clouds.json in your folder; else somebody stands in between.',
    de: 'Der Clip-Dienst unter {url} hat einen anderen Schlüssel als zuvor. Wurde er neu eingerichtet, dann aus clouds.json in Ihrem Ordner entfernen; sonst steht jemand dazwischen.',
  },
  clip_missing: {
    en: 'There is no clip “{clip}”. All of them: npx hausrecht clips list',
    de: 'Einen Clip „{clip}“ gibt es nicht. Alle: npx hausrecht clips list',
  },
  clip_which: {
    en: 'Several clips begin with “{clip}”: more of the id is needed.',
    de: 'Mehrere Clips beginnen mit „{clip}“: Bitte mehr von der Nummer angeben.',
  },
  clip_whole_id: {
    en: 'To delete, give the whole id of the clip, 22 characters: it cannot be taken back.',
    de: 'Zum Löschen bitte die ganze Nummer des Clips, 22 Zeichen: Es lässt sich nicht zurücknehmen.',
  },
  clip_none: { en: 'No clips.', de: 'Keine Clips.' },
  clip_row: { en: '{clip}  {at}  {bytes}  {why}{marks}', de: '{clip}  {at}  {bytes}  {why}{marks}' },
  clip_why_visit: { en: 'visit', de: 'Besuch' },
  clip_why_incident: { en: 'INCIDENT', de: 'VORFALL' },
  clip_why_motion: { en: 'motion', de: 'Bewegung' },
  clip_why_strange: { en: 'NOT signed by this door', de: 'NICHT von dieser Tür unterschrieben' },
  clip_mark_open: { en: ', not ended', de: ', nicht beendet' },
  clip_mark_held: { en: ', held', de: ', aufbewahrt' },
  clip_mark_deletes: { en: ', kept until {at}', de: ', bleibt bis {at}' },
  clip_is_held: {
    en: 'The clip is held: retention and deletion do not touch it.',
    de: 'Der Clip wird aufbewahrt: Frist und Löschen gelten nicht für ihn.',
  },
  clip_is_lifted: { en: 'The hold is lifted.', de: 'Die Aufbewahrung ist aufgehoben.' },
  clip_is_deleted: {
    en: 'The clip is deleted: its key first, then the bytes. The service’s signed record of it: clips list --gone',
    de: 'Der Clip ist gelöscht: zuerst sein Schlüssel, dann die Bytes. Der unterschriebene Beleg dazu: clips list --gone',
  },
  clip_days: { en: 'Clips of this door are kept for {days} days.', de: 'Clips dieser Tür bleiben {days} Tage.' },
  gone_row: {
    en: '{clip}  deleted {at} ({why}), {parts} parts, {bytes}',
    de: '{clip}  gelöscht {at} ({why}), {parts} Teile, {bytes}',
  },
  gone_why_owner: { en: 'by the owner', de: 'durch den Eigentümer' },
  gone_why_retention: { en: 'kept long enough', de: 'Frist abgelaufen' },
  gone_none: { en: 'No clip was deleted.', de: 'Kein Clip wurde gelöscht.' },
  gone_forged: {
    en: 'A record that the service did NOT sign ({code})',
    de: 'Ein Beleg, den der Dienst NICHT unterschrieben hat ({code})',
  },
  usage_stored: { en: '{clips} clips, {bytes} of {quota}', de: '{clips} Clips, {bytes} von {quota}' },
  usage_oldest: { en: 'The oldest is of {at}.', de: 'Der älteste ist vom {at}.' },
  usage_reads: { en: 'Who read clips:', de: 'Wer Clips gelesen hat:' },
  usage_no_reads: { en: 'Nobody read a clip.', de: 'Niemand hat einen Clip gelesen.' },
  usage_read: { en: '  {at}  {clip}  {who}', de: '  {at}  {clip}  {who}' },
  place_set: { en: 'The clips of “{name}” are at {url}.', de: 'Die Clips von „{name}“ liegen unter {url}.' },
  play_output: { en: '--to - and --json cannot go together.', de: '--to - und --json gehen nicht zusammen.' },
  player_missing: {
    en: 'There is no ffplay here. Into a file: --to FILE',
    de: 'Hier gibt es kein ffplay. In eine Datei: --to FILE',
  },
  play_done: { en: 'The clip covers {lasts} from {at} on.', de: 'Der Clip umfasst {lasts} ab {at}.' },
  play_file: { en: 'Film: {file}', de: 'Film: {file}' },
  clip_sound: { en: 'Nothing is missing, nothing was changed.', de: 'Nichts fehlt, nichts wurde verändert.' },
  clip_unsound: {
    en: 'The clip is not as it was recorded: {forged} things changed, {lost} missing. See above.',
    de: 'Der Clip ist nicht, wie er aufgenommen wurde: {forged} verändert, {lost} fehlend. Siehe oben.',
  },
  clip_unopened: {
    en: 'The clip cannot be opened with this key.',
    de: 'Der Clip lässt sich mit diesem Schlüssel nicht öffnen.',
  },
  folder_there: {
    en: '“{folder}” is there already and not empty.',
    de: '„{folder}“ gibt es schon, und er ist nicht leer.',
  },
  export_done: { en: 'Film and evidence: {folder}', de: 'Film und Beweismittel: {folder}' },
  export_check: {
    en: 'Anybody can check it, offline: npx hausrecht verify {folder}',
    de: 'Jeder kann es ohne Netz prüfen: npx hausrecht verify {folder}',
  },
  export_no_journal: {
    en: 'The bridge gives no journal just now: the evidence is without it. With the door’s own files: --journal FOLDER',
    de: 'Die Brücke gibt gerade kein Journal: Die Beweismittel sind ohne. Mit den Dateien der Tür: --journal ORDNER',
  },
  recipient_wrong: {
    en: '“{text}” is neither an age recipient (age1…) nor a file with a public key that can be sealed to.',
    de: '„{text}“ ist weder ein age-Empfänger (age1…) noch eine Datei mit einem öffentlichen Schlüssel, für den sich versiegeln lässt.',
  },
  share_done: {
    en: 'One clip, for one person, in {file}. It can be fetched until {until}; whoever has opened it keeps it.',
    de: 'Ein Clip, für eine Person, in {file}. Abholbar bis {until}; wer ihn geöffnet hat, behält ihn.',
  },
  share_open_with: {
    en: 'They open it by: npx hausrecht clips open FILE --to film.mp4',
    de: 'Geöffnet wird er mit: npx hausrecht clips open DATEI --to film.mp4',
  },
  share_not_yours: {
    en: 'This file is sealed for somebody else’s key.',
    de: 'Diese Datei ist für den Schlüssel eines anderen versiegelt.',
  },
  share_damaged: { en: '{file} is damaged or no such file.', de: '{file} ist beschädigt oder keine solche Datei.' },
  identity_unreadable: { en: '{file} holds no age identity.', de: '{file} enthält keine age-Identität.' },
  move_clip: { en: '{clip}  {parts} parts, both sides equal', de: '{clip}  {parts} Teile, beide Seiten gleich' },
  move_done: {
    en: '{clips} clips with {parts} parts are at {url}, equal to the last byte. The door is told by its settings ([clips] cloud); then delete them here.',
    de: '{clips} Clips mit {parts} Teilen liegen unter {url}, gleich bis aufs letzte Byte. Der Tür sagen es ihre Einstellungen ([clips] cloud); danach hier löschen.',
  },
  move_differs: {
    en: 'At {url} part {n} of {clip} is not the same.',
    de: 'Unter {url} ist Teil {n} von {clip} nicht derselbe.',
  },
  move_same: { en: 'Both addresses are the same.', de: 'Beide Adressen sind dieselbe.' },
  move_no_ownership: {
    en: 'The new service does not know whose door it is ({code}), and the bridge cannot be asked: let the door send there first.',
    de: 'Der neue Dienst weiß nicht, wessen Tür es ist ({code}), und die Brücke ist nicht zu fragen: Die Tür muss zuerst dorthin senden.',
  },
  copy_done: {
    en: '{objects} objects, {bytes}: both sides equal.',
    de: '{objects} Objekte, {bytes}: beide Seiten gleich.',
  },
  copy_differs: { en: '{key} is not the same on both sides.', de: '{key} ist nicht auf beiden Seiten gleich.' },
  areas_unreadable: {
    en: '“{text}” are no areas such as "0,0,30,100; 80,0,20,50" (left, top, width, height in percent) or none.',
    de: '„{text}“ sind keine Flächen wie "0,0,30,100; 80,0,20,50" (links, oben, Breite, Höhe in Prozent) oder none.',
  },
  recipients_unreadable: {
    en: '“{text}” are no age recipients (age1…, separated by commas) or none.',
    de: '„{text}“ sind keine age-Empfänger (age1…, durch Kommas getrennt) oder none.',
  },
  on_or_off: { en: 'Either on or off, not “{text}”.', de: 'Entweder on oder off, nicht „{text}“.' },
  camera_told: { en: 'The door has taken that down: {what}', de: 'Die Tür hat es festgehalten: {what}' },
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
