// Watching, as a machine: asking, showing, stale, beginning anew, over. It holds at most two sessions: the one that is
// watched, and while that one is silent the next one, so that nothing is given up before there is something better.
// Pure: what happens comes as events, what must be done goes as effects.

import { type Millis, millis, seconds } from '#protocol/units.ts'
import { type EndCode, isFinal } from './port.ts'

/** Counts the sessions of one viewer; none is used twice. */
export type SessionNumber = number

type Attempt =
  | { readonly is: 'waiting'; readonly until: Millis }
  | { readonly is: 'opening'; readonly session: SessionNumber; readonly since: Millis }

export interface Reconnecting {
  readonly at: 'reconnecting'
  /** Silent, but not given up. */
  readonly old: SessionNumber | undefined
  readonly attempt: Attempt
  /** Attempts that failed in a row. */
  readonly failed: number
  /** Why the last one failed, where anybody said so. */
  readonly code: EndCode | undefined
  readonly latest: SessionNumber
}

interface Watched {
  readonly session: SessionNumber
  readonly latest: SessionNumber
}

export type Watch =
  | (Watched & { readonly at: 'connecting'; readonly since: Millis })
  | (Watched & { readonly at: 'showing' })
  /** Connected, as far as anybody knows, but what is on the screen is old. `hasty`: do not wait long for it. */
  | (Watched & { readonly at: 'stale'; readonly hasty: boolean })
  | Reconnecting
  | { readonly at: 'ended'; readonly code: EndCode; readonly latest: SessionNumber }

export type WatchEvent =
  /** After each picture, pong and look at the clock. `silent`: since anything was heard of the session. */
  | {
      readonly is: 'seen'
      readonly session: SessionNumber
      readonly fresh: boolean
      readonly silent: Millis
      readonly now: Millis
    }
  | { readonly is: 'tick'; readonly now: Millis }
  /** The request, or the answer to the offer, came to nothing. */
  | { readonly is: 'refused'; readonly session: SessionNumber; readonly code: EndCode; readonly now: Millis }
  /** The connection is gone. */
  | { readonly is: 'lost'; readonly session: SessionNumber; readonly now: Millis }
  /** The door says that it is over. */
  | { readonly is: 'over'; readonly session: SessionNumber; readonly code: EndCode; readonly now: Millis }
  /** Another network, or any again. */
  | { readonly is: 'network'; readonly now: Millis }
  /** Nobody looks at the page: a browser may stop it at any moment. */
  | { readonly is: 'hidden' }
  | { readonly is: 'woke' }
  | { readonly is: 'leave' }
  | { readonly is: 'again'; readonly now: Millis }

export type WatchEffect =
  | { readonly do: 'open'; readonly session: SessionNumber }
  | { readonly do: 'close'; readonly session: SessionNumber }

export interface Step {
  readonly state: Watch
  readonly effects: readonly WatchEffect[]
}

/** From the request to the first fresh picture. */
export const OPENING_MOST = seconds(12)
/** Nothing at all from the door, which is pinged each second. */
export const SILENCE_MOST = seconds(4)
export const HASTY_SILENCE_MOST = millis(1500)
const PAUSE_FIRST = millis(500)
const PAUSE_MOST = seconds(15)

export const begin = (now: Millis): Step => ({
  state: { at: 'connecting', session: 1, since: now, latest: 1 },
  effects: [{ do: 'open', session: 1 }],
})

/** Pause before the next attempt, when `failed` of them failed before. */
export const pauseAfter = (failed: number): Millis =>
  millis(Math.min(PAUSE_FIRST * 2 ** Math.min(failed, 10), PAUSE_MOST))

const stay = (state: Watch): Step => ({ state, effects: [] })

const closing = (...sessions: readonly (SessionNumber | undefined)[]): WatchEffect[] =>
  sessions.flatMap((session) => (session === undefined ? [] : [{ do: 'close', session } as const]))

const openingOf = (state: Reconnecting): SessionNumber | undefined =>
  state.attempt.is === 'opening' ? state.attempt.session : undefined

/** Sessions that are open in this state. */
export const sessionsOf = (state: Watch): readonly SessionNumber[] => {
  if (state.at === 'ended') return []
  const held = state.at === 'reconnecting' ? [state.old, openingOf(state)] : [state.session]
  return held.filter((session) => session !== undefined)
}

const end = (state: Watch, code: EndCode): Step => ({
  state: { at: 'ended', code, latest: state.latest },
  effects: closing(...sessionsOf(state)),
})

const FRESH_START = { old: undefined, failed: 0, code: undefined }

/** Opens the next session, beside `old` where there is one. */
const open = (latest: SessionNumber, now: Millis, kept: Pick<Reconnecting, 'old' | 'failed' | 'code'>): Step => {
  const session = latest + 1
  const attempt: Attempt = { is: 'opening', session, since: now }
  const { old, failed, code } = kept
  return {
    state: { at: 'reconnecting', old, attempt, failed, code, latest: session },
    effects: [{ do: 'open', session }],
  }
}

/** An attempt came to nothing: the next one after a pause. */
const failAttempt = (state: Exclude<Watch, { at: 'ended' }>, now: Millis, code?: EndCode): Step => {
  const before = state.at === 'reconnecting' ? state : FRESH_START
  const opening = state.at === 'reconnecting' ? openingOf(state) : state.session
  const attempt: Attempt = { is: 'waiting', until: millis(now + pauseAfter(before.failed)) }
  const kept = { old: before.old, failed: before.failed + 1, code: code ?? before.code }
  return { state: { at: 'reconnecting', ...kept, attempt, latest: state.latest }, effects: closing(opening) }
}

type Seen = Extract<WatchEvent, { is: 'seen' }>

const seeWatched = (state: Extract<Watch, { session: SessionNumber }>, event: Seen): Step => {
  const { session, latest } = state
  if (event.session !== session) return stay(state)
  if (event.fresh) return stay(state.at === 'showing' ? state : { at: 'showing', session, latest })
  if (state.at === 'connecting') return stay(state)
  const patience = state.at === 'stale' && state.hasty ? HASTY_SILENCE_MOST : SILENCE_MOST
  if (event.silent >= patience) return open(latest, event.now, { ...FRESH_START, old: session })
  return stay(state.at === 'stale' ? state : { at: 'stale', session, hasty: false, latest })
}

const seeAgain = (state: Reconnecting, event: Seen): Step => {
  const { session, fresh } = event
  if (!fresh) return stay(state)
  const opening = openingOf(state)
  if (session !== state.old && session !== opening) return stay(state)
  const other = session === state.old ? opening : state.old
  return { state: { at: 'showing', session, latest: state.latest }, effects: closing(other) }
}

const see = (state: Watch, event: Seen): Step => {
  if (state.at === 'ended') return stay(state)
  return state.at === 'reconnecting' ? seeAgain(state, event) : seeWatched(state, event)
}

const tick = (state: Watch, now: Millis): Step => {
  if (state.at === 'connecting') return now - state.since < OPENING_MOST ? stay(state) : failAttempt(state, now)
  if (state.at !== 'reconnecting') return stay(state)
  const { attempt } = state
  if (attempt.is === 'waiting') return now < attempt.until ? stay(state) : open(state.latest, now, state)
  return now - attempt.since < OPENING_MOST ? stay(state) : failAttempt(state, now)
}

type Failing = Extract<WatchEvent, { is: 'refused' | 'lost' | 'over' }>

/** One of the sessions is no more. */
const lose = (state: Watch, event: Failing): Step => {
  const { session, now } = event
  const code = event.is === 'lost' ? undefined : event.code
  if (state.at === 'ended' || !sessionsOf(state).includes(session)) return stay(state)
  if (code !== undefined && isFinal(code)) return end(state, code)
  if (state.at === 'reconnecting') {
    if (session !== state.old) return failAttempt(state, now, code)
    return { state: { ...state, old: undefined, code: code ?? state.code }, effects: closing(session) }
  }
  if (state.at === 'connecting') return failAttempt(state, now, code)
  const next = open(state.latest, now, { ...FRESH_START, code })
  return { state: next.state, effects: [...closing(session), ...next.effects] }
}

/** The way to the door is another one: what was agreed over the old one is given up only for something better. */
const renew = (state: Watch, now: Millis): Step => {
  switch (state.at) {
    case 'ended':
    case 'connecting':
      return stay(state)
    case 'showing':
    case 'stale':
      return open(state.latest, now, { ...FRESH_START, old: state.session })
    case 'reconnecting':
      return state.attempt.is === 'waiting' ? open(state.latest, now, state) : stay(state)
  }
}

/** The screen may show something old from here on, until a fresh picture is seen. */
const doubt = (state: Watch): Step => {
  if (state.at !== 'showing' && state.at !== 'stale') return stay(state)
  if (state.at === 'stale' && state.hasty) return stay(state)
  return stay({ at: 'stale', session: state.session, hasty: true, latest: state.latest })
}

export const reduce = (state: Watch, event: WatchEvent): Step => {
  switch (event.is) {
    case 'seen':
      return see(state, event)
    case 'tick':
      return tick(state, event.now)
    case 'refused':
    case 'lost':
    case 'over':
      return lose(state, event)
    case 'network':
      return renew(state, event.now)
    case 'hidden':
    case 'woke':
      return doubt(state)
    case 'leave':
      return state.at === 'ended' ? stay(state) : end(state, 'left')
    case 'again': {
      if (state.at !== 'ended') return stay(state)
      const session = state.latest + 1
      return {
        state: { at: 'connecting', session, since: event.now, latest: session },
        effects: [{ do: 'open', session }],
      }
    }
  }
}
