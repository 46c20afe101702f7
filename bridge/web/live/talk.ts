// Push to talk, as a machine. The microphone is asked for when a person first presses, and what is said goes to the
// door only while it is pressed. Pure.

import { type Millis, seconds } from '#protocol/units.ts'

export interface Talk {
  /** The owner's switch and the rig's parts, as the door says. */
  readonly allowed: boolean
  /** Somebody else speaks through the rig. */
  readonly busy: boolean
  /** The door plays what this viewer says. */
  readonly heard: boolean
  /** The door's sound comes here. */
  readonly listening: boolean
  readonly wantsToListen: boolean
  /** `asking`: the browser asks the person about the microphone. */
  readonly microphone: 'shut' | 'asking' | 'open' | 'denied' | 'missing'
  /** Pressed since. */
  readonly pressed: Millis | undefined
}

export const SILENT: Talk = {
  allowed: false,
  busy: false,
  heard: false,
  listening: false,
  wantsToListen: false,
  microphone: 'shut',
  pressed: undefined,
}

export type TalkEvent =
  | { readonly is: 'press'; readonly now: Millis }
  | { readonly is: 'release' }
  | { readonly is: 'listen'; readonly on: boolean }
  | { readonly is: 'microphone'; readonly now: Exclude<Talk['microphone'], 'asking'> }
  | {
      readonly is: 'door'
      readonly allowed: boolean
      readonly speaking: boolean
      readonly listening: boolean
      readonly busy: boolean
    }
  /** Another session: the door knows nothing of what was wished. */
  | { readonly is: 'session' }
  | { readonly is: 'tick'; readonly now: Millis }

export type TalkEffect =
  | { readonly do: 'ask_microphone' }
  /** Opens or shuts the microphone to the door; `true` only while pressed. */
  | { readonly do: 'talk'; readonly on: boolean }
  | { readonly do: 'listen'; readonly on: boolean }

export interface TalkStep {
  readonly talk: Talk
  readonly effects: readonly TalkEffect[]
}

/** Nobody holds a button that long: it got stuck, or the person was called away. */
export const PRESSED_MOST = seconds(60)

const stay = (talk: Talk): TalkStep => ({ talk, effects: [] })

export const isSpeaking = (talk: Talk): boolean => talk.pressed !== undefined && talk.microphone === 'open'

const release = (talk: Talk): TalkStep => {
  if (talk.pressed === undefined) return stay(talk)
  const effects: TalkEffect[] = isSpeaking(talk) ? [{ do: 'talk', on: false }] : []
  return { talk: { ...talk, pressed: undefined }, effects }
}

const press = (talk: Talk, now: Millis): TalkStep => {
  if (!talk.allowed || talk.busy || talk.pressed !== undefined) return stay(talk)
  const pressed = { ...talk, pressed: now }
  if (talk.microphone === 'open') return { talk: pressed, effects: [{ do: 'talk', on: true }] }
  if (talk.microphone === 'asking') return stay(pressed)
  return { talk: { ...pressed, microphone: 'asking' }, effects: [{ do: 'ask_microphone' }] }
}

const answered = (talk: Talk, now: Exclude<Talk['microphone'], 'asking'>): TalkStep => {
  if (now === 'shut') {
    const released = release(talk)
    return { ...released, talk: { ...released.talk, microphone: 'shut' } }
  }
  if (talk.microphone !== 'asking') return stay(talk)
  if (now !== 'open') return stay({ ...talk, microphone: now, pressed: undefined })
  return { talk: { ...talk, microphone: now }, effects: talk.pressed === undefined ? [] : [{ do: 'talk', on: true }] }
}

const told = (talk: Talk, { allowed, speaking, listening, busy }: Extract<TalkEvent, { is: 'door' }>): TalkStep => {
  const next = { ...talk, allowed, busy, listening, heard: speaking, wantsToListen: talk.wantsToListen && allowed }
  return allowed && !busy ? stay(next) : release(next)
}

export const reduceTalk = (talk: Talk, event: TalkEvent): TalkStep => {
  switch (event.is) {
    case 'press':
      return press(talk, event.now)
    case 'release':
      return release(talk)
    case 'tick':
      return talk.pressed !== undefined && event.now - talk.pressed >= PRESSED_MOST ? release(talk) : stay(talk)
    case 'listen':
      if (!talk.allowed || event.on === talk.wantsToListen) return stay(talk)
      return { talk: { ...talk, wantsToListen: event.on }, effects: [{ do: 'listen', on: event.on }] }
    case 'microphone':
      return answered(talk, event.now)
    case 'door':
      return told(talk, event)
    case 'session': {
      const { microphone, wantsToListen } = talk
      const { effects } = release(talk)
      return {
        talk: { ...SILENT, microphone, wantsToListen },
        effects: wantsToListen ? [...effects, { do: 'listen', on: true }] : effects,
      }
    }
  }
}
