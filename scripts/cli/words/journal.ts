// Journal entries in words, and what a check of them found.

import type { Text } from '../text.ts'

export const JOURNAL_WORDS = {
  who_keypad: { en: 'the keypad', de: 'das Tastenfeld' },
  who_key: { en: 'key {key}', de: 'Schlüssel {key}' },
  who_stranger: { en: 'somebody unknown', de: 'jemand Unbekanntes' },
  j_genesis: { en: 'The journal begins (version {version})', de: 'Das Journal beginnt (Version {version})' },
  j_boot: { en: 'The door started (version {version})', de: 'Die Tür ist gestartet (Version {version})' },
  j_boot_recovered: {
    en: 'The door started (version {version}); {bytes} bytes of an unfinished entry were cut off',
    de: 'Die Tür ist gestartet (Version {version}); {bytes} Byte eines unfertigen Eintrags wurden abgetrennt',
  },
  j_clock_trusted: { en: 'The time is certain ({why})', de: 'Die Uhrzeit ist sicher ({why})' },
  j_clock_untrusted: { en: 'The time is NOT certain ({why})', de: 'Die Uhrzeit ist NICHT sicher ({why})' },
  j_rig_there: { en: 'The rig answers ({firmware})', de: 'Die Mechanik antwortet ({firmware})' },
  j_rig_gone: { en: 'The rig is away', de: 'Die Mechanik ist fort' },
  j_link_up: { en: 'Connected to the bridge', de: 'Mit der Brücke verbunden' },
  j_link_down: { en: 'Not connected to the bridge', de: 'Nicht mit der Brücke verbunden' },
  j_paired: { en: 'Paired: the door has an owner and a bridge', de: 'Gekoppelt: Die Tür hat Eigentümer und Brücke' },
  j_pairing_opened: {
    en: 'Pairing button pressed: a code is shown for five minutes',
    de: 'Kopplungstaste gedrückt: Ein Code steht fünf Minuten da',
  },
  j_pairing_refused: { en: 'Pairing ended: too many wrong codes', de: 'Kopplung beendet: zu viele falsche Codes' },
  j_pairing_closed: { en: 'Pairing ended', de: 'Kopplung beendet' },
  j_revocations: {
    en: 'A new revocation list of the owner is in force',
    de: 'Eine neue Widerrufsliste des Eigentümers gilt',
  },
  j_behind: {
    en: 'A visitor’s grant shows that list {epoch} is missing here',
    de: 'Die Berechtigung eines Besuchers zeigt, dass hier Liste {epoch} fehlt',
  },
  j_remote_off: { en: 'No opening from afar any more', de: 'Kein Öffnen aus der Ferne mehr' },
  j_remote_on: { en: 'Opening from afar is allowed again', de: 'Öffnen aus der Ferne ist wieder erlaubt' },
  j_intent: { en: '{who} may {act}', de: '{who} darf {act}' },
  j_intent_local: { en: '{who} may {act}, at the door itself', de: '{who} darf {act}, an der Tür selbst' },
  j_refused: { en: 'Refused ({code}) to {who}: {text}', de: 'Verweigert ({code}), {who}: {text}' },
  j_opened: {
    en: 'Bolt measured out, {after} after the request',
    de: 'Riegel gemessen offen, {after} nach der Anfrage',
  },
  j_leaf_open: { en: 'The door is open', de: 'Die Tür ist offen' },
  j_leaf_shut: { en: 'The door is shut', de: 'Die Tür ist zu' },
  j_leaf_unknown: { en: 'Whether the door is open is not known', de: 'Ob die Tür offen ist, ist nicht bekannt' },
  j_bolt_home: { en: 'The bolt is measured home ({reason})', de: 'Der Riegel ist gemessen zu ({reason})' },
  j_bolt_out: { en: 'The bolt is measured out ({reason})', de: 'Der Riegel ist gemessen offen ({reason})' },
  j_bolt_between: { en: 'The bolt is half-way ({reason})', de: 'Der Riegel steht auf halbem Weg ({reason})' },
  j_bolt_jammed: { en: 'THE BOLT IS STUCK ({reason})', de: 'DER RIEGEL KLEMMT ({reason})' },
  j_bolt_unknown: {
    en: 'Where the bolt is is not known ({reason})',
    de: 'Wo der Riegel steht, ist nicht bekannt ({reason})',
  },
  j_closed: {
    en: 'Visit over after {lasted}: somebody went in, door shut, bolt measured home',
    de: 'Besuch vorbei nach {lasted}: jemand ging hinein, Tür zu, Riegel gemessen zu',
  },
  j_closed_unentered: {
    en: 'Visit over after {lasted}: the door was not opened, bolt measured home',
    de: 'Besuch vorbei nach {lasted}: Die Tür wurde nicht geöffnet, Riegel gemessen zu',
  },
  j_closed_unopened: {
    en: 'Visit over: the bolt never moved ({code})',
    de: 'Besuch vorbei: Der Riegel hat sich nicht bewegt ({code})',
  },
  j_alarm_on: { en: 'ALARM: {alarm}', de: 'ALARM: {alarm}' },
  j_alarm_off: { en: 'Alarm over: {alarm}', de: 'Alarm vorbei: {alarm}' },
  j_egress: { en: 'Opened from inside', de: 'Von innen geöffnet' },
  j_pin_set: { en: 'PIN {slot} was set', de: 'PIN {slot} wurde gesetzt' },
  j_pin_removed: { en: 'PIN {slot} was removed', de: 'PIN {slot} wurde entfernt' },
  j_pin_right: { en: 'The right PIN {slot} at the keypad', de: 'Richtige PIN {slot} am Tastenfeld' },
  j_pin_wrong: { en: 'A wrong PIN {slot} at the keypad', de: 'Falsche PIN {slot} am Tastenfeld' },
  j_pin_locked: {
    en: 'The keypad is closed until {until}: too many wrong PINs',
    de: 'Das Tastenfeld ist gesperrt bis {until}: zu viele falsche PINs',
  },
  j_oddity: { en: 'Odd: {what}', de: 'Seltsam: {what}' },
  journal_of_file: { en: 'The door’s own journal', de: 'Das Journal der Tür selbst' },
  journal_of_bridge: { en: 'The bridge’s copy', de: 'Die Kopie der Brücke' },
  journal_sound: {
    en: '{where} is sound: {entries} entries, {from} to {to}',
    de: '{where} ist in Ordnung: {entries} Einträge, {from} bis {to}',
  },
  journal_agree: { en: 'The two agree.', de: 'Beide stimmen überein.' },
  journal_head_said: {
    en: 'The end fits what the door itself says (entry {n}).',
    de: 'Das Ende passt zu dem, was die Tür selbst sagt (Eintrag {n}).',
  },
} as const satisfies Record<string, Text>
