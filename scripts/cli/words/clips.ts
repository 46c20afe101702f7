// Clips, the clip service and the camera's orders in words.

import type { Text } from '../text.ts'

export const CLIP_WORDS = {
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
  clip_mark_follows: { en: ', goes on from {clip}', de: ', setzt {clip} fort' },
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
  clip_days: {
    en: 'Clips of this door are kept for {days|one day|# days}.',
    de: 'Clips dieser Tür bleiben {days|einen Tag|# Tage}.',
  },
  gone_row: {
    en: '{clip}  deleted {at} ({why}), {parts|one part|# parts}, {bytes}',
    de: '{clip}  gelöscht {at} ({why}), {parts|ein Teil|# Teile}, {bytes}',
  },
  gone_why_owner: { en: 'by the owner', de: 'durch den Eigentümer' },
  gone_why_retention: { en: 'kept long enough', de: 'Frist abgelaufen' },
  gone_none: { en: 'No clip was deleted.', de: 'Kein Clip wurde gelöscht.' },
  gone_forged: {
    en: 'A record that the service did NOT sign ({code})',
    de: 'Ein Beleg, den der Dienst NICHT unterschrieben hat ({code})',
  },
  usage_stored: {
    en: '{clips|one clip|# clips}, {bytes} of {quota}',
    de: '{clips|ein Clip|# Clips}, {bytes} von {quota}',
  },
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
  clip_sound_so_far: {
    en: 'As far as it goes nothing is missing and nothing was changed.',
    de: 'So weit er reicht, fehlt nichts, und nichts wurde verändert.',
  },
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
  check_sound: {
    en: 'The door wrote down {clips|one clip: it|# clips: each} is there as a whole, or gone with a signed record.',
    de: 'Die Tür schrieb {clips|einen Clip auf: Er|# Clips auf: Jeder} ist ganz da, oder mit unterschriebenem Beleg gelöscht.',
  },
  check_missing: {
    en: 'MISSING: clip {clip} of {at} ({why}). The door wrote it down; the service neither has it nor shows a record that it was deleted. A door that cannot send still has it.',
    de: 'FEHLT: Clip {clip} vom {at} ({why}). Die Tür schrieb ihn auf; der Dienst hat ihn weder noch einen Beleg, dass er gelöscht wurde. Eine Tür, die nicht senden kann, hat ihn noch.',
  },
  check_short: {
    en: 'MISSING: of clip {clip} of {at} only {there} of {count|one part|# parts} {there|is|are} there.',
    de: 'FEHLT: Von Clip {clip} vom {at} {there|ist|sind} nur {there} von {count|einem Teil|# Teilen} da.',
  },
  check_unknown: {
    en: 'CHANGED: the service has a clip {clip} that the door’s journal knows nothing of.',
    de: 'VERÄNDERT: Der Dienst hat einen Clip {clip}, von dem das Journal der Tür nichts weiß.',
  },
  check_unsound: {
    en: '{count|One clip is not as the door wrote it|# clips are not as the door wrote them} down. See above.',
    de: '{count|Ein Clip ist nicht, wie die Tür ihn|# Clips sind nicht, wie die Tür sie} aufschrieb. Siehe oben.',
  },
  check_journal: {
    en: 'The journal is damaged at line {line} ({code}): it is no measure for the clips.',
    de: 'Das Journal ist in Zeile {line} beschädigt ({code}): Es taugt nicht als Maß für die Clips.',
  },
  export_film: { en: 'Film {at}, clip {clip}:', de: 'Film {at}, Clip {clip}:' },
  export_done: {
    en: '{count|Film|# films} and evidence: {folder}',
    de: '{count|Film|# Filme} und Beweismittel: {folder}',
  },
  export_check: {
    en: 'Anybody can check it, offline: npx hausrecht verify {folder}',
    de: 'Jeder kann es ohne Netz prüfen: npx hausrecht verify {folder}',
  },
  play_no_journal: {
    en: 'The clip has no end, and the bridge gives no journal just now: whether there was more cannot be told. With the door’s own files: --journal FOLDER',
    de: 'Der Clip hat keinen Schluss, und die Brücke gibt gerade kein Journal: Ob noch etwas kam, lässt sich nicht sagen. Mit den Dateien der Tür: --journal ORDNER',
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
  move_clip: {
    en: '{clip}  {parts|one part|# parts}, both sides equal',
    de: '{clip}  {parts|ein Teil|# Teile}, beide Seiten gleich',
  },
  move_done: {
    en: '{clips|One clip|# clips} with {parts|one part|# parts} {clips|is|are} at {url}, equal to the last byte. The door is told by its settings ([clips] cloud); then delete them here.',
    de: '{clips|Ein Clip|# Clips} mit {parts|einem Teil|# Teilen} {clips|liegt|liegen} unter {url}, gleich bis aufs letzte Byte. Der Tür sagen es ihre Einstellungen ([clips] cloud); danach hier löschen.',
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
    en: '{objects|One object|# objects}, {bytes}: both sides equal, SHA-256 over all of it {digest}.',
    de: '{objects|Ein Objekt|# Objekte}, {bytes}: beide Seiten gleich, SHA-256 über alles {digest}.',
  },
  copy_more: {
    en: 'To be known: where they went there {more|is one object|are # objects} more, such as {key}.',
    de: 'Zu wissen: Am Ziel {more|liegt ein Objekt|liegen # Objekte} mehr, so {key}.',
  },
  copy_differs: { en: '{key} is not the same on both sides.', de: '{key} ist nicht auf beiden Seiten gleich.' },
  move_to_store: {
    en: 'Into a folder or a bucket only from one: with --from, and no service needs to run. To a service: --to URL',
    de: 'In einen Ordner oder Bucket nur aus einem: mit --from, und kein Dienst muss laufen. Zu einem Dienst: --to URL',
  },
  move_store_url: {
    en: 'With --from both are stores, a folder or s3:FILE: “{url}” is a service.',
    de: 'Mit --from sind beides Speicher, ein Ordner oder s3:DATEI: „{url}“ ist ein Dienst.',
  },
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
} as const satisfies Record<string, Text>
