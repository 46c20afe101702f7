// The camera's switches, and the proof that off is off: the rail behind its relay is measured.

import { SIGHT_NAMES } from '#protocol/names.ts'
import type { StateClaims } from '#protocol/state.ts'
import type { DoorView } from '../core/app.ts'
import { language } from '../core/words.ts'
import { Switch, useOrder } from './said.tsx'
import { cameraSaid, liveSaid } from './settings.ts'
import { say } from './words.ts'

const measuredCamera = (
  state: StateClaims | undefined,
  off: boolean,
): { readonly text: string; readonly fits: boolean } | undefined => {
  if (!state) return undefined
  const { camera } = state
  if (camera === 'absent') return { text: say('rail_absent'), fits: true }
  if (camera === 'off') return { text: say('rail_off'), fits: off }
  return { text: say('rail_on', { sight: SIGHT_NAMES[camera][language.value] }), fits: !off }
}

export const CameraCard = ({ door }: { readonly door: DoorView }) => {
  const { order } = useOrder(door)
  const { settings, unsure } = cameraSaid(door.journal.entries.value)
  const state = door.state.value
  const known = (on: boolean): boolean | undefined => (unsure ? undefined : on)
  const rail = measuredCamera(state, settings.off)
  const set = (name: 'off' | 'sound' | 'motion') => (on: boolean) => order({ kind: 'camera', set: { [name]: on } })
  const recording = state && { text: say(state.recording ? 'recording_now' : 'recording_none'), fits: true }
  return (
    <section class="card" aria-labelledby="privacy-camera">
      <h2 id="privacy-camera">{say('camera')}</h2>
      <Switch
        {...{ name: say('camera_off'), about: say('camera_off_about'), written: known(settings.off), set: set('off') }}
        {...(rail ? { measured: rail } : {})}
      />
      {rail && !rail.fits && !unsure && <p class="card warn">{say('rail_differs')}</p>}
      <Switch
        {...{ name: say('sound'), about: say('sound_about'), written: known(settings.sound), set: set('sound') }}
      />
      <Switch
        {...{ name: say('motion'), about: say('motion_about'), written: known(settings.motion), set: set('motion') }}
        {...(recording ? { measured: recording } : {})}
      />
    </section>
  )
}

export const LiveCard = ({ door }: { readonly door: DoorView }) => {
  const { order } = useOrder(door)
  const { settings, unsure } = liveSaid(door.journal.entries.value)
  const viewers = door.state.value?.viewers
  const known = (on: boolean): boolean | undefined => (unsure ? undefined : on)
  const set = (name: 'off' | 'talk' | 'relayOnly') => (on: boolean) => order({ kind: 'live', set: { [name]: on } })
  const watching = viewers !== undefined && {
    text: viewers === 0 ? say('viewers_none') : say('viewers_now', { count: viewers }),
    fits: !settings.off || viewers === 0,
  }
  return (
    <section class="card" aria-labelledby="privacy-live">
      <h2 id="privacy-live">{say('live')}</h2>
      <Switch
        {...{ name: say('live_off'), about: say('live_off_about'), written: known(settings.off), set: set('off') }}
        {...(watching ? { measured: watching } : {})}
      />
      <Switch {...{ name: say('talk'), about: say('talk_about'), written: known(settings.talk), set: set('talk') }} />
      <Switch
        {...{
          name: say('relay'),
          about: say('relay_about'),
          written: known(settings.relayOnly),
          set: set('relayOnly'),
        }}
      />
    </section>
  )
}
