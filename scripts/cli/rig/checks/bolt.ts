// The bolt and its feedback: plausible at rest, out and home when driven, and which of the many ways it fails. Pure.

import { LIMITS, type RigStatus } from '#hardware/contract/rig.ts'
import { millis, seconds } from '#protocol/units.ts'
import {
  type Ask,
  type Check,
  type Finding,
  good,
  last,
  type PartTest,
  type Question,
  type Seen,
  type Verdict,
  volts,
  wrong,
} from '../part.ts'
import { listen } from './board.ts'

/** All attempts of the microcontroller, and a little. */
const MOVEMENT = millis(LIMITS.ATTEMPTS_MAX * (LIMITS.TRAVEL_TIMEOUT_MS + LIMITS.RETRY_PAUSE_MS) + 1500)
const HOLD = seconds(30)
/** ADC counts: steady is within this. */
const STEADY = 24
/** Half of a well-adjusted sensor's way: less is no whole movement, more the wrong way is the wrong way. */
const HALF_WAY = (LIMITS.POSITION_OUT - LIMITS.POSITION_HOME) / 2

const isCut = ({ position }: RigStatus): boolean => position < LIMITS.POSITION_VALID_MIN
const isShorted = ({ position }: RigStatus): boolean => position > LIMITS.POSITION_VALID_MAX

const outOfRange = (statuses: readonly RigStatus[]): Finding | undefined => {
  if (statuses.some(isCut)) return wrong('feedback_cut', ['boltPosition'])
  return statuses.some(isShorted) ? wrong('feedback_shorted', ['boltPosition']) : undefined
}

const ofFeedback = ({ first, statuses }: Seen): Verdict => {
  const all = [first, ...statuses]
  const resting = all.filter(({ drive }) => drive === 'idle').map(({ position }) => position)
  const slots = { position: last({ first, statuses } as Seen).position }
  if (Math.max(...resting) - Math.min(...resting) > STEADY) return wrong('feedback_noisy', ['boltPosition'], slots)
  return outOfRange(all) ?? good(slots)
}

const isQuiet = ({ drive, bolt }: RigStatus): boolean => drive === 'idle' && bolt !== 'between'

/** After a start the rig drives home, and after giving up it refuses for a while: neither is looked at. */
const quiet: Check = {
  deeds: [],
  within: MOVEMENT,
  look: (seen) => (last(seen).bolt === 'home' && isQuiet(last(seen)) ? good() : undefined),
  late: () => good(),
}
const cooled: Check = {
  deeds: [],
  within: millis(LIMITS.JAM_COOLDOWN_MS + 200),
  look: (seen) => (last(seen).bolt === 'jammed' ? undefined : good()),
  late: () => good(),
}

export const FEEDBACK_TEST: PartTest = { needs: ['firmware'], checks: [quiet, listen(ofFeedback)], after: [] }

const question = (ask: Ask, yes: Verdict, no: Verdict): Question => ({ ask, yes, no })

interface Way {
  readonly to: 'out' | 'home'
  /** ADC counts, positive towards where it should go. */
  readonly gone: number
  readonly wentWrong: number
  readonly from: number
  readonly at: number
}

const wayOf = (to: 'out' | 'home', seen: Seen): Way => {
  const sign = to === 'out' ? 1 : -1
  const from = seen.first.position
  const ways = seen.statuses.map(({ position }) => sign * (position - from))
  return { to, gone: Math.max(0, ...ways), wentWrong: -Math.min(0, ...ways), from, at: last(seen).position }
}

/** Nothing was measured to move: did it? */
const STILL = question(
  'moved',
  wrong('feedback_frozen', ['boltPosition']),
  question('motor', wrong('bolt_jammed'), wrong('bolt_dead', ['bolt', 'supply'])),
)
const WRONG_WAY = {
  out: question('is_out', wrong('feedback_swapped', ['boltPosition']), wrong('bolt_reversed', ['bolt'])),
  home: question('is_home', wrong('feedback_swapped', ['boltPosition']), wrong('bolt_reversed', ['bolt'])),
} as const

const sags = ({ variant, statuses }: Seen): Finding | undefined => {
  const least = variant === 'servo' ? LIMITS.SUPPLY_MIN_SERVO_MV : LIMITS.SUPPLY_MIN_RELAY_MV
  const lowest = Math.min(...statuses.filter(({ drive }) => drive !== 'idle').map(({ supplyMv }) => supplyMv))
  return lowest < least ? wrong('supply_sags', ['supply'], { volts: volts(lowest) }) : undefined
}

/** Why it did not get there. */
export const whyNot = (to: 'out' | 'home', seen: Seen): Verdict => {
  const way = wayOf(to, seen)
  const newest = last(seen)
  const gone = outOfRange(seen.statuses)
  if (gone) return gone
  if (to === 'home' && newest.waitingForDoor) return wrong('bolt_waits', ['doorReed'])
  if (way.wentWrong > HALF_WAY) return WRONG_WAY[to]
  const sagged = sags(seen)
  if (sagged) return sagged
  if (Math.max(way.gone, way.wentWrong) < LIMITS.POSITION_MOVED) return STILL
  return wrong('bolt_half', [], { from: way.from, at: way.at })
}

const REFUSED: Readonly<Record<NonNullable<Seen['answer']>, Finding | undefined>> = {
  accepted: undefined,
  'supply-low': wrong('supply_low', ['supply']),
  jammed: wrong('bolt_jammed'),
  busy: wrong('bolt_busy', ['egressButton']),
  stale: wrong('bytes_lost'),
  'out-of-bounds': wrong('bytes_lost'),
}

const arrived = (to: 'out' | 'home', seen: Seen): Verdict | undefined => {
  const { bolt, drive, attempts, position } = last(seen)
  if (bolt !== to || drive !== 'idle') return undefined
  const way = wayOf(to, seen)
  // A reading that was there before anything moved says nothing.
  if (way.gone < HALF_WAY) return undefined
  return attempts > 1 ? wrong('bolt_stiff', [], { attempts }) : good({ position })
}

const movement = (to: 'out' | 'home'): Check => ({
  deeds: [to === 'out' ? { do: 'unlock', hold: HOLD } : { do: 'lock' }],
  within: MOVEMENT,
  look: (seen) => {
    const refusal = seen.answer && REFUSED[seen.answer]
    if (refusal) return refusal
    const there = arrived(to, seen)
    if (there) return there
    const gaveUp =
      seen.statuses.length > 1 && last(seen).bolt === 'jammed' && last(seen).attempts >= LIMITS.ATTEMPTS_MAX
    return gaveUp && last(seen).drive === 'idle' ? whyNot(to, seen) : undefined
  },
  late: (seen) => whyNot(to, seen),
})

export const BOLT_TEST: PartTest = {
  needs: ['firmware', 'supply', 'feedback'],
  checks: [{ ...quiet, ready: 'door_shut' }, cooled, movement('out'), movement('home')],
  after: [{ do: 'lock' }],
}
