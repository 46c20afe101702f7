// The life of a supervised program: looked up, started, watched, killed when it hangs or spews, and started again
// after a rest, without end. Never two at a time: a camera opens for one. Pure.

import { type Millis, millis, seconds } from '#protocol/units.ts'
import type { Missing, Program } from './program.ts'

/** `too_large`, `garbage`, `flood`: what came was no picture, or far too many. */
export type Why = Missing | 'starting' | 'unstartable' | 'ended' | 'silent' | 'garbage' | 'too_large' | 'flood'

interface Tried {
  /** Starts in a row that came to nothing. */
  readonly failures: number
  /** Why nothing comes, until something does. */
  readonly why: Why
}

export type Life =
  | { readonly is: 'off' }
  | (Tried & { readonly is: 'finding' })
  | (Tried & { readonly is: 'running'; readonly program: Program; readonly begun: Millis; readonly heard?: Millis })
  /** Killed, and not gone yet. There is no limit to that wait: while it holds the camera no other could have it. */
  | (Tried & { readonly is: 'ending'; readonly again: boolean })
  | (Tried & { readonly is: 'resting'; readonly until: Millis })

export type LifeEvent =
  | { readonly what: 'on' }
  | { readonly what: 'off' }
  | { readonly what: 'found'; readonly program: Program | Missing; readonly tied: boolean; readonly at: Millis }
  | { readonly what: 'output'; readonly at: Millis }
  | { readonly what: 'spewed'; readonly why: Why }
  | { readonly what: 'ended'; readonly why: 'ended' | 'unstartable'; readonly at: Millis }
  | { readonly what: 'tick'; readonly at: Millis }

export type LifeEffect =
  | { readonly do: 'find' }
  | { readonly do: 'start'; readonly program: Program; readonly tied: boolean }
  | { readonly do: 'kill' }

export interface Step {
  readonly life: Life
  readonly effects: readonly LifeEffect[]
}

export type Status =
  | { readonly is: 'running' }
  | { readonly is: 'off' }
  | { readonly is: 'absent'; readonly why: 'absent' | 'several' }
  | { readonly is: 'lost'; readonly why: Why }

const REST_FIRST = 100
const REST_MOST = 5000
/** After this long without a fault the next one counts as the first. */
const STEADY = seconds(10)

export const OFF: Life = { is: 'off' }
const FIND: LifeEffect = { do: 'find' }
const KILL: LifeEffect = { do: 'kill' }

const stay = (life: Life): Step => ({ life, effects: [] })

const rest = (failures: number, why: Why, at: Millis): Step =>
  stay({
    is: 'resting',
    failures: failures + 1,
    why,
    until: millis(at + Math.min(REST_MOST, REST_FIRST * 2 ** Math.min(failures, 20))),
  })

/** When something has to happen without anything else happening first. */
export const dueOf = (life: Life): Millis | undefined => {
  if (life.is === 'resting') return life.until
  if (life.is !== 'running') return undefined
  const { begun, heard, program } = life
  return heard === undefined ? millis(begun + program.first) : millis(heard + program.silence)
}

const turnOn = (life: Life): Step => {
  if (life.is === 'off') return { life: { is: 'finding', failures: 0, why: 'starting' }, effects: [FIND] }
  return stay(life.is === 'ending' && !life.again ? { ...life, again: true, failures: 0, why: 'starting' } : life)
}

const turnOff = (life: Life): Step => {
  if (life.is === 'running') return { life: { ...tried(life), is: 'ending', again: false }, effects: [KILL] }
  if (life.is === 'ending') return stay(life.again ? { ...life, again: false } : life)
  return stay(OFF)
}

const tried = ({ failures, why }: Tried): Tried => ({ failures, why })

const found = (life: Life, { program, tied, at }: Extract<LifeEvent, { what: 'found' }>): Step => {
  if (life.is !== 'finding') return stay(life)
  if (typeof program === 'string') return rest(life.failures, program, at)
  return { life: { ...life, is: 'running', program, begun: at }, effects: [{ do: 'start', program, tied }] }
}

const heard = (life: Life, at: Millis): Step => {
  if (life.is !== 'running') return stay(life)
  return stay({ ...life, heard: at, failures: at - life.begun >= STEADY ? 0 : life.failures })
}

const end = (life: Life, why: Why): Step => {
  if (life.is !== 'running') return stay(life)
  return { life: { is: 'ending', failures: life.failures, why, again: true }, effects: [KILL] }
}

const ended = (life: Life, { why, at }: Extract<LifeEvent, { what: 'ended' }>): Step => {
  if (life.is === 'running') return rest(life.failures, why, at)
  if (life.is !== 'ending') return stay(life)
  return life.again ? rest(life.failures, life.why, at) : stay(OFF)
}

const tick = (life: Life, at: Millis): Step => {
  const due = dueOf(life)
  if (due === undefined || at < due) return stay(life)
  if (life.is === 'resting') return { life: { ...tried(life), is: 'finding' }, effects: [FIND] }
  return end(life, 'silent')
}

export const reduce = (life: Life, event: LifeEvent): Step => {
  switch (event.what) {
    case 'on':
      return turnOn(life)
    case 'off':
      return turnOff(life)
    case 'found':
      return found(life, event)
    case 'output':
      return heard(life, event.at)
    case 'spewed':
      return end(life, event.why)
    case 'ended':
      return ended(life, event)
    case 'tick':
      return tick(life, event.at)
  }
}

const RUNNING: Status = { is: 'running' }

export const statusOf = (life: Life): Status => {
  if (life.is === 'off' || (life.is === 'ending' && !life.again)) return { is: 'off' }
  if (life.is === 'running' && life.heard !== undefined) return RUNNING
  const { why } = life
  return why === 'absent' || why === 'several' ? { is: 'absent', why } : { is: 'lost', why }
}
