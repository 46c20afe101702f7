// A visit as the courier's page sees it: pure. A tap asks once; a second one while it is answered changes nothing, and
// a request that could not be sent in time is forgotten: no door opens because a phone found its network again.

import type { RefusalCode } from '#protocol/refusals.ts'
import { type Latest, laterOf, type Moment, stateNow } from './reading.ts'
import type { DoorState, Said } from './said.ts'

export type Act = 'unlock' | 'lock'

/** How long a tap waits for a connection, and how long what was sent waits for its first answer; ms. */
export const SEND_LIMIT = 15_000
export const ANSWER_LIMIT = 20_000
/** A holder without standing is told no challenge: then it asks without one, and hears why. */
export const CHALLENGE_LIMIT = 3000

/** What became of one act. */
export type Ask =
  | { readonly is: 'rest' }
  | { readonly is: 'waiting'; readonly request: string; readonly until: number; readonly again: boolean }
  | { readonly is: 'sent'; readonly request: string; readonly until: number; readonly again: boolean }
  /** The bolt is measured out. `at`: when the door said so, by its own clock; ms. */
  | { readonly is: 'open'; readonly request: string; readonly at: number }
  /** Unlock: door shut, bolt measured home. Lock: bolt measured home. */
  | { readonly is: 'done' }
  | { readonly is: 'refused'; readonly code: RefusalCode | 'link_down' }
  /** Sent, and nothing heard: nobody here knows. */
  | { readonly is: 'unsure'; readonly request: string }

export type LinkIs = 'off' | 'connecting' | 'up' | 'down'

export interface VisitState {
  readonly link: LinkIs
  readonly upSince: number
  readonly online: boolean | undefined
  readonly nonce: string | undefined
  /** As far as it is known now. */
  readonly door: DoorState | undefined
  readonly latest: Latest | undefined
  readonly unlock: Ask
  readonly lock: Ask
}

export type VisitEvent =
  /** @property fresh an id for a request, used when this tap counts */
  | { readonly is: 'tapped'; readonly act: Act; readonly fresh: string; readonly now: number }
  | { readonly is: 'link'; readonly link: LinkIs; readonly now: number }
  /** @property fresh an id for a request, used when one is made anew */
  | ({ readonly is: 'heard'; readonly said: Said; readonly fresh: string } & Moment)
  /** What was to be sent could not be. */
  | { readonly is: 'unsent'; readonly request: string }
  | ({ readonly is: 'tick' } & Moment)

export type VisitEffect =
  | { readonly do: 'connect' }
  /** @property nonce the door's challenge; undefined: one of our own, to hear why we are not told any */
  | { readonly do: 'send'; readonly act: Act; readonly request: string; readonly nonce: string | undefined }

export interface Turn {
  readonly state: VisitState
  readonly effects: readonly VisitEffect[]
}

export const AT_REST: VisitState = {
  link: 'off',
  upSince: 0,
  online: undefined,
  nonce: undefined,
  door: undefined,
  latest: undefined,
  unlock: { is: 'rest' },
  lock: { is: 'rest' },
}

const ACTS = ['unlock', 'lock'] as const
const NONE: readonly VisitEffect[] = []
const stay = (state: VisitState): Turn => ({ state, effects: NONE })

export const isBusy = ({ is }: Ask): boolean => is === 'waiting' || is === 'sent'

/** Sends what waits, as soon as there is a connection and a challenge to answer. */
const sending = (state: VisitState, now: number): Turn => {
  let next = state
  const effects: VisitEffect[] = []
  for (const act of ACTS) {
    const ask = next[act]
    if (ask.is !== 'waiting') continue
    const told = next.nonce !== undefined || now >= next.upSince + CHALLENGE_LIMIT
    if (next.link === 'up' && next.online === false) {
      next = { ...next, [act]: { is: 'refused', code: 'door_offline' } }
    } else if (next.link === 'up' && told) {
      const { request, again } = ask
      next = { ...next, [act]: { is: 'sent', request, until: now + ANSWER_LIMIT, again } }
      effects.push({ do: 'send', act, request, nonce: next.nonce })
    }
  }
  return effects.length === 0 && next === state ? stay(state) : { state: next, effects }
}

const tapped = (state: VisitState, act: Act, request: string, now: number): Turn => {
  const ask = state[act]
  if (isBusy(ask) || ask.is === 'open') return stay(state)
  const waiting = { is: 'waiting', request, until: now + SEND_LIMIT, again: false } as const
  const { state: next, effects } = sending({ ...state, [act]: waiting }, now)
  return { state: next, effects: state.link === 'up' ? effects : [{ do: 'connect' }, ...effects] }
}

/** Passed by itself with the next challenge; nothing was opened, so asking once more is safe. */
const STALE: ReadonlySet<RefusalCode> = new Set([
  'challenge_unknown',
  'challenge_expired',
  'admission_expired',
] as const satisfies readonly RefusalCode[])

type Answer = Extract<Said, { kind: 'answer' }>

const afterStep = (ask: Ask & { request: string }, { step, code, at }: Answer): Ask => {
  switch (step) {
    case 'opened':
      return { is: 'open', request: ask.request, at }
    case 'locked':
    case 'closed':
      return { is: 'done' }
    case 'refused':
    case 'failed':
      return { is: 'refused', code: code ?? 'timed_out' }
    case 'allowed':
      return ask
  }
}

/** Its receipt comes before the state that follows from it. */
const withBolt = (state: VisitState, bolt: Answer['bolt']): VisitState => {
  const { latest, door } = state
  if (!latest || !door || !bolt) return state
  const measured = { ...door, bolt }
  return { ...state, door: measured, latest: { ...latest, state: measured } }
}

const answered = (state: VisitState, said: Answer, fresh: string, now: number): Turn => {
  for (const act of ACTS) {
    const ask = state[act]
    if (!('request' in ask) || ask.request !== said.request) continue
    const mayRepeat = ask.is === 'sent' && !ask.again && said.step === 'refused'
    if (mayRepeat && said.code !== undefined && STALE.has(said.code)) {
      const again = { is: 'waiting', request: fresh, until: now + SEND_LIMIT, again: true } as const
      return stay({ ...state, nonce: undefined, upSince: now, [act]: again })
    }
    return stay({ ...withBolt(state, said.bolt), [act]: afterStep(ask, said) })
  }
  return stay(state)
}

/** A bridge may hold a state back, and a door that was shut before it opened tells nothing about now. */
const isOlder = ({ latest, unlock }: VisitState, { at }: DoorState): boolean =>
  (latest !== undefined && at < latest.state.at) || (unlock.is === 'open' && at <= unlock.at)

/** The door said that it is over while nobody was listening. */
const overBy = ({ unlock }: VisitState, door: DoorState): Ask => {
  const isShut = !door.visit && door.bolt === 'home' && door.leaf === 'shut'
  return unlock.is === 'open' && isShut ? { is: 'done' } : unlock
}

const stated = (state: VisitState, door: DoorState, moment: Moment): Turn => {
  if (isOlder(state, door)) return stay(state)
  const latest = laterOf(state.latest, door, moment.now)
  return stay({ ...state, latest, door: stateNow(latest, moment), unlock: overBy(state, door) })
}

/** What was said so far is no longer how it is now. */
const past = (state: VisitState): VisitState => {
  const { latest } = state
  return { ...state, door: undefined, latest: latest && { ...latest, isPast: true } }
}

const heard = (state: VisitState, said: Said, fresh: string, moment: Moment): Turn => {
  const { now } = moment
  switch (said.kind) {
    case 'presence':
      return sending({ ...(said.online ? state : past(state)), online: said.online }, now)
    case 'challenge':
      return sending({ ...state, nonce: said.nonce }, now)
    case 'state':
      return stated(state, said.state, moment)
    case 'answer':
      return answered(state, said, fresh, now)
  }
}

const linked = (state: VisitState, link: LinkIs, now: number): Turn => {
  if (link === state.link) return stay(state)
  // A challenge of an earlier connection has died by now.
  if (link !== 'up') return stay({ ...past(state), link, nonce: undefined, online: undefined })
  return sending({ ...state, link, upSince: now }, now)
}

const late = (ask: Ask, now: number): Ask => {
  if (ask.is === 'waiting' && now >= ask.until) return { is: 'refused', code: 'link_down' }
  return ask.is === 'sent' && now >= ask.until ? { is: 'unsure', request: ask.request } : ask
}

const ticked = (state: VisitState, moment: Moment): Turn => {
  const { now } = moment
  const door = stateNow(state.latest, moment)
  const unlock = late(state.unlock, now)
  const lock = late(state.lock, now)
  const same = unlock === state.unlock && lock === state.lock && door === state.door
  return sending(same ? state : { ...state, door, unlock, lock }, now)
}

const unsent = (state: VisitState, request: string): Turn => {
  const act = ACTS.find((one) => {
    const ask = state[one]
    return ask.is === 'sent' && ask.request === request
  })
  return stay(act ? { ...state, [act]: { is: 'unsure', request } } : state)
}

export const reduce = (state: VisitState, event: VisitEvent): Turn => {
  switch (event.is) {
    case 'tapped':
      return tapped(state, event.act, event.fresh, event.now)
    case 'link':
      return linked(state, event.link, event.now)
    case 'heard':
      return heard(state, event.said, event.fresh, event)
    case 'unsent':
      return unsent(state, event.request)
    case 'tick':
      return ticked(state, event)
  }
}
