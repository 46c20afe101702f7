// The door leaf, pushed by a person, and its reed switch. Pure. Whether the bolt lets it pass is told from outside.

/** The reed switch's magnet is near enough below this angle. */
const REED_DEGREES = 3
const OPEN_DEGREES = 60
/** A door that meets a thrown bolt stays ajar. */
export const AJAR_DEGREES = 4
const SPEED = 0.09

export type ReedFault = 'none' | 'closed' | 'open'

export interface Door {
  /** 0 is shut. */
  readonly degrees: number
  /** Where somebody pushes it. */
  readonly goal: number
  /** `closed`: held by a magnet; `open`: a cut wire. */
  readonly reed: ReedFault
}

export const shutDoor: Door = { degrees: 0, goal: 0, reed: 'none' }

export const doorOpen = (door: Door): boolean => door.degrees > 0

/** Somebody pushes; refused while it is shut and the bolt holds it. */
export const pushedOpen = (door: Door, boltHolds: boolean): Door | 'bolt-home' => {
  if (!doorOpen(door) && boltHolds) return 'bolt-home'
  return door.goal === OPEN_DEGREES ? door : { ...door, goal: OPEN_DEGREES }
}

export const pushedShut = (door: Door): Door => (door.goal === 0 ? door : { ...door, goal: 0 })

/** Same reference when it did not move. `boltInWay`: a thrown bolt that the closing leaf would meet. */
export const doorAfter = (door: Door, ms: number, boltHolds: boolean, boltInWay: boolean): Door => {
  if (door.degrees === 0 && boltHolds) return door.goal === 0 ? door : { ...door, goal: 0 }
  const goal = boltInWay ? Math.max(door.goal, Math.min(door.degrees, AJAR_DEGREES)) : door.goal
  const way = goal - door.degrees
  if (way === 0) return door
  const step = Math.min(Math.abs(way), SPEED * ms)
  return { ...door, degrees: step === Math.abs(way) ? goal : door.degrees + Math.sign(way) * step }
}

/** True while the switch connects its pin to ground. */
export const reedClosed = (door: Door): boolean =>
  door.reed === 'none' ? door.degrees < REED_DEGREES : door.reed === 'closed'
