// What a person reads at the clip player.

import { explain, REFUSALS, type RefusalCode } from '#protocol/refusals.ts'
import { language, speaker } from '../core/words.ts'

const TABLE = {
  player: { en: 'Clip player', de: 'Clip-Player' },
  film_of: { en: 'Film of {at}', de: 'Film von {at} Uhr' },
  opening: { en: 'Fetching and opening the clip …', de: 'Der Clip wird geholt und geöffnet …' },
  waiting: { en: 'Fetching …', de: 'Wird geholt …' },
  play: { en: 'Play', de: 'Abspielen' },
  pause: { en: 'Pause', de: 'Anhalten' },
  back: { en: 'Previous picture', de: 'Vorheriges Bild' },
  forth: { en: 'Next picture', de: 'Nächstes Bild' },
  back_5: { en: '5 seconds back', de: '5 Sekunden zurück' },
  forth_5: { en: '5 seconds on', de: '5 Sekunden vor' },
  speed: { en: 'Speed', de: 'Tempo' },
  full: { en: 'Full screen', de: 'Ganzer Bildschirm' },
  sound_on: { en: 'Sound on', de: 'Ton an' },
  sound_off: { en: 'Sound off', de: 'Ton aus' },
  position: { en: 'Position in the film', de: 'Stelle im Film' },
  position_text: { en: '{now} of {all}, {clock}', de: '{now} von {all}, {clock} Uhr' },
  running: { en: 'Still being recorded', de: 'Wird noch aufgezeichnet' },
  happened: { en: 'What happened', de: 'Was geschah' },
  keys: { en: 'Keys', de: 'Tasten' },
  keys_text: {
    en: 'Space: play or pause. Arrows: 5 seconds. Comma and full stop: one picture. Minus and plus: speed. F: full screen. M: sound. Home and End: to the ends.',
    de: 'Leertaste: abspielen oder anhalten. Pfeile: 5 Sekunden. Komma und Punkt: ein Bild. Minus und Plus: Tempo. F: ganzer Bildschirm. M: Ton. Pos1 und Ende: an die Enden.',
  },
  passed: {
    en: '{count|One place|# places} could not be shown and {count|was|were} passed over.',
    de: '{count|Eine Stelle ließ|# Stellen ließen} sich nicht zeigen und {count|wurde|wurden} übersprungen.',
  },
  checked_so_far: {
    en: 'Checked so far: {seen} of {total} parts, all as the door signed them.',
    de: 'Bisher geprüft: {seen} von {total} Teilen, alle wie von der Tür unterschrieben.',
  },
  unread: {
    en: 'Not all of it could be checked. {why}',
    de: 'Nicht alles ließ sich prüfen. {why}',
  },
  checking: { en: 'Checking …', de: 'Wird geprüft …' },
  whole: {
    en: 'Complete and unchanged: all {total} parts are what the door signed, up to the signed end.',
    de: 'Vollständig und unverändert: Alle {total} Teile sind, was die Tür unterschrieben hat, bis zum unterschriebenen Schluss.',
  },
  whole_anchored: {
    en: 'Complete and unchanged: all {total} parts are what the door signed, up to the signed end, and the door’s journal says the same.',
    de: 'Vollständig und unverändert: Alle {total} Teile sind, was die Tür unterschrieben hat, bis zum unterschriebenen Schluss, und das Journal der Tür sagt dasselbe.',
  },
  unsound: {
    en: 'This film is not as it was recorded:',
    de: 'Dieser Film ist nicht, wie er aufgenommen wurde:',
  },
  check_all: { en: 'Check all of it now', de: 'Jetzt alles prüfen' },
  failed: { en: 'This clip cannot be shown.', de: 'Dieser Clip lässt sich nicht zeigen.' },
  failed_wrong_key: {
    en: 'It is sealed for another key than the one on this device. Nothing seems damaged: try on the device that holds that key.',
    de: 'Er ist für einen anderen Schlüssel versiegelt als den auf diesem Gerät. Beschädigt scheint nichts: bitte auf dem Gerät mit jenem Schlüssel versuchen.',
  },
  failed_film_unplayable: {
    en: 'This browser cannot play it. Save the film and open it with a player.',
    de: 'Dieser Browser kann ihn nicht abspielen. Bitte den Film sichern und mit einem Player öffnen.',
  },
  failed_no_init: {
    en: 'Its first part is not there or was changed; without it no picture can be shown.',
    de: 'Sein erster Teil fehlt oder wurde verändert; ohne ihn lässt sich kein Bild zeigen.',
  },
  failed_offline: {
    en: 'The bridge does not answer. Try again when this device is online.',
    de: 'Die Brücke antwortet nicht. Bitte erneut versuchen, wenn dieses Gerät online ist.',
  },
  failed_cloud_away: {
    en: 'The clip service does not answer. Try again later.',
    de: 'Der Clip-Dienst antwortet nicht. Bitte später erneut versuchen.',
  },
  failed_cloud_key_changed: {
    en: 'The clip service has another key than before. If it was not set up anew, somebody stands in between.',
    de: 'Der Clip-Dienst hat einen anderen Schlüssel als zuvor. Wurde er nicht neu eingerichtet, steht jemand dazwischen.',
  },
  failed_other: { en: 'Something went wrong ({code}).', de: 'Etwas ging schief ({code}).' },
  again: { en: 'Try again', de: 'Erneut versuchen' },
  away: { en: 'The clip service cannot be asked: {why}', de: 'Der Clip-Dienst ist nicht zu fragen: {why}' },
  trust: { en: 'It was set up anew: take its new key', de: 'Er wurde neu eingerichtet: neuen Schlüssel annehmen' },
} as const

export const say = speaker(TABLE)

const isRefusal = (code: string): code is RefusalCode => Object.hasOwn(REFUSALS, code)
const isKnown = (key: string): key is keyof typeof TABLE & `failed_${string}` => Object.hasOwn(TABLE, key)

/** Why something about clips did not work. A refusal's own words; for `wrong_key` those of a seal. */
export const sayFault = (code: string): string => {
  const key = `failed_${code}`
  if (isKnown(key)) return say(key)
  return isRefusal(code) ? explain(code, language.value) : say('failed_other', { code })
}
