// What the things of the contract are called, for people: the same words on the command line and in the pages.

import type { Action } from './grant.ts'
import type { Alarm, CameraSight } from './state.ts'
import type { Text } from './text.ts'

export const ACTION_NAMES: Readonly<Record<Action, Text>> = {
  unlock: { en: 'unlock', de: 'öffnen' },
  lock: { en: 'lock', de: 'verriegeln' },
  live: { en: 'watch live', de: 'live zusehen' },
}

export const ALARM_NAMES: Readonly<Record<Alarm, Text>> = {
  forced_entry: { en: 'opened without a grant', de: 'ohne Berechtigung geöffnet' },
  left_open: { en: 'the door stands open', de: 'die Tür steht offen' },
  jammed: { en: 'the bolt is stuck', de: 'der Riegel klemmt' },
  sensor_fault: { en: 'sensors contradict each other', de: 'Sensoren widersprechen sich' },
  reed_implausible: { en: 'the door sensor is not believable', de: 'der Türsensor ist unglaubwürdig' },
  supply_low: { en: 'the supply voltage is low', de: 'die Versorgungsspannung ist niedrig' },
  rig_lost: { en: 'the door cannot reach its bolt', de: 'die Tür erreicht ihren Riegel nicht' },
  rig_outdated: {
    en: 'the firmware of the rig is too old: run “hausrecht rig flash” at the door',
    de: 'die Firmware der Anlage ist zu alt: an der Tür „hausrecht rig flash“ ausführen',
  },
  rig_wrong: {
    en: 'another board answers in place of the rig',
    de: 'statt der Anlage antwortet eine andere Platine',
  },
  journal_unwritable: {
    en: 'the door’s card is full or broken, and the door opens for nobody',
    de: 'die Speicherkarte der Tür ist voll oder defekt, und die Tür öffnet niemandem',
  },
  clock_untrusted: {
    en: 'the door does not know the time for certain',
    de: 'die Tür kennt die Uhrzeit nicht sicher',
  },
  pin_attempts: { en: 'too many wrong PINs', de: 'zu viele falsche PINs' },
  relock_late: { en: 'the bolt did not come home in time', de: 'der Riegel kam nicht rechtzeitig zurück' },
  camera_lost: { en: 'the camera delivers no picture', de: 'die Kamera liefert kein Bild' },
  camera_frozen: { en: 'the camera’s picture stands still', de: 'das Kamerabild steht still' },
  camera_covered: { en: 'the camera is covered', de: 'die Kamera ist verdeckt' },
  camera_blinded: { en: 'the camera is blinded by light', de: 'die Kamera ist geblendet' },
  camera_turned: { en: 'the camera was turned away', de: 'die Kamera wurde weggedreht' },
  not_recording: { en: 'nothing is being recorded', de: 'es wird nichts aufgezeichnet' },
  footage_dropped: {
    en: 'footage that was not sent yet had to make room',
    de: 'noch nicht gesendete Aufnahmen mussten weichen',
  },
  second_entry: {
    en: 'the door opened again after it had shut',
    de: 'die Tür ging nach dem Schließen noch einmal auf',
  },
}

export const SIGHT_NAMES: Readonly<Record<CameraSight, Text>> = {
  absent: { en: 'none', de: 'keine da' },
  off: { en: 'off', de: 'aus' },
  lost: { en: 'no picture', de: 'kein Bild' },
  frozen: { en: 'the picture stands still', de: 'das Bild steht still' },
  covered: { en: 'covered', de: 'verdeckt' },
  blinded: { en: 'blinded by light', de: 'geblendet' },
  turned: { en: 'turned away', de: 'weggedreht' },
  dark: { en: 'dark', de: 'dunkel' },
  clear: { en: 'a clear view', de: 'freie Sicht' },
}
