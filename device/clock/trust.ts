// Does the door know the time? A pure machine between the wall clock, which anybody may set, the monotonic clock,
// which nobody can, and those who may vouch: the system's time synchronisation, the paired bridge, the owner.

import type { Happening } from '#protocol/entry.ts'
import { type EpochMs, epochMs, type Millis, minutes, seconds } from '#protocol/units.ts'

/** Wall and monotonic clock may part by this much, in all, before somebody vouches again. */
export const JUMP_MOST = seconds(120)
/** A witness and the wall clock agree when they are this close. */
export const WITNESS_MOST = seconds(30)
/** Synchronisation pardons drift at most this often, or many small jumps would make a large one. */
const PARDON_EACH = minutes(60)
/** Switched off for longer than this, synchronisation alone is not believed: somebody else must agree. */
const ASLEEP_MOST = minutes(90 * 24 * 60)
/** A trusted floor is written down this often, so that the journal can forget what ended before it. */
const NOTE_EACH = minutes(24 * 60)

/** At the monotonic `mono` it was `time`, and the wall clock showed `wall`. */
interface Anchor {
  readonly time: EpochMs
  readonly wall: EpochMs
  readonly mono: Millis
}

/**
 * `waiting`: nobody vouched since the start. `jumped`: the wall clock left the time that was known. In both, time
 * goes on by the monotonic clock alone.
 */
export interface TimeState {
  readonly is: 'trusted' | 'jumped' | 'waiting'
  readonly anchor: Anchor
  /** No time below this is shown again. Only the owner's own word at a pairing lowers it. */
  readonly floor: EpochMs
  /** Floor last written into the journal. */
  readonly noted: EpochMs
  /** Why a vouched time was not taken, if so. */
  readonly doubt: 'behind' | 'asleep' | undefined
}

interface Seen {
  readonly wall: EpochMs
  readonly mono: Millis
}

export type TimeEvent = Seen &
  (
    | { readonly kind: 'observed' }
    /** `certain`: the configuration says that the system clock is always right. */
    | { readonly kind: 'synchronised'; readonly certain: boolean }
    /** The paired bridge signed `time` just now. */
    | { readonly kind: 'witnessed'; readonly time: EpochMs }
    /** The owner said `time` just now, with a hand on the rig. */
    | { readonly kind: 'told'; readonly time: EpochMs }
  )

export interface TimeStep {
  readonly state: TimeState
  /** To be written into the journal. */
  readonly happened: readonly Extract<Happening, { kind: 'clock' }>[]
}

/** @param floor the highest time remembered; 0 for a door that never knew one */
export const startTime = (floor: EpochMs, { wall, mono }: Seen): TimeState => ({
  is: 'waiting',
  anchor: { time: floor > 0 ? floor : wall, wall, mono },
  floor,
  noted: floor,
  doubt: undefined,
})

/** The time to act by. Without trust it is not above the true time, as far as the door can know. */
export const timeOf = (state: TimeState, seen: Seen): EpochMs => {
  const { anchor, floor } = state
  const time =
    state.is === 'trusted' && !hasLeft(anchor, seen) ? anchor.time + (seen.wall - anchor.wall) : reckon(anchor, seen)
  return epochMs(Math.max(floor, Math.floor(time)))
}

const reckon = (anchor: Anchor, { mono }: Seen): number => anchor.time + (mono - anchor.mono)

const hasLeft = (anchor: Anchor, { wall, mono }: Seen): boolean =>
  Math.abs(wall - anchor.wall - (mono - anchor.mono)) > JUMP_MOST

const isNear = (one: number, other: number, most: Millis): boolean => Math.abs(one - other) <= most

export const reduce = (state: TimeState, event: TimeEvent): TimeStep => {
  const observed = observe(state, event)
  const after = vouch(observed, event)
  const raised = raise(after, timeOf(after, event))
  return note(state, raised, reasonOf(state, raised, event))
}

/** Follows the wall clock as long as it goes as the monotonic one does, or stands where time is reckoned to be. */
const observe = (state: TimeState, seen: Seen): TimeState => {
  if (state.is === 'waiting') return state
  if (!hasLeft(state.anchor, seen)) return state.is === 'trusted' ? state : { ...state, is: 'trusted' }
  if (isNear(seen.wall, reckon(state.anchor, seen), JUMP_MOST)) return trust(state, seen, seen.wall)
  return state.is === 'jumped' ? state : { ...state, is: 'jumped' }
}

const vouch = (state: TimeState, event: TimeEvent): TimeState => {
  switch (event.kind) {
    case 'observed':
      return state
    case 'synchronised':
      return synchronise(state, event, event.certain)
    case 'witnessed':
      return witness(state, event, event.time)
    case 'told':
      return tell(state, event, event.time)
  }
}

const trust = (state: TimeState, { wall, mono }: Seen, time: EpochMs): TimeState => ({
  ...state,
  is: 'trusted',
  anchor: { time, wall, mono },
  doubt: undefined,
})

const synchronise = (state: TimeState, seen: Seen, certain: boolean): TimeState => {
  if (state.is === 'trusted') {
    return seen.mono - state.anchor.mono < PARDON_EACH ? state : trust(state, seen, timeOf(state, seen))
  }
  // A forged time source moves the wall clock and vouches for it, so after a jump it is no second opinion.
  if (state.is === 'jumped' && !certain) return state
  if (seen.wall < state.floor) return doubt(state, 'behind')
  if (!certain && state.floor > 0 && seen.wall - state.floor > ASLEEP_MOST) return doubt(state, 'asleep')
  return trust(state, seen, seen.wall)
}

const doubt = (state: TimeState, why: TimeState['doubt']): TimeState =>
  state.doubt === why ? state : { ...state, doubt: why }

/** A bridge may agree with the door, and never set its clock. */
const witness = (state: TimeState, seen: Seen, time: EpochMs): TimeState => {
  if (state.is === 'trusted')
    return isNear(timeOf(state, seen), time, WITNESS_MOST) ? trust(state, seen, timeOf(state, seen)) : state
  // After a start the wall clock may be the one of the power cut: a hostile bridge that agrees with that would bring
  // back to life what ended meanwhile. It may only join the system's synchronisation, where that is not enough.
  const isSecond = state.is === 'jumped' || state.doubt === 'asleep'
  if (isSecond && isNear(seen.wall, time, WITNESS_MOST) && seen.wall >= state.floor)
    return trust(state, seen, seen.wall)
  const reckoned = timeOf(state, seen)
  return state.is === 'jumped' && isNear(reckoned, time, WITNESS_MOST) ? trust(state, seen, reckoned) : state
}

/** The owner's word sets the clock of a door that does not know the time, even below its floor. */
const tell = (state: TimeState, seen: Seen, time: EpochMs): TimeState => {
  if (state.is === 'trusted') return state
  const told = isNear(seen.wall, time, WITNESS_MOST) ? seen.wall : time
  return { ...trust(state, seen, told), floor: epochMs(Math.min(state.floor, told)) }
}

/** A first start knows no floor, and its wall clock is not worth one. */
const raise = (state: TimeState, time: EpochMs): TimeState =>
  time <= state.floor || (state.is === 'waiting' && state.floor === 0) ? state : { ...state, floor: time }

const reasons = {
  observed: 'the wall clock is where it should be again',
  synchronised: 'the system says that it is synchronised',
  witnessed: "the bridge's time agrees",
  told: 'the owner told the time at the rig',
} as const

const reasonOf = (before: TimeState, after: TimeState, event: TimeEvent): string | undefined => {
  if (before.is !== after.is)
    return after.is === 'trusted' ? reasons[event.kind] : `the wall clock jumped by ${leap(before, event)} s`
  if (before.doubt !== after.doubt && after.doubt !== undefined) {
    return after.doubt === 'behind' ? 'the wall clock is behind the floor' : 'too long without time to trust one source'
  }
  return after.is === 'trusted' && after.floor - after.noted >= NOTE_EACH ? 'the floor moved on' : undefined
}

const leap = ({ anchor }: TimeState, { wall, mono }: Seen): number =>
  Math.round((wall - anchor.wall - (mono - anchor.mono)) / 1000)

const note = (before: TimeState, state: TimeState, why: string | undefined): TimeStep => {
  if (why === undefined) return { state: same(before, state) ? before : state, happened: [] }
  const { floor } = state
  return {
    state: { ...state, noted: floor },
    happened: [{ kind: 'clock', trusted: state.is === 'trusted', floor, why }],
  }
}

const same = (one: TimeState, other: TimeState): boolean =>
  one.is === other.is && one.anchor === other.anchor && one.floor === other.floor && one.doubt === other.doubt
