// What a person reads on the first page.

import type { Alarm } from '#protocol/state.ts'
import type { Text } from '#protocol/text.ts'
import { speaker } from '../core/words.ts'

const TABLE = {
  title: { en: 'The door now', de: 'Die Tür jetzt' },
  no_door: { en: 'No door is paired with this key yet.', de: 'Mit diesem Schlüssel ist noch keine Tür gekoppelt.' },
  pair: { en: 'Pair a door', de: 'Eine Tür koppeln' },
  // the bolt, large
  bolt_home: { en: 'Locked', de: 'Verriegelt' },
  bolt_out: { en: 'Unlocked', de: 'Entriegelt' },
  bolt_between: { en: 'Bolt half-way', de: 'Riegel auf halbem Weg' },
  bolt_jammed: { en: 'Bolt jammed', de: 'Riegel klemmt' },
  bolt_unknown: { en: 'Bolt unknown', de: 'Riegel unbekannt' },
  leaf_open: { en: 'Door open', de: 'Tür offen' },
  leaf_shut: { en: 'Door shut', de: 'Tür zu' },
  leaf_unknown: { en: 'Door sensor: unknown', de: 'Türsensor: unbekannt' },
  unknown: { en: 'Unknown', de: 'Unbekannt' },
  measured: { en: 'Measured {age} ago', de: 'Gemessen vor {age}' },
  measured_now: { en: 'Measured just now', de: 'Gerade gemessen' },
  past: { en: 'Unknown for {age}', de: 'Unbekannt seit {age}' },
  past_was: { en: 'Last measured, {age} ago: {state}', de: 'Zuletzt gemessen, vor {age}: {state}' },
  never: { en: 'The door has not said anything yet.', de: 'Die Tür hat noch nichts gesagt.' },
  away_link: {
    en: 'This device has no connection to the bridge.',
    de: 'Dieses Gerät hat keine Verbindung zur Brücke.',
  },
  away_offline: { en: 'The door is not connected to the bridge.', de: 'Die Tür ist nicht mit der Brücke verbunden.' },
  away_silent: { en: 'The door has not said anything for a while.', de: 'Die Tür hat länger nichts gesagt.' },
  // the rest of the state
  facts: { en: 'Measured', de: 'Gemessen' },
  leaf: { en: 'Door', de: 'Tür' },
  camera: { en: 'Camera', de: 'Kamera' },
  recording: { en: 'Recording', de: 'Aufnahme' },
  recording_on: { en: 'running', de: 'läuft' },
  recording_off: { en: 'none', de: 'keine' },
  viewers: { en: 'Watching', de: 'Zusehende' },
  viewers_count: { en: '{count|one person|# people}', de: '{count|eine Person|# Personen}' },
  viewers_none: { en: 'nobody', de: 'niemand' },
  clock_untrusted: {
    en: 'The door does not know the time for certain.',
    de: 'Die Tür kennt die Uhrzeit nicht sicher.',
  },
  // to lock and unlock
  unlock: { en: 'Unlock', de: 'Entriegeln' },
  lock: { en: 'Lock', de: 'Verriegeln' },
  unlock_sure: { en: 'Unlock {door} now?', de: '{door} jetzt entriegeln?' },
  unlock_text: {
    en: 'The bolt goes out for some seconds, then the door locks itself again. It is written into the journal.',
    de: 'Der Riegel geht für einige Sekunden auf, dann verriegelt sich die Tür wieder. Es steht im Journal.',
  },
  unlock_yes: { en: 'Unlock now', de: 'Jetzt entriegeln' },
  cancel: { en: 'Cancel', de: 'Abbrechen' },
  asking: { en: 'Asked the door. Waiting for its word …', de: 'Die Tür ist gefragt. Warten auf ihr Wort …' },
  open: { en: 'Open: the bolt is measured out.', de: 'Offen: Der Riegel ist gemessen offen.' },
  locked: { en: 'Locked: the bolt is measured home.', de: 'Verriegelt: Der Riegel ist gemessen zu.' },
  closed: {
    en: 'Done: the door is shut and the bolt measured home.',
    de: 'Fertig: Die Tür ist zu und der Riegel gemessen zu.',
  },
  failed: { en: 'It did not work.', de: 'Das hat nicht geklappt.' },
  link_down: {
    en: 'This device has no connection to the bridge. Nothing was sent.',
    de: 'Dieses Gerät hat keine Verbindung zur Brücke. Es wurde nichts gesendet.',
  },
  link_slow: {
    en: 'No answer came in time. Look at the measured state before you try again.',
    de: 'Es kam keine Antwort. Bitte vor dem nächsten Versuch den gemessenen Zustand ansehen.',
  },
  not_open_away: {
    en: 'Opening and locking from here needs the door to be connected.',
    de: 'Zum Öffnen und Verriegeln von hier muss die Tür verbunden sein.',
  },
  // alarms, visits, events
  alarms: { en: 'Alarm', de: 'Alarm' },
  visit: { en: 'A visit is under way', de: 'Ein Besuch läuft' },
  visit_by: { en: '{name}, since {age}', de: '{name}, seit {age}' },
  visit_keypad: { en: 'PIN at the keypad', de: 'PIN am Tastenfeld' },
  visit_opened: { en: 'was let in', de: 'wurde hereingelassen' },
  visit_asked: { en: 'waits for the bolt', de: 'wartet auf den Riegel' },
  lately: { en: 'Lately', de: 'Zuletzt' },
  lately_none: { en: 'Nothing yet.', de: 'Noch nichts.' },
  lately_all: { en: 'All of it in the timeline', de: 'Alles im Verlauf' },
  // the picture
  picture: { en: 'Picture', de: 'Bild' },
  play: { en: 'Watch live', de: 'Live zusehen' },
  by_itself: { en: 'Begin by itself when I open this page', de: 'Beim Öffnen dieser Seite von selbst beginnen' },
  no_camera: { en: 'This door has no camera.', de: 'Diese Tür hat keine Kamera.' },
  camera_off: {
    en: 'The camera is off: its supply is measured dead.',
    de: 'Die Kamera ist aus: gemessen ohne Strom.',
  },
} as const

export const say = speaker(TABLE)

/** What to do about an alarm; what it is called stands in the protocol's names. */
export const ADVICE: Readonly<Record<Alarm, Text>> = {
  forced_entry: {
    en: 'Watch live and look at the incident’s clip. If it was nobody of yours, call the police.',
    de: 'Live zusehen und den Clip des Vorfalls ansehen. War es niemand von Ihnen: die Polizei rufen.',
  },
  left_open: { en: 'Have somebody close the door.', de: 'Bitte jemanden die Tür schließen lassen.' },
  jammed: {
    en: 'Push or pull the door gently, then lock again. If it stays stuck, look at bolt and strike.',
    de: 'Tür leicht drücken oder ziehen, dann erneut verriegeln. Klemmt er weiter: Riegel und Schließblech prüfen.',
  },
  sensor_fault: {
    en: 'Do not trust the state shown. Check the wiring of the sensors.',
    de: 'Dem gezeigten Zustand nicht trauen. Bitte die Verkabelung der Sensoren prüfen.',
  },
  reed_implausible: {
    en: 'Look whether the door is really shut: a magnet may hold the sensor.',
    de: 'Nachsehen, ob die Tür wirklich zu ist: Ein Magnet kann den Sensor halten.',
  },
  supply_low: { en: 'Check the power supply or its battery.', de: 'Bitte Netzteil oder Akku prüfen.' },
  rig_lost: {
    en: 'The door locks itself without it. Check the cable to the microcontroller.',
    de: 'Die Tür verriegelt sich auch so. Bitte das Kabel zum Mikrocontroller prüfen.',
  },
  rig_outdated: {
    en: 'On the Pi: sudo systemctl stop hausrecht-device, then hausrecht rig flash. Until then the door stays locked.',
    de: 'Auf dem Pi: sudo systemctl stop hausrecht-device, dann hausrecht rig flash. Bis dahin bleibt die Tür verriegelt.',
  },
  rig_wrong: {
    en: 'Look which USB device is plugged in where the microcontroller was. Nothing was sent to it.',
    de: 'Nachsehen, welches USB-Gerät anstelle des Mikrocontrollers steckt. Ihm wurde nichts gesendet.',
  },
  journal_unwritable: {
    en: 'The door’s card is full or broken. Until it can write, the door opens only from inside and by the mechanical key.',
    de: 'Die Speicherkarte der Tür ist voll oder defekt. Bis die Tür wieder schreiben kann, öffnet sie nur von innen und mit dem mechanischen Schlüssel.',
  },
  clock_untrusted: {
    en: 'Until it does, only you can open, at the door. Check its connection.',
    de: 'Bis dahin öffnen nur Sie, an der Tür. Bitte ihre Verbindung prüfen.',
  },
  pin_attempts: {
    en: 'Look who is at the door. The keypad opens again by itself.',
    de: 'Nachsehen, wer an der Tür ist. Das Tastenfeld öffnet sich von selbst wieder.',
  },
  relock_late: { en: 'Lock again, and look at the door.', de: 'Bitte erneut verriegeln und nach der Tür sehen.' },
  second_entry: {
    en: 'Watch live and look at the clip: somebody may have gone in twice.',
    de: 'Live zusehen und den Clip ansehen: Es kann jemand zweimal hineingegangen sein.',
  },
  camera_lost: {
    en: 'Couriers cannot open until it is back. Check its cable.',
    de: 'Boten können bis dahin nicht öffnen. Bitte das Kabel prüfen.',
  },
  camera_frozen: {
    en: 'Do not trust the picture. Take the camera’s power away for a moment.',
    de: 'Dem Bild nicht trauen. Bitte die Kamera kurz stromlos machen.',
  },
  camera_covered: { en: 'Uncover it.', de: 'Bitte freimachen.' },
  camera_blinded: { en: 'Look who holds a lamp to it.', de: 'Nachsehen, wer eine Lampe darauf richtet.' },
  camera_turned: { en: 'Turn it back.', de: 'Bitte zurückdrehen.' },
  not_recording: {
    en: 'What happens now is not kept. Look at the camera and the door’s storage.',
    de: 'Was jetzt geschieht, wird nicht aufgehoben. Bitte Kamera und Speicher der Tür prüfen.',
  },
  footage_dropped: {
    en: 'Check the connection to the clip service, or give the door more room.',
    de: 'Bitte die Verbindung zum Clip-Dienst prüfen oder der Tür mehr Platz geben.',
  },
}
