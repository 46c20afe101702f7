// Who comes to the door: brings a parcel, goes in while the door stands open, comes back without it, leaves. Pure:
// a state machine over what the rig measures, and where somebody stands at a time.

/** A place on the ground, metres; z runs into the house. */
export interface Place {
  readonly x: number
  readonly z: number
}

/** `waits` and `inside` stand still; the others walk a path. */
type Stage = 'away' | 'comes' | 'waits' | 'enters' | 'inside' | 'leaves' | 'turns' | 'passes'

export interface Person {
  readonly stage: Stage
  /** When this stage began. */
  readonly since: number
  /** Where they were then. */
  readonly from: Place
  readonly parcel: boolean
  readonly hurry: boolean
  /** The door was opened while nobody could come yet. */
  readonly wanted: boolean
  /** The door stood open when last looked at. */
  readonly open: boolean
}

export interface PersonFacts {
  readonly now: number
  /** What the leaf swings to, 0 or 1, and how far it is. */
  readonly towards: 0 | 1
  readonly openness: number
}

const OUT: Place = { x: -3.1, z: -1.75 }
/** Where the way bends towards the door. */
const BEND: Place = { x: -0.5, z: -1.12 }
const FRONT: Place = { x: -0.2, z: -0.72 }
const SILL: Place = { x: -0.1, z: 0.05 }
const HALL: Place = { x: -0.25, z: 0.75 }
const HIDDEN: Place = { x: -1.35, z: 1.15 }
const PAST: Place = { x: 4.6, z: -1.15 }

const WALK = 0.00165
const HURRY = 0.0029
const PATIENCE = 20_000
const STAY = 1300

export const NOBODY: Person = {
  stage: 'away',
  since: 0,
  from: OUT,
  parcel: false,
  hurry: false,
  wanted: false,
  open: false,
}

const pathOf = ({ stage, from }: Person): readonly Place[] => {
  switch (stage) {
    case 'comes':
      return [from, BEND, FRONT]
    case 'enters':
      return [from, SILL, HALL, HIDDEN]
    case 'leaves':
      // Nobody walks through the wall: back the way they came, from as far in as they were.
      return from.z > 0.75 ? [from, HALL, SILL, BEND, OUT] : [from, SILL, BEND, OUT]
    case 'turns':
      return [from, OUT]
    case 'passes':
      return [from, PAST]
    case 'away':
    case 'waits':
    case 'inside':
      return [from]
  }
}

const apart = (a: Place, b: Place): number => Math.hypot(b.x - a.x, b.z - a.z)
const lengthOf = (path: readonly Place[]): number =>
  path.reduce((sum, place, at) => sum + apart(path[at - 1] ?? place, place), 0)

export interface Standing extends Place {
  /** Direction of walking or looking, of length 1. */
  readonly ahead: Place
  /** Metres walked in this stage. */
  readonly walked: number
  readonly moves: boolean
}

/** Metres walked while turning into a new direction. */
const TURN = 0.45

const turning = (from: Place, to: Place, done: number): Place => {
  const share = Math.min(1, done)
  const [x, z] = [from.x * (1 - share) + to.x * share, from.z * (1 - share) + to.z * share]
  const length = Math.hypot(x, z)
  return length < 0.01 ? to : { x: x / length, z: z / length }
}

const TO_DOOR: Place = { x: 0.45, z: 0.893 }

/** Where they are at this time; undefined when nobody is there. */
export const standingAt = (person: Person, now: number): Standing | undefined => {
  if (person.stage === 'away') return undefined
  const path = pathOf(person)
  const goes = Math.max(0, now - person.since) * (person.hurry ? HURRY : WALK)
  let left = goes
  let before: Place | undefined
  for (const [at, to] of path.entries()) {
    const from = path[at - 1]
    const leg = from ? apart(from, to) : 0
    if (!from || leg === 0) continue
    const straight = { x: (to.x - from.x) / leg, z: (to.z - from.z) / leg }
    if (left < leg) {
      const ahead = before ? turning(before, straight, left / TURN) : straight
      return { x: from.x + straight.x * left, z: from.z + straight.z * left, ahead, walked: goes, moves: true }
    }
    left -= leg
    before = straight
  }
  const end = path.at(-1) ?? person.from
  return { ...end, ahead: TO_DOOR, walked: lengthOf(path), moves: false }
}

const begin = (person: Person, stage: Stage, now: number, change: Partial<Person> = {}): Person => {
  const { x, z } = standingAt(person, now) ?? OUT
  return { ...person, stage, since: now, from: { x, z }, ...change }
}

const isThere = (person: Person, now: number): boolean => standingAt(person, now)?.moves === false

/** The door falls shut on them. */
const shutOut = (person: Person, now: number): Person => {
  const at = standingAt(person, now)
  if (person.stage === 'inside' || (person.stage === 'enters' && at && at.z > 0.2)) {
    return begin(person, 'leaves', now, { parcel: false, hurry: true })
  }
  if (person.stage === 'leaves') return at && at.z > 0 ? begin(person, 'leaves', now, { hurry: true }) : person
  const isComing = person.stage === 'comes' || person.stage === 'waits' || person.stage === 'enters'
  return isComing ? begin(person, 'turns', now) : person
}

/** Until the door is open, or for long enough. */
const wait = (person: Person, { now, towards, openness }: PersonFacts): Person => {
  if (towards === 1 && openness > 0.45) return begin(person, 'enters', now)
  return now - person.since > PATIENCE ? begin(person, 'turns', now) : person
}

const goOn = (person: Person, facts: PersonFacts): Person => {
  const { now } = facts
  switch (person.stage) {
    case 'away':
      if (!person.wanted) return person
      return begin({ ...person, wanted: false }, 'comes', now, { from: OUT, parcel: true, hurry: true })
    case 'comes':
      return isThere(person, now) ? begin(person, 'waits', now, { hurry: false }) : person
    case 'waits':
      return wait(person, facts)
    case 'enters':
      return isThere(person, now) ? begin(person, 'inside', now, { parcel: false }) : person
    case 'inside':
      return now - person.since > STAY ? begin(person, 'leaves', now) : person
    case 'leaves':
    case 'turns':
    case 'passes':
      return isThere(person, now) ? begin(person, 'away', now, { parcel: false, hurry: false }) : person
  }
}

/** What happens next; the same person when nothing does. */
export const nextPerson = (person: Person, facts: PersonFacts): Person => {
  const open = facts.towards === 1
  if (open === person.open) return goOn(person, facts)
  if (!open) return { ...shutOut(person, facts.now), open, wanted: false }
  const isOnTheWay = person.stage === 'comes' || person.stage === 'waits'
  return goOn({ ...person, open, wanted: !isOnTheWay }, facts)
}

/** Somebody comes up to the door with a parcel, or walks past it. Whoever is there already goes on as they were. */
export const send = (person: Person, what: 'comes' | 'passes', now: number): Person =>
  person.stage === 'away' ? begin(person, what, now, { from: OUT, parcel: what === 'comes', hurry: false }) : person
