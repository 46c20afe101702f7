// What `npm start` says to a person, in both languages.

import { fill, type Language, type Slots, type Text } from '#scripts/cli/text.ts'

export const WORDS = {
  help: {
    en: [
      'npm start                 a simulated door, its bridge and its owner on this machine, until Ctrl-C',
      'npm start -- --fresh      the same, with everything from before wiped',
      'npm start -- --any-ports  on free ports instead of the usual ones: a second house beside the first',
      'npm start -- --once       one whole visit and the refused ones, by themselves, then the end',
      'npm start -- --once --keep  the same, its folder kept to look at',
      'npm start -- --lang en|de   language (else as LANG says)',
    ].join('\n'),
    de: [
      'npm start                 eine simulierte Tür, ihre Brücke und ihr Eigentümer auf diesem Rechner, bis Strg-C',
      'npm start -- --fresh      dasselbe, alles Frühere gelöscht',
      'npm start -- --any-ports  auf freien Ports statt den üblichen: ein zweites Haus neben dem ersten',
      'npm start -- --once       ein ganzer Besuch und die verweigerten, von selbst, dann Ende',
      'npm start -- --once --keep  dasselbe, der Ordner bleibt zum Ansehen',
      'npm start -- --lang en|de   Sprache (sonst nach LANG)',
    ].join('\n'),
  },
  usage: {
    en: 'npm start knows no “{option}”. See: npm start -- --help',
    de: 'npm start kennt „{option}“ nicht. Siehe: npm start -- --help',
  },
  running: {
    en: 'npm start runs here already (process {pid}). End it first, with Ctrl-C where it runs.',
    de: 'npm start läuft hier schon (Prozess {pid}). Zuerst dort mit Strg-C beenden.',
  },
  starting: {
    en: 'Starting the simulated rig, the bridge, the clip service and the door …',
    de: 'Simulierte Mechanik, Brücke, Clip-Dienst und Tür werden gestartet …',
  },
  open: {
    en: 'Open this in a browser on this machine. The owner’s key stands behind the #: it goes nowhere but into that browser.',
    de: 'Dies in einem Browser auf diesem Rechner öffnen. Hinter dem # steht der Schlüssel des Eigentümers; er gelangt nur in diesen Browser.',
  },
  title: { en: 'Hausrecht is running.', de: 'Hausrecht läuft.' },
  ran: { en: 'Ready after {ms} ms', de: 'Bereit nach {ms} ms' },
  rig: { en: 'Rig', de: 'Mechanik' },
  rig_about: {
    en: 'the real firmware in an emulator, a simulated door around it',
    de: 'die echte Firmware im Emulator, eine simulierte Tür darum',
  },
  cloud: { en: 'Clips', de: 'Clips' },
  cloud_about: {
    en: '{url}   a folder; every clip sealed so that only the owner opens it',
    de: '{url}   ein Ordner; jeder Clip so versiegelt, dass nur der Eigentümer ihn öffnet',
  },
  bridge: { en: 'Bridge', de: 'Brücke' },
  bridge_about: { en: '{http}   mqtt://127.0.0.1:{mqtt}', de: '{http}   mqtt://127.0.0.1:{mqtt}' },
  door: { en: 'Door', de: 'Tür' },
  door_about: {
    en: '“{name}” {id}, the agent of the Raspberry Pi',
    de: '„{name}“ {id}, das Programm des Raspberry Pi',
  },
  owner: { en: 'Owner', de: 'Eigentümer' },
  owner_paired: { en: 'paired just now, by button and code', de: 'eben gekoppelt, mit Taste und Code' },
  owner_known: { en: 'paired already', de: 'schon gekoppelt' },
  folder: { en: 'Folder', de: 'Ordner' },
  folder_about: {
    en: '{root}   (keys, doors, journal; npm start -- --fresh wipes it)',
    de: '{root}   (Schlüssel, Türen, Journal; npm start -- --fresh löscht ihn)',
  },
  try: {
    en: 'Try this in a second terminal, in this folder:',
    de: 'Zum Ausprobieren in einem zweiten Terminal, in diesem Ordner:',
  },
  try_status: { en: 'how the door is', de: 'wie es um die Tür steht' },
  try_unlock: { en: 'open it as its owner', de: 'als Eigentümer öffnen' },
  try_walk: { en: 'push it open, shut it', de: 'aufdrücken, schließen' },
  try_give: { en: 'let a courier in once', de: 'einen Boten einmal einlassen' },
  try_courier: {
    en: 'be the courier; the second time is refused',
    de: 'der Bote sein; beim zweiten Mal wird verweigert',
  },
  try_revoke: { en: 'take it back', de: 'zurücknehmen' },
  try_local: { en: 'at the door itself, without the bridge', de: 'an der Tür selbst, ohne die Brücke' },
  try_watch: { en: 'watch it live', de: 'live zusehen' },
  try_clips: { en: 'what was filmed', de: 'was gefilmt wurde' },
  try_export: {
    en: 'the newest film, as film.mp4 and as evidence',
    de: 'der neueste Film, als film.mp4 und als Beweismittel',
  },
  try_evidence: {
    en: 'check that evidence, on any machine, offline',
    de: 'diese Beweismittel prüfen, auf jedem Rechner, ohne Netz',
  },
  try_cover: {
    en: 'cover the camera: the courier is refused now',
    de: 'die Kamera verdecken: Jetzt wird der Bote abgewiesen',
  },
  try_verify: { en: 'check the journal', de: 'das Journal prüfen' },
  end: { en: 'Ctrl-C ends everything.', de: 'Strg-C beendet alles.' },
  ending: { en: 'Ending …', de: 'Ende …' },
  broken: {
    en: 'The {name} has ended by itself ({how}), so everything ends. What it said last is above.',
    de: 'Das Teil „{name}“ hat von selbst aufgehört ({how}), also endet alles. Was es zuletzt sagte, steht oben.',
  },
  once_title: {
    en: 'One visit, from the request to the measured re-lock',
    de: 'Ein Besuch, von der Anfrage bis zum gemessenen Verriegeln',
  },
  once_ready: {
    en: 'Simulator, bridge, clip service, camera and door ready, owner paired by button and code: {ms} ms',
    de: 'Simulator, Brücke, Clip-Dienst, Kamera und Tür bereit, Eigentümer mit Taste und Code gekoppelt: {ms} ms',
  },
  actor_courier: { en: 'courier', de: 'Bote' },
  actor_person: { en: 'at the door', de: 'an der Tür' },
  actor_rig: { en: 'rig', de: 'Mechanik' },
  actor_door: { en: 'door', de: 'Tür' },
  t_request: {
    en: 'asks through the bridge: grant and proof over the door’s challenge',
    de: 'fragt über die Brücke: Berechtigung und Nachweis auf die Frage der Tür',
  },
  once_preroll: {
    en: 'The camera remembers the last seconds, in memory only: a moment, so that there are some …',
    de: 'Die Kamera merkt sich die letzten Sekunden, nur im Arbeitsspeicher: einen Augenblick, damit es welche gibt …',
  },
  t_clip: {
    en: 'films: the first sealed segment is durable (entry {n})',
    de: 'filmt: Der erste versiegelte Abschnitt ist gesichert (Eintrag {n})',
  },
  film_title: { en: 'The film of the visit', de: 'Der Film des Besuchs' },
  film_played: {
    en: '{seconds} s in {pictures} pictures, from {before} s before the request on; no two further apart than {widest} ms.',
    de: '{seconds} s in {pictures} Bildern, von {before} s vor der Anfrage an; keine zwei weiter auseinander als {widest} ms.',
  },
  film_sealed: {
    en: 'Recorded, sealed part by part ({bytes}) and sent while it ran; opened here with the owner’s key, which nobody else has.',
    de: 'Aufgenommen, Teil für Teil versiegelt ({bytes}) und währenddessen gesendet; hier mit dem Schlüssel des Eigentümers geöffnet, den sonst niemand hat.',
  },
  film_verified: {
    en: 'Exported as evidence and checked offline: {files} files, every signature, no part missing.',
    de: 'Als Beweismittel ausgegeben und ohne Netz geprüft: {files} Dateien, jede Unterschrift, kein Teil fehlt.',
  },
  t_intent: {
    en: 'agrees too, and writes it down before anything moves (entry {n})',
    de: 'stimmt auch zu und schreibt es auf, bevor sich etwas bewegt (Eintrag {n})',
  },
  t_edge_out: { en: 'first edge on the bolt’s pin', de: 'erste Flanke am Pin des Riegels' },
  t_opened: { en: 'hears “opened”: bolt measured out', de: 'hört „geöffnet“: Riegel gemessen offen' },
  t_push: { en: 'pushes the door open', de: 'drückt die Tür auf' },
  t_leaf_open: { en: 'measures itself open (entry {n})', de: 'misst sich offen (Eintrag {n})' },
  t_shut: {
    en: 'has put the parcel inside and pulls the door shut',
    de: 'hat das Paket hineingestellt und zieht die Tür zu',
  },
  t_leaf_shut: { en: 'measures itself shut (entry {n})', de: 'misst sich zu (Eintrag {n})' },
  t_edge_home: { en: 'drives the bolt home', de: 'fährt den Riegel zurück' },
  t_closed_entry: {
    en: 'shut and bolt measured home: the visit is over (entry {n})',
    de: 'zu und Riegel gemessen zurück: Der Besuch ist vorbei (Eintrag {n})',
  },
  t_closed: { en: 'hears “closed”', de: 'hört „geschlossen“' },
  refused_title: { en: 'Five visits that do not happen', de: 'Fünf Besuche, die nicht stattfinden' },
  try_outside: { en: 'outside its window', de: 'außerhalb der Zeit' },
  try_revoked: { en: 'revoked', de: 'widerrufen' },
  try_stolen: { en: 'stolen token, other key', de: 'gestohlen, anderer Schlüssel' },
  try_used: { en: 'used up', de: 'aufgebraucht' },
  try_camera: { en: 'a hand over the camera', de: 'eine Hand über der Kamera' },
  by_bridge: { en: 'bridge', de: 'Brücke' },
  by_door: { en: 'door', de: 'Tür' },
  refused_stolen: {
    en: 'With the stolen token alone the bridge did not even let the thief connect.',
    de: 'Mit dem gestohlenen Ausweis allein ließ die Brücke den Dieb nicht einmal ein.',
  },
  refused_still: {
    en: 'Meanwhile the bolt left home {count} times.',
    de: 'Dabei hat der Riegel {count}-mal seine Lage verlassen.',
  },
  journal_title: { en: 'The journal', de: 'Das Journal' },
  journal_good: {
    en: '{entries} entries, each signed and chained. The door’s files and the bridge’s copy agree up to entry {n}.',
    de: '{entries} Einträge, jeder unterschrieben und verkettet. Die Dateien der Tür und die Kopie der Brücke stimmen bis Eintrag {n} überein.',
  },
  once_done: { en: 'All as it should be: {seconds} s in all.', de: 'Alles, wie es sein soll: {seconds} s insgesamt.' },
  once_kept: { en: 'Kept: {root}', de: 'Aufbewahrt: {root}' },
  failed: { en: 'That did not work ({code}): {text}', de: 'Das ging nicht ({code}): {text}' },
} as const satisfies Record<string, Text>

export type StartSay = (key: keyof typeof WORDS, slots?: Slots) => string

export const startSpeaker =
  (language: Language): StartSay =>
  (key, slots) =>
    fill(WORDS[key][language], slots)
