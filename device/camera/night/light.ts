// When the rig's infrared lamp should burn. It is lit when little is seen; but with it the picture is bright at any
// hour, so whether it is still needed can only be tried: put out for a moment, and lit again if that was too early. Pure.

import { type Millis, millis, minutes, seconds } from '#protocol/units.ts'

/** Mean grey, 0..255: below this too little is seen; the lamp is done without from `LIGHT` on. */
export const DIM = 30
export const LIGHT = 45
/** Was there light a moment ago? Then somebody switched it off. */
export const BRIGHT = 60

export const DIM_FOR = seconds(3)
/** Light switched off: the lamp must be there before the darkness passes for a covered lens. */
export const SUDDEN_FOR = seconds(0.5)
/** Until the first try; twice as long after each that failed. */
export const TRY_SOONEST = minutes(1)
export const TRY_LATEST = minutes(15)
/** A try lasts this long; darkness ends it as soon as the camera's exposure has followed. */
export const TRY_FOR = seconds(1.5)
export const SETTLED = seconds(0.5)

export type NightLight =
  | { readonly is: 'out'; readonly bright: boolean; readonly dimSince?: Millis }
  | { readonly is: 'lit'; readonly since: Millis; readonly tryAfter: Millis }
  | { readonly is: 'trying'; readonly since: Millis; readonly tryAfter: Millis }

export const NIGHT_AT_FIRST: NightLight = { is: 'out', bright: false }

export interface Seen {
  readonly mean: number
  /** While a clip is written nothing is tried: the film would have a dark moment. */
  readonly filmed: boolean
  readonly now: Millis
}

/** Should the lamp burn? */
export const lampWanted = ({ is }: NightLight): boolean => is === 'lit'

const out = (state: NightLight & { is: 'out' }, { mean, now }: Seen): NightLight => {
  if (mean >= DIM) {
    const bright = mean >= BRIGHT
    return state.bright === bright && state.dimSince === undefined ? state : { is: 'out', bright }
  }
  if (state.dimSince === undefined) return { ...state, dimSince: now }
  if (now - state.dimSince < (state.bright ? SUDDEN_FOR : DIM_FOR)) return state
  return { is: 'lit', since: now, tryAfter: TRY_SOONEST }
}

const trying = (state: NightLight & { is: 'trying' }, { mean, filmed, now }: Seen): NightLight => {
  const lasts = now - state.since
  if (filmed) return { is: 'lit', since: now, tryAfter: state.tryAfter }
  if (lasts >= SETTLED && mean < LIGHT) {
    return { is: 'lit', since: now, tryAfter: millis(Math.min(TRY_LATEST, state.tryAfter * 2)) }
  }
  return lasts >= TRY_FOR ? { is: 'out', bright: mean >= BRIGHT } : state
}

export const reduceNight = (state: NightLight, seen: Seen): NightLight => {
  switch (state.is) {
    case 'out':
      return out(state, seen)
    case 'lit': {
      const due = seen.now - state.since >= state.tryAfter && !seen.filmed
      return due ? { ...state, is: 'trying', since: seen.now } : state
    }
    case 'trying':
      return trying(state, seen)
  }
}
