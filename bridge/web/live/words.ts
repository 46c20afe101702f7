// What a person reads while watching.

import { explain, REFUSALS, type RefusalCode } from '#protocol/refusals.ts'
import { language, speaker } from '../core/words.ts'
import type { EndCode } from './port.ts'

const TABLE = {
  picture: { en: 'Live picture of the door', de: 'Livebild der Tür' },
  connecting: { en: 'Asking the door …', de: 'Die Tür wird gefragt …' },
  live: { en: 'Live', de: 'Live' },
  stale: { en: 'STALE', de: 'VERALTET' },
  stale_since: {
    en: 'This picture is {age} old. It does not show what happens now.',
    de: 'Dieses Bild ist {age} alt. Es zeigt nicht, was jetzt geschieht.',
  },
  stale_unknown: {
    en: 'This is an old picture. It does not show what happens now.',
    de: 'Das ist ein altes Bild. Es zeigt nicht, was jetzt geschieht.',
  },
  stale_told: {
    en: 'Stale: the picture does not show what happens now.',
    de: 'Veraltet: Das Bild zeigt nicht, was jetzt geschieht.',
  },
  reconnecting: { en: 'Connecting again …', de: 'Verbindung wird neu aufgebaut …' },
  showing_told: { en: 'The live picture is there.', de: 'Das Livebild ist da.' },
  ended: { en: 'Watching is over.', de: 'Das Zusehen ist beendet.' },
  left: { en: 'You stopped watching.', de: 'Sie haben das Zusehen beendet.' },
  link_down: {
    en: 'This device has no connection to the bridge.',
    de: 'Dieses Gerät hat keine Verbindung zur Brücke.',
  },
  link_slow: { en: 'The door did not answer in time.', de: 'Die Tür hat nicht rechtzeitig geantwortet.' },
  age: { en: '{age} old', de: '{age} alt' },
  moment: { en: '< 0.1 s', de: '< 0,1 s' },
  seconds: { en: '{count} s', de: '{count} s' },
  minutes: { en: '{count} min', de: '{count} min' },
  hours: { en: '{count} h', de: '{count} h' },
  sight_absent: { en: 'No camera is set up.', de: 'Es ist keine Kamera eingerichtet.' },
  sight_off: { en: 'The camera is off: its supply is measured dead.', de: 'Die Kamera ist aus: gemessen ohne Strom.' },
  sight_lost: { en: 'The camera delivers no picture.', de: 'Die Kamera liefert kein Bild.' },
  sight_frozen: { en: 'The camera’s picture stands still.', de: 'Das Kamerabild steht still.' },
  sight_covered: { en: 'The camera is covered.', de: 'Die Kamera ist verdeckt.' },
  sight_blinded: { en: 'The camera is blinded by light.', de: 'Die Kamera ist geblendet.' },
  sight_turned: { en: 'The camera was turned away.', de: 'Die Kamera wurde weggedreht.' },
  recording: { en: 'Recording', de: 'Aufnahme' },
  way: { en: 'How pictures come', de: 'Wie Bilder kommen' },
  way_auto: { en: 'Chosen by itself', de: 'Von selbst gewählt' },
  way_channel: { en: 'Quick (H.264)', de: 'Schnell (H.264)' },
  way_small: { en: 'Quick, small (H.264)', de: 'Schnell, klein (H.264)' },
  way_track: { en: 'Adapting (VP8)', de: 'Passt sich an (VP8)' },
  way_still: { en: 'Single pictures', de: 'Einzelbilder' },
  why_poor_path: { en: 'The connection is slow.', de: 'Die Verbindung ist langsam.' },
  why_no_decoder: {
    en: 'This browser cannot decode the quick pictures.',
    de: 'Dieser Browser kann die schnellen Bilder nicht dekodieren.',
  },
  stop: { en: 'Stop', de: 'Beenden' },
  again: { en: 'Watch again', de: 'Wieder zusehen' },
  full: { en: 'Full screen', de: 'Vollbild' },
  listen: { en: 'Listen', de: 'Zuhören' },
  talk: { en: 'Hold to talk', de: 'Halten zum Sprechen' },
  talk_toggle: { en: 'Talk', de: 'Sprechen' },
  talking: { en: 'You are speaking at the door', de: 'Sie sprechen an der Tür' },
  talk_asking: { en: 'Allow the microphone in your browser.', de: 'Bitte das Mikrofon im Browser erlauben.' },
  talk_busy: { en: 'Somebody else is speaking at the door.', de: 'An der Tür spricht gerade jemand anderes.' },
  talk_denied: {
    en: 'The browser may not use the microphone. Allow it in the address bar and press again.',
    de: 'Der Browser darf das Mikrofon nicht benutzen. Bitte in der Adresszeile erlauben und erneut drücken.',
  },
  talk_missing: { en: 'This device has no microphone.', de: 'Dieses Gerät hat kein Mikrofon.' },
  hold: { en: 'Talk without holding', de: 'Sprechen ohne Halten' },
} as const

export const say = speaker(TABLE)

const isRefusal = (code: EndCode): code is RefusalCode => Object.hasOwn(REFUSALS, code)

/** Why there is no picture. */
export const sayCode = (code: EndCode): string => {
  if (code === 'left' || code === 'link_down' || code === 'link_slow') return say(code)
  return isRefusal(code) ? explain(code, language.value) : say('ended')
}

/** @param age in milliseconds; tenths of a second as long as they can be read */
export const sayAge = (age: number): string => {
  if (age < 100) return say('moment')
  const seconds = Math.max(0, age) / 1000
  const number = new Intl.NumberFormat(language.value, {
    maximumFractionDigits: seconds < 10 ? 1 : 0,
    minimumFractionDigits: seconds < 10 ? 1 : 0,
  })
  if (seconds < 60) return say('seconds', { count: number.format(seconds) })
  if (seconds < 3600) return say('minutes', { count: Math.floor(seconds / 60) })
  return say('hours', { count: Math.floor(seconds / 3600) })
}

type Sight = 'absent' | 'off' | 'lost' | 'frozen' | 'covered' | 'blinded' | 'turned'
const SAID: readonly string[] = ['absent', 'off', 'lost', 'frozen', 'covered', 'blinded', 'turned']

/** What is wrong with what the camera sees; undefined: nothing. */
export const saySight = (sight: string | undefined): string | undefined =>
  sight !== undefined && SAID.includes(sight) ? say(`sight_${sight as Sight}`) : undefined
