// When a clip begins and ends, decided by what the journal says happened: visits, alarms, and motion where the owner
// wants it. Pure: what is to be done comes out as data.

import type { Alarm } from '#protocol/state.ts'
import { type GrantId, type Millis, millis, minutes, type RequestId, seconds } from '#protocol/units.ts'
import type { Occasion } from '../../clips/port.ts'

/** Alarms that are worth a film of their own when no visit is being filmed. */
export const FILMED_ALARMS: readonly Alarm[] = [
  'forced_entry',
  'second_entry',
  'left_open',
  'relock_late',
  'rig_lost',
  'pin_attempts',
  'camera_lost',
  'camera_frozen',
  'camera_covered',
  'camera_blinded',
  'camera_turned',
]
/** A clip begun for a request whose intent never came. */
const PROMISE_BOUND = seconds(5)
const INCIDENT_AFTER = seconds(10)
/** An alarm that goes on for hours is not filmed for hours. */
const INCIDENT_LONGEST = minutes(5)
const MOTION_AFTER = seconds(10)
const UNDONE_AFTER = seconds(1)

interface FilmedVisit {
  readonly occasion: Occasion & { readonly request: RequestId }
  /** Is its intent in the journal? */
  readonly intended: boolean
  readonly since: Millis
}

export interface Occasions {
  readonly visit: FilmedVisit | undefined
  readonly alarms: readonly Alarm[]
  /** `filmed` false: it went on too long. */
  readonly incident: { readonly since: Millis; readonly filmed: boolean } | undefined
  readonly moved: Millis | undefined
  readonly postroll: Millis
}

export const noOccasions = (postroll: Millis): Occasions => ({
  visit: undefined,
  alarms: [],
  incident: undefined,
  moved: undefined,
  postroll,
})

export type OccasionEvent = { readonly at: Millis } & (
  | { readonly kind: 'asked'; readonly request: RequestId; readonly grant?: GrantId }
  | { readonly kind: 'dismissed'; readonly request: RequestId }
  | { readonly kind: 'intent'; readonly request: RequestId; readonly grant?: GrantId }
  | { readonly kind: 'closed'; readonly request: RequestId; readonly opened: boolean }
  | { readonly kind: 'alarm'; readonly alarm: Alarm; readonly on: boolean }
  | { readonly kind: 'motion' }
  /** The camera's process is a fresh one and knows of nothing. */
  | { readonly kind: 'fresh' }
  | { readonly kind: 'tick' }
)

export type OccasionEffect =
  | { readonly do: 'begin'; readonly occasion: Occasion }
  | { readonly do: 'over'; readonly key: string; readonly after: Millis }
  /** The clip of this visit shows an incident: it is the last to make room. */
  | { readonly do: 'protect'; readonly key: string }

interface Turn {
  readonly state: Occasions
  readonly effects: readonly OccasionEffect[]
}

const stay = (state: Occasions): Turn => ({ state, effects: [] })
const INCIDENT: Occasion = { why: 'incident' }
const MOTION: Occasion = { why: 'motion' }

const occasionOf = (request: RequestId, grant: GrantId | undefined): FilmedVisit['occasion'] =>
  grant === undefined ? { why: 'visit', request } : { why: 'visit', request, grant }

export const reduceOccasions = (state: Occasions, event: OccasionEvent): Turn => {
  switch (event.kind) {
    case 'asked':
    case 'intent':
      return visited(state, event)
    case 'dismissed':
      return state.visit?.intended === false && state.visit.occasion.request === event.request
        ? ended(state, millis(0))
        : stay(state)
    case 'closed':
      if (state.visit?.occasion.request !== event.request) return stay(state)
      return ended(state, event.opened ? state.postroll : UNDONE_AFTER)
    case 'alarm':
      return alarmed(state, event)
    case 'motion':
      return moved(state, event.at)
    case 'fresh':
      return { state, effects: running(state) }
    case 'tick':
      return ticked(state, event.at)
  }
}

const visited = (state: Occasions, event: Extract<OccasionEvent, { kind: 'asked' | 'intent' }>): Turn => {
  const { visit } = state
  const intended = event.kind === 'intent'
  if (visit?.occasion.request === event.request)
    return intended && !visit.intended ? stay({ ...state, visit: { ...visit, intended } }) : stay(state)
  // Somebody else's visit is under way: the door will say `busy`, and needs no film to do so.
  if (visit?.intended && !intended) return stay(state)
  const occasion = occasionOf(event.request, event.grant)
  const before = visit ? ended(state, millis(0)).effects : []
  return {
    state: { ...state, visit: { occasion, intended, since: event.at } },
    effects: [...before, { do: 'begin', occasion }],
  }
}

const ended = (state: Occasions, after: Millis): Turn =>
  state.visit
    ? {
        state: { ...state, visit: undefined },
        effects: [{ do: 'over', key: state.visit.occasion.request, after }],
      }
    : stay(state)

const alarmed = (state: Occasions, { alarm, on, at }: Extract<OccasionEvent, { kind: 'alarm' }>): Turn => {
  if (!FILMED_ALARMS.includes(alarm)) return stay(state)
  const alarms = [...state.alarms.filter((one) => one !== alarm), ...(on ? [alarm] : [])]
  if (!on) {
    if (alarms.length > 0 || !state.incident) return stay({ ...state, alarms })
    const over: OccasionEffect[] = state.incident.filmed ? [{ do: 'over', key: 'incident', after: INCIDENT_AFTER }] : []
    return { state: { ...state, alarms, incident: undefined }, effects: over }
  }
  if (state.visit)
    return { state: { ...state, alarms }, effects: [{ do: 'protect', key: state.visit.occasion.request }] }
  if (state.incident) return stay({ ...state, alarms })
  return {
    state: { ...state, alarms, incident: { since: at, filmed: true } },
    effects: [{ do: 'begin', occasion: INCIDENT }],
  }
}

const moved = (state: Occasions, at: Millis): Turn => {
  if (state.moved !== undefined) return stay({ ...state, moved: at })
  // What runs already shows it.
  if (state.visit || state.incident) return stay(state)
  return { state: { ...state, moved: at }, effects: [{ do: 'begin', occasion: MOTION }] }
}

const running = ({ visit, incident, moved }: Occasions): OccasionEffect[] =>
  [
    ...(visit ? [visit.occasion] : []),
    ...(incident?.filmed ? [INCIDENT] : []),
    ...(moved === undefined ? [] : [MOTION]),
  ].map((occasion) => ({ do: 'begin', occasion }))

const ticked = (state: Occasions, now: Millis): Turn => {
  const { visit, incident, moved } = state
  if (visit && !visit.intended && now - visit.since >= PROMISE_BOUND) return ended(state, millis(0))
  if (incident?.filmed && now - incident.since >= INCIDENT_LONGEST)
    return {
      state: { ...state, incident: { ...incident, filmed: false } },
      effects: [{ do: 'over', key: 'incident', after: millis(0) }],
    }
  if (moved !== undefined && now - moved >= MOTION_AFTER)
    return { state: { ...state, moved: undefined }, effects: [{ do: 'over', key: 'motion', after: millis(0) }] }
  return stay(state)
}
