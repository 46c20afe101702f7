// The door and its rig in words: states, steps, alarms, notices, orders, the simulator.

import type { Text } from '../text.ts'

export const DOOR_WORDS = {
  bolt_home: { en: 'locked', de: 'verriegelt' },
  bolt_out: { en: 'unlocked', de: 'entriegelt' },
  bolt_between: { en: 'bolt half-way', de: 'Riegel auf halbem Weg' },
  bolt_jammed: { en: 'BOLT JAMMED', de: 'RIEGEL KLEMMT' },
  bolt_unknown: { en: 'bolt unknown', de: 'Riegel unbekannt' },
  leaf_open: { en: 'door open', de: 'Tür offen' },
  leaf_shut: { en: 'door shut', de: 'Tür zu' },
  leaf_unknown: { en: 'door unknown', de: 'Tür unbekannt' },
  visit_on: { en: 'a visit is under way', de: 'ein Besuch läuft' },
  clock_untrusted: { en: 'the door does not know the time for certain', de: 'die Tür kennt die Uhrzeit nicht sicher' },
  alarm_on: { en: 'ALARM: {alarm}', de: 'ALARM: {alarm}' },
  alarm_forced_entry: { en: 'opened without a grant', de: 'ohne Berechtigung geöffnet' },
  alarm_left_open: { en: 'the door stands open', de: 'die Tür steht offen' },
  alarm_jammed: { en: 'the bolt is stuck', de: 'der Riegel klemmt' },
  alarm_sensor_fault: { en: 'sensors contradict each other', de: 'Sensoren widersprechen sich' },
  alarm_reed_implausible: { en: 'the door sensor is not believable', de: 'der Türsensor ist unglaubwürdig' },
  alarm_supply_low: { en: 'the supply voltage is low', de: 'die Versorgungsspannung ist niedrig' },
  alarm_rig_lost: { en: 'the door cannot reach its bolt', de: 'die Tür erreicht ihren Riegel nicht' },
  alarm_clock_untrusted: {
    en: 'the door does not know the time for certain',
    de: 'die Tür kennt die Uhrzeit nicht sicher',
  },
  alarm_pin_attempts: { en: 'too many wrong PINs', de: 'zu viele falsche PINs' },
  alarm_relock_late: { en: 'the bolt did not come home in time', de: 'der Riegel kam nicht rechtzeitig zurück' },
  alarm_second_entry: {
    en: 'the door opened again after it had shut',
    de: 'die Tür ging nach dem Schließen noch einmal auf',
  },
  notice_door_offline_in_visit: {
    en: 'the door went away during a visit',
    de: 'die Tür ist während eines Besuchs verschwunden',
  },
  notice_journal_gap: {
    en: 'entries are missing in the bridge’s copy of the journal',
    de: 'in der Journalkopie der Brücke fehlen Einträge',
  },
  notice_journal_forked: {
    en: 'the door told two stories of the same time',
    de: 'die Tür hat zu derselben Zeit zweierlei erzählt',
  },
  notice_journal_cut: {
    en: 'the door’s journal is shorter than it was',
    de: 'das Journal der Tür ist kürzer als zuvor',
  },
  notice_visit_not_closed: { en: 'a visit was not closed', de: 'ein Besuch wurde nicht abgeschlossen' },
  notice_retained_command: {
    en: 'somebody tried to leave a command behind',
    de: 'jemand wollte einen Befehl hinterlegen',
  },
  notice_link_bound: { en: 'a link was used for the first time', de: 'ein Link wurde zum ersten Mal benutzt' },
  notice_command_unanswered: {
    en: 'the door did not answer a command',
    de: 'die Tür hat einen Befehl nicht beantwortet',
  },
  notice_flood: { en: 'somebody sends too many requests', de: 'jemand schickt zu viele Anfragen' },
  step_opened: {
    en: '{time}  opened: the bolt is measured out  (after {after}, journal {entry})',
    de: '{time}  geöffnet: Riegel gemessen offen  (nach {after}, Journal {entry})',
  },
  step_locked: {
    en: '{time}  locked: the bolt is measured home  (after {after}, journal {entry})',
    de: '{time}  verriegelt: Riegel gemessen zu  (nach {after}, Journal {entry})',
  },
  step_closed: {
    en: '{time}  closed: door shut, bolt measured home  (after {after}, journal {entry})',
    de: '{time}  geschlossen: Tür zu, Riegel gemessen zu  (nach {after}, Journal {entry})',
  },
  step_refused: {
    en: '{time}  refused  (after {after}, journal {entry})',
    de: '{time}  verweigert  (nach {after}, Journal {entry})',
  },
  step_failed: {
    en: '{time}  failed  (after {after}, journal {entry})',
    de: '{time}  misslungen  (nach {after}, Journal {entry})',
  },
  watch_state: { en: 'State: {state}', de: 'Zustand: {state}' },
  watch_online: { en: 'The door is connected.', de: 'Die Tür ist verbunden.' },
  watch_offline: { en: 'The door is NOT connected.', de: 'Die Tür ist NICHT verbunden.' },
  watch_notice: { en: 'The bridge says: {notice} {detail}', de: 'Die Brücke meldet: {notice} {detail}' },
  watch_receipt: { en: 'Receipt of the door for {request}: {step}', de: 'Quittung der Tür für {request}: {step}' },
  watch_refusal: { en: 'The bridge refused {request}: {code}', de: 'Die Brücke hat {request} verweigert: {code}' },
  watch_forged: {
    en: 'NOT the door’s or the bridge’s word, on “{topic}” ({code})',
    de: 'NICHT das Wort von Tür oder Brücke, unter „{topic}“ ({code})',
  },
  status_online: { en: '  Bridge    connected, through {url}', de: '  Brücke        verbunden, über {url}' },
  status_offline: {
    en: '  Bridge    the door is NOT connected to {url}',
    de: '  Brücke        die Tür ist NICHT mit {url} verbunden',
  },
  status_state: {
    en: '  Door      {state}  (measured {age} ago)',
    de: '  Tür           {state}  (gemessen vor {age})',
  },
  status_unseen: { en: '  Door      has not said anything yet', de: '  Tür           hat noch nichts gesagt' },
  status_journal: {
    en: '  Journal   last entry {n}, version {version}',
    de: '  Journal       letzter Eintrag {n}, Version {version}',
  },
  status_epoch: { en: '  Revoked   list number {epoch} is in force', de: '  Widerrufe     Liste Nummer {epoch} gilt' },
  status_grants: {
    en: '  Grants    {count} in force, as far as this machine knows',
    de: '  Berechtigte   {count} gültig, soweit dieser Rechner weiß',
  },
  remote_is_off: {
    en: 'No opening from afar any more. Your key at the door, PINs and the way out still work.',
    de: 'Kein Öffnen aus der Ferne mehr. Ihr Schlüssel an der Tür, PINs und der Weg hinaus gehen weiter.',
  },
  remote_is_on: { en: 'Opening from afar works again.', de: 'Öffnen aus der Ferne geht wieder.' },
  pin_ask: { en: 'PIN: ', de: 'PIN: ' },
  pin_again: { en: 'The same again: ', de: 'Noch einmal: ' },
  pin_is_set: {
    en: 'PIN {slot} is set. At the keypad: {slot}, the PIN, #',
    de: 'PIN {slot} ist gesetzt. Am Tastenfeld: {slot}, die PIN, #',
  },
  pin_is_removed: { en: 'PIN {slot} is removed.', de: 'PIN {slot} ist entfernt.' },
  sim_home: { en: 'home', de: 'zu' },
  sim_between: { en: 'half-way', de: 'auf halbem Weg' },
  sim_out: { en: 'out', de: 'offen' },
  sim_bolt: { en: 'Bolt    {place} ({position} %)', de: 'Riegel         {place} ({position} %)' },
  sim_door_open: { en: 'Door    open ({degrees}°)', de: 'Tür            offen ({degrees}°)' },
  sim_door_shut: { en: 'Door    shut', de: 'Tür            zu' },
  sim_serial: { en: 'Board   connected, {volts} V', de: 'Platine        verbunden, {volts} V' },
  sim_no_serial: { en: 'Board   NOT connected, {volts} V', de: 'Platine        NICHT verbunden, {volts} V' },
  sim_signals: { en: 'Signs   LED {led}, buzzer {buzzer}', de: 'Zeichen        LED {led}, Summer {buzzer}' },
  sim_faults: { en: 'Faults  {faults}', de: 'Fehler         {faults}' },
} as const satisfies Record<string, Text>
