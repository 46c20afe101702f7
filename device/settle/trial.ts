// Decides over a version that is on trial: wait, keep it, or go back. Pure; what is looked at and what is done about it
// stand beside it. A version is kept after it answered for a while without a restart, and gone back from in any doubt.

import { type Millis, seconds } from '#protocol/units.ts'

/** A version has this long to show that it is well. */
export const TRIAL_LIMIT = seconds(120)
/** So long it must answer in one run before it is kept. */
export const STEADY = seconds(20)
/** A run that failed for good may be systemd's word for a moment only. */
const FAILED_LIMIT = seconds(5)
/** So often it may be started again without having answered once: one that hangs has until the end instead. */
export const RESTARTS_MOST = 3
/** A trial that a reboot cut short begins again this often. */
const TRIES_MOST = 3

/** Alarms that a version must not bring: without its rig or camera it is no better than dead. */
export const TELLING_ALARMS = ['rig_lost', 'camera_lost', 'not_recording'] as const
export type TellingAlarm = (typeof TELLING_ALARMS)[number]

/** What is written down while a version is on trial. */
export interface Trial {
  /** The folder of the version on trial. */
  readonly to: string
  /** The folder of the last good one. */
  readonly from: string
  /** How often it was begun. */
  readonly tries: number
  /** What was wrong before already. */
  readonly ailed: readonly string[]
}

/** What the agent answers on its socket. */
export interface Answer {
  readonly version: string
  readonly alarms: readonly string[]
  /** `unknown` also while it has not looked yet; so has the camera a word for that. */
  readonly bolt: string
  readonly camera: string
}

const UNSEEN = ['absent', 'off', 'lost']

/** What cannot be held against the next version: it is wrong now, or not known to be right yet. */
export const ailing = (now: Answer | undefined): readonly TellingAlarm[] =>
  TELLING_ALARMS.filter((alarm) => {
    if (now === undefined || now.alarms.includes(alarm)) return true
    return alarm === 'rig_lost' ? now.bolt === 'unknown' : UNSEEN.includes(now.camera)
  })

/** One look at the agent. */
export interface Look {
  /** Since the watch began. */
  readonly after: Millis
  readonly unit: 'active' | 'failed' | 'other'
  /** systemd's id of this run; another one is a restart. */
  readonly run: string
  /** How often systemd started it again by itself, since somebody started it. */
  readonly restarts: number
  readonly answer: Answer | undefined
}

export interface Watch {
  readonly well: { readonly run: string; readonly since: Millis } | undefined
  readonly failedSince: Millis | undefined
  /** Whether it answered under its own number at all. */
  readonly answered: boolean
  /** Its last run, systemd's count then, and what of it was counted before. */
  readonly last: { readonly run: string; readonly count: number; readonly before: number } | undefined
  /** What was wrong at the last look, for the log. */
  readonly wrong: string
}

export const WATCH_BEGUN: Watch = {
  well: undefined,
  failedSince: undefined,
  answered: false,
  last: undefined,
  wrong: 'it was not looked at',
}

export type Verdict = { readonly is: 'wait' } | { readonly is: 'keep' } | { readonly is: 'back'; readonly why: string }

/** The version that a folder's name stands for: a second build of one is `1.2.3_2`. */
export const versionOf = (folder: string): string => folder.split('_')[0] ?? folder

const wrongOf = (trial: Trial, { unit, answer }: Look): string | undefined => {
  if (unit !== 'active') return unit === 'failed' ? 'its unit failed' : 'its unit is not active'
  if (answer === undefined) return 'it does not answer'
  if (answer.version !== versionOf(trial.to)) return `${answer.version} answers in its place`
  const brought = TELLING_ALARMS.filter((alarm) => answer.alarms.includes(alarm) && !trial.ailed.includes(alarm))
  return brought.length > 0 ? `it brought ${brought.join(', ')}` : undefined
}

/** Somebody started it, as an installation does: systemd counts from nothing again. */
const isAnew = ({ last }: Watch, { run, restarts }: Look): boolean =>
  last !== undefined && (restarts < last.count || (restarts === 0 && run !== last.run))

const verdictOf = (watch: Watch, after: Millis): Verdict => {
  const { well, failedSince, answered, last, wrong } = watch
  if (well && after - well.since >= STEADY) return { is: 'keep' }
  const again = last === undefined ? 0 : last.count - last.before
  if (!answered && again >= RESTARTS_MOST) return { is: 'back', why: `it ended ${again} times and never answered` }
  if (failedSince !== undefined && after - failedSince >= FAILED_LIMIT) return { is: 'back', why: wrong }
  if (after < TRIAL_LIMIT) return { is: 'wait' }
  return { is: 'back', why: well ? 'it was not well for long enough' : wrong }
}

/** Takes one look in. */
export const look = (trial: Trial, watch: Watch, seen: Look): { readonly watch: Watch; readonly verdict: Verdict } => {
  const wrong = wrongOf(trial, seen)
  const well =
    wrong === undefined ? (watch.well?.run === seen.run ? watch.well : { run: seen.run, since: seen.after }) : undefined
  const failedSince = seen.unit === 'failed' ? (watch.failedSince ?? seen.after) : undefined
  const anew = isAnew(watch, seen)
  const next: Watch = {
    ...{ well, failedSince },
    answered: (watch.answered && !anew) || seen.answer?.version === versionOf(trial.to),
    last: { run: seen.run, count: seen.restarts, before: anew ? 0 : (watch.last?.before ?? seen.restarts) },
    wrong: wrong ?? watch.wrong,
  }
  return { watch: next, verdict: verdictOf(next, seen.after) }
}

/** What is found on the disk when the watch begins, after an upgrade or a boot. */
export interface Found {
  readonly trial: Trial | undefined
  /** Where `current` leads. */
  readonly current: string | undefined
  /** The folder that was gone back from. */
  readonly refused: string | undefined
}

export type Begin =
  /** Nothing is on trial. */
  | { readonly is: 'nothing' }
  /** The trial was written down, but the power went before the version was switched to. */
  | { readonly is: 'forget' }
  /** The power went while it was gone back. */
  | { readonly is: 'finish' }
  | { readonly is: 'watch' }
  | { readonly is: 'back'; readonly why: string }

export const begin = ({ trial, current, refused }: Found): Begin => {
  if (trial === undefined) return { is: 'nothing' }
  if (current !== trial.to) return refused === trial.to ? { is: 'finish' } : { is: 'forget' }
  if (trial.tries >= TRIES_MOST) return { is: 'back', why: `it was cut short ${trial.tries} times` }
  return { is: 'watch' }
}
