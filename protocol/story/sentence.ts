// A journal entry as a sentence.

import type { CameraSettings } from '../camera.ts'
import type { Happening } from '../entry.ts'
import type { LiveSettings } from '../live/settings.ts'
import { ACTION_NAMES, ALARM_NAMES, SIGHT_NAMES } from '../names.ts'
import { explain } from '../refusals.ts'
import { showSpan, showTime } from '../shown.ts'
import { fill, type Language, type Slots } from '../text.ts'
import { millis } from '../units.ts'
import { ENTRY_WORDS } from './words.ts'

type Say = (key: keyof typeof ENTRY_WORDS, slots?: Slots) => string

/** Enough of a thumbprint or an id to tell one from another. */
export const short = (id: string): string => `${id.slice(0, 6)}…`

/** Whose request it was: a name when the reader has one for it. */
export type NameOf = (thumbprint: string) => string | undefined

interface Reader {
  readonly say: Say
  readonly language: Language
  readonly zone: string
  readonly nameOf: NameOf
}

const who = ({ say, nameOf }: Reader, holder: string | undefined): string =>
  holder === undefined ? say('who_keypad') : (nameOf(holder) ?? say('who_key', { key: short(holder) }))

const settled = ({ say }: Reader, { off, masks, sound, motion, recipients }: CameraSettings): string =>
  [
    say(off ? 'camera_off' : 'camera_on'),
    ...(masks.length > 0 ? [say('camera_masks', { count: masks.length })] : []),
    ...(sound ? [say('camera_sound')] : []),
    ...(motion ? [say('camera_motion')] : []),
    ...(recipients.length > 0 ? [say('camera_recipients', { count: recipients.length })] : []),
  ].join(', ')

const watched = ({ say }: Reader, { off, talk, relayOnly }: LiveSettings): string =>
  [
    say(off ? 'live_off' : 'live_on'),
    ...(talk ? [say('live_talk')] : []),
    ...(relayOnly ? [say('live_relay')] : []),
  ].join(', ')

type Of<Kind extends Happening['kind']> = Extract<Happening, { kind: Kind }>
type Sentences = { readonly [Kind in Happening['kind']]: (what: Of<Kind>, reader: Reader) => string }

const SENTENCES: Sentences = {
  genesis: ({ version }, { say }) => say('j_genesis', { version }),
  boot: ({ version, recovered }, { say }) =>
    recovered ? say('j_boot_recovered', { version, bytes: recovered }) : say('j_boot', { version }),
  clock: ({ trusted, why }, { say }) => say(trusted ? 'j_clock_trusted' : 'j_clock_untrusted', { why }),
  rig: ({ connected, firmware = '?' }, { say }) => (connected ? say('j_rig_there', { firmware }) : say('j_rig_gone')),
  link: ({ connected }, { say }) => say(connected ? 'j_link_up' : 'j_link_down'),
  paired: (_, { say }) => say('j_paired'),
  pairing: ({ step }, { say }) => say(`j_pairing_${step}`),
  revocations: (_, { say }) => say('j_revocations'),
  behind: ({ epoch }, { say }) => say('j_behind', { epoch }),
  remote: ({ off }, { say }) => say(off ? 'j_remote_off' : 'j_remote_on'),
  intent: ({ via, act, holder }, reader) =>
    reader.say(via === 'local' ? 'j_intent_local' : 'j_intent', {
      act: ACTION_NAMES[act][reader.language],
      who: who(reader, holder),
    }),
  refused: ({ code, holder }, reader) =>
    reader.say('j_refused', {
      code,
      text: explain(code, reader.language),
      who: holder ? who(reader, holder) : reader.say('who_stranger'),
    }),
  opened: ({ after }, { say, language }) => say('j_opened', { after: showSpan(after, language) }),
  leaf: ({ leaf }, { say }) => say(`j_leaf_${leaf}`),
  bolt: ({ bolt, reason }, { say }) => say(`j_bolt_${bolt}`, { reason }),
  closed: ({ opened, entered, lasted, code = '–' }, { say, language }) => {
    if (!opened) return say('j_closed_unopened', { code })
    return say(entered ? 'j_closed' : 'j_closed_unentered', { lasted: showSpan(lasted, language) })
  },
  alarm: ({ alarm, on }, { say, language }) =>
    say(on ? 'j_alarm_on' : 'j_alarm_off', { alarm: ALARM_NAMES[alarm][language] }),
  egress: (_, { say }) => say('j_egress'),
  pin_set: ({ slot }, { say }) => say('j_pin_set', { slot }),
  pin_removed: ({ slot }, { say }) => say('j_pin_removed', { slot }),
  pin: ({ step, slot = '?', until }, { say, language, zone }) =>
    step === 'locked'
      ? say('j_pin_locked', { until: until === undefined ? '?' : showTime(until, language, zone) })
      : say(`j_pin_${step}`, { slot }),
  camera_set: ({ settings }, reader) => reader.say('j_camera_set', { what: settled(reader, settings) }),
  camera_power: ({ on }, { say }) => say(on ? 'j_camera_power_on' : 'j_camera_power_off'),
  camera: ({ sight, on }, { say, language }) =>
    say(on ? 'j_camera_on' : 'j_camera_over', { sight: SIGHT_NAMES[sight][language] }),
  clip: ({ why }, { say }) => say(`j_clip_${why}`),
  clip_ended: ({ by, parts, lasts }, { say, language }) =>
    say(`j_clip_${by}`, { parts, lasts: showSpan(lasts, language) }),
  footage_dropped: ({ bytes }, { say }) => say('j_footage_dropped', { bytes }),
  live_set: ({ settings }, reader) => reader.say('j_live_set', { what: watched(reader, settings) }),
  live: ({ step, holder, lasted = 0 }, reader) =>
    reader.say(`j_live_${step}`, { who: who(reader, holder), lasted: showSpan(millis(lasted), reader.language) }),
  talk: ({ what, on }, { say }) => say(`j_talk_${what}_${on ? 'on' : 'off'}`),
  oddity: ({ what }, { say }) => say('j_oddity', { what }),
}

/** @param nameOf the reader's own name for whoever holds a key */
export const describeHappening = (
  what: Happening,
  { language, zone, nameOf = () => undefined }: Pick<Reader, 'language' | 'zone'> & { readonly nameOf?: NameOf },
): string => {
  const say: Say = (key, slots) => fill(ENTRY_WORDS[key][language], slots)
  return (SENTENCES[what.kind] as (what: Happening, reader: Reader) => string)(what, { say, language, zone, nameOf })
}
