// Who may watch and who does, as a pure machine: from the door's yes to the end of the session. What is to be done
// comes out as data; whether somebody still may watch is asked elsewhere and told here.

import type { Chain } from '#protocol/chain.ts'
import { LIVE_BEGIN_WITHIN } from '#protocol/limits.ts'
import type { Way } from '#protocol/live/control.ts'
import type { Relay } from '#protocol/live/relay.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import { type Hash, type Millis, millis, type RequestId, seconds, type Thumbprint } from '#protocol/units.ts'
import type { FromLive } from '../messages.ts'

/**
 * `allowed`: no offer yet. `offered`: the live process has it. `watching`: the viewer is connected. `ending`: the
 * live process was told and has not obeyed yet.
 */
export type Stage = 'allowed' | 'offered' | 'watching' | 'ending'

export interface Session {
  readonly sid: RequestId
  readonly chain: Chain
  readonly relay: Relay | undefined
  readonly stage: Stage
  /** When this stage began. */
  readonly since: Millis
  /** Hash of the offer's token. */
  readonly offer?: Hash
  /** Since when the viewer has been connected, if it ever was. */
  readonly began?: Millis
  readonly way?: Way
  readonly speaks: boolean
  readonly listens: boolean
}

export interface Sessions {
  /** How many may watch at once. */
  readonly most: number
  readonly all: ReadonlyMap<RequestId, Session>
}

type Untimed =
  | { readonly kind: 'allowed'; readonly sid: RequestId; readonly chain: Chain; readonly relay: Relay | undefined }
  | {
      readonly kind: 'offer'
      readonly sid: RequestId
      readonly viewer: Thumbprint
      readonly sdp: string
      readonly re: Hash
    }
  /** The viewer's own word. */
  | { readonly kind: 'left'; readonly sid: RequestId; readonly viewer: Thumbprint }
  /** It may not be watched any more. */
  | { readonly kind: 'over'; readonly sid: RequestId; readonly code: RefusalCode }
  | { readonly kind: 'said'; readonly said: Exclude<FromLive, { say: 'ready' | 'idle' }> }
  /** The live process is gone, and every connection with it. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'tick' }
export type SessionEvent = Untimed & { readonly at: Millis }
export type UntimedSessionEvent = Untimed

export type SessionEffect =
  | { readonly do: 'offer'; readonly sid: RequestId; readonly sdp: string; readonly relay: Relay | undefined }
  | { readonly do: 'end'; readonly sid: RequestId }
  | {
      readonly do: 'answer'
      readonly sid: RequestId
      readonly viewer: Thumbprint
      readonly re: Hash
      readonly sdp: string
    }
  | { readonly do: 'say_end'; readonly sid: RequestId; readonly viewer: Thumbprint; readonly code: RefusalCode }
  | {
      readonly do: 'journal_live'
      readonly step: 'begun' | 'ended'
      readonly session: Session
      readonly lasted?: Millis
    }
  | {
      readonly do: 'journal_talk'
      readonly sid: RequestId
      readonly what: 'speak' | 'listen'
      readonly on: boolean
      /** The owner's own. */
      readonly owner: boolean
    }
  /** It does not obey. */
  | { readonly do: 'kill' }

interface Turn {
  readonly state: Sessions
  readonly effects: readonly SessionEffect[]
}

/** Somebody who was told yes and never came: so many are remembered. */
const ALLOWED_MOST = 64
/** A holder's places at once: two devices, or a page that was loaded anew before the old one was missed. */
const HOLDER_MOST = 2
/** From the offer until the viewer is connected. */
const CONNECT_WITHIN = seconds(30)
/** Until the live process has ended a session it was told to end. */
const OBEY_WITHIN = seconds(2)

const LAST_WORD = { left: undefined, told: undefined, silent: 'live_silent', fault: 'live_unavailable' } as const
const FAILURE = { offer: 'live_offer_wrong', full: 'live_full', fault: 'live_unavailable' } as const

export const noSessions = (most: number): Sessions => ({ most, all: new Map() })

const inStage = ({ all }: Sessions, ...stages: readonly Stage[]): readonly Session[] =>
  [...all.values()].filter(({ stage }) => stages.includes(stage))

export const watchers = (state: Sessions): readonly Session[] => inStage(state, 'watching')
const isOwner = ({ grants }: Chain): boolean => grants.length === 0

/** The owner comes before everybody who watches by a grant; of those the last to begin is the first to go. */
const youngestGuest = (state: Sessions): Session | undefined =>
  inStage(state, 'offered', 'watching')
    .filter(({ chain }) => !isOwner(chain))
    .reduce<Session | undefined>((young, one) => (young && young.since > one.since ? young : one), undefined)

/** Is there no place for the owner but another's? One that is about to be free counts as free. */
const isTaken = (state: Sessions): boolean => inStage(state, 'offered', 'watching').length >= state.most

/** Is there a place, maybe another's, for who comes by this chain? */
export const mayBegin = (state: Sessions, chain: Chain): boolean => {
  if (isOwner(chain)) return !isTaken(state) || youngestGuest(state) !== undefined
  const serving = inStage(state, 'offered', 'watching', 'ending')
  const own = serving.filter((one) => one.chain.holder === chain.holder)
  return serving.length < state.most && own.length < HOLDER_MOST
}

export const isTalking = (state: Sessions): boolean => [...state.all.values()].some((one) => one.speaks || one.listens)

const stay = (state: Sessions, ...effects: readonly SessionEffect[]): Turn => ({ state, effects })

const put = (state: Sessions, session: Session): Sessions => ({
  ...state,
  all: new Map([...state.all, [session.sid, session]]),
})

const without = (state: Sessions, sid: RequestId): Sessions => ({
  ...state,
  all: new Map([...state.all].filter(([one]) => one !== sid)),
})

const talkOf = ({ sid, chain }: Session, what: 'speak' | 'listen', on: boolean): SessionEffect => ({
  ...{ do: 'journal_talk', sid, what, on, owner: isOwner(chain) },
})

/** What is written down when a session is over, however it came to that. */
const closing = (session: Session, at: Millis): SessionEffect[] => {
  const { began, speaks, listens } = session
  return [
    ...(speaks ? [talkOf(session, 'speak', false)] : []),
    ...(listens ? [talkOf(session, 'listen', false)] : []),
    ...(began === undefined
      ? []
      : [{ do: 'journal_live', step: 'ended', session, lasted: millis(Math.round(at - began)) } as const]),
  ]
}

/** Over for the viewer at once; the live process has a moment to obey. */
const ended = (state: Sessions, session: Session, at: Millis, code: RefusalCode | undefined): Turn => {
  const { sid, stage, chain } = session
  const say: SessionEffect[] = code === undefined ? [] : [{ do: 'say_end', sid, viewer: chain.holder, code }]
  if (stage === 'allowed') return { state: without(state, sid), effects: say }
  if (stage === 'ending') return stay(state)
  const { began: _began, ...left } = session
  const next: Session = { ...left, stage: 'ending', since: at, speaks: false, listens: false }
  return { state: put(state, next), effects: [{ do: 'end', sid }, ...say, ...closing(session, at)] }
}

const allowed = (state: Sessions, event: Extract<SessionEvent, { kind: 'allowed' }>): Turn => {
  const { sid, chain, relay, at } = event
  if (state.all.has(sid)) return stay(state)
  const [oldest] = inStage(state, 'allowed')
  const room = oldest && inStage(state, 'allowed').length >= ALLOWED_MOST ? without(state, oldest.sid) : state
  return stay(put(room, { sid, chain, relay, stage: 'allowed', since: at, speaks: false, listens: false }))
}

const offered = (state: Sessions, event: Extract<SessionEvent, { kind: 'offer' }>): Turn => {
  const { sid, viewer, sdp, re, at } = event
  const session = state.all.get(sid)
  const refuse = (code: RefusalCode): SessionEffect => ({ do: 'say_end', sid, viewer, code })
  if (session?.chain.holder !== viewer) return stay(state, refuse('live_unasked'))
  // One each: another description for the same session is not from this viewer's page, or came twice.
  if (session.stage !== 'allowed') return stay(state)
  if (at - session.since > LIVE_BEGIN_WITHIN) return { state: without(state, sid), effects: [refuse('live_unasked')] }
  if (!mayBegin(state, session.chain)) return { state: without(state, sid), effects: [refuse('live_full')] }
  const guest = isTaken(state) ? youngestGuest(state) : undefined
  const room = guest ? ended(state, guest, at, 'live_full') : stay(state)
  return {
    state: put(room.state, { ...session, stage: 'offered', since: at, offer: re }),
    effects: [...room.effects, { do: 'offer', sid, sdp, relay: session.relay }],
  }
}

const heard = (state: Sessions, { said, at }: Extract<SessionEvent, { kind: 'said' }>): Turn => {
  const session = state.all.get(said.sid)
  if (!session || session.stage === 'allowed') return stay(state)
  if (session.stage === 'ending')
    return said.say === 'ended' || said.say === 'failed' ? stay(without(state, said.sid)) : stay(state)
  switch (said.say) {
    case 'answer':
      return answered(state, session, said.sdp)
    case 'watching':
      return shown(state, session, said.way, at)
    case 'failed':
      return gone(state, session, FAILURE[said.why], at)
    case 'ended':
      return gone(state, session, LAST_WORD[said.why], at)
    case 'talking':
      return talking(state, session, said.what, said.on)
  }
}

const answered = (state: Sessions, { sid, stage, offer, chain }: Session, sdp: string): Turn =>
  stage === 'offered' && offer !== undefined
    ? stay(state, { do: 'answer', sid, viewer: chain.holder, re: offer, sdp })
    : stay(state)

const shown = (state: Sessions, session: Session, way: Way, at: Millis): Turn => {
  if (session.stage === 'watching') return stay(session.way === way ? state : put(state, { ...session, way }))
  const begun: Session = { ...session, stage: 'watching', since: at, began: at, way }
  return { state: put(state, begun), effects: [{ do: 'journal_live', step: 'begun', session: begun }] }
}

const talking = (state: Sessions, session: Session, what: 'speak' | 'listen', on: boolean): Turn => {
  if (session.stage !== 'watching') return stay(state)
  const was = what === 'speak' ? session.speaks : session.listens
  if (was === on) return stay(state)
  const next = what === 'speak' ? { ...session, speaks: on } : { ...session, listens: on }
  return { state: put(state, next), effects: [talkOf(session, what, on)] }
}

/** The live process has let go of it. */
const gone = (state: Sessions, session: Session, code: RefusalCode | undefined, at: Millis): Turn => {
  const { sid, chain } = session
  const say: SessionEffect[] = code === undefined ? [] : [{ do: 'say_end', sid, viewer: chain.holder, code }]
  return { state: without(state, sid), effects: [...say, ...closing(session, at)] }
}

const allGone = (state: Sessions, at: Millis): Turn => {
  const lost = inStage(state, 'offered', 'watching', 'ending')
  if (lost.length === 0) return stay(state)
  return {
    state: { ...state, all: new Map([...state.all].filter(([, { stage }]) => stage === 'allowed')) },
    effects: lost.flatMap((one) => (one.stage === 'ending' ? [] : gone(state, one, 'live_unavailable', at).effects)),
  }
}

const ticked = (before: Sessions, at: Millis): Turn => {
  let state = before
  const effects: SessionEffect[] = []
  for (const session of before.all.values()) {
    const age = at - session.since
    if (session.stage === 'allowed' && age > LIVE_BEGIN_WITHIN) state = without(state, session.sid)
    if (session.stage === 'offered' && age > CONNECT_WITHIN) {
      const turn = ended(state, session, at, 'live_silent')
      state = turn.state
      effects.push(...turn.effects)
    }
  }
  // With it go all its sessions; each is told when it is down.
  if (inStage(state, 'ending').some(({ since }) => at - since > OBEY_WITHIN)) effects.push({ do: 'kill' })
  return { state, effects }
}

export const reduceSessions = (state: Sessions, event: SessionEvent): Turn => {
  switch (event.kind) {
    case 'allowed':
      return allowed(state, event)
    case 'offer':
      return offered(state, event)
    case 'left':
    case 'over': {
      const session = state.all.get(event.sid)
      if (!session || (event.kind === 'left' && session.chain.holder !== event.viewer)) return stay(state)
      return ended(state, session, event.at, event.kind === 'over' ? event.code : undefined)
    }
    case 'said':
      return heard(state, event)
    case 'gone':
      return allGone(state, event.at)
    case 'tick':
      return ticked(state, event.at)
  }
}
