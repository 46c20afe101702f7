// From what was typed to the claims of a grant: times, windows, uses and the like. Pure but for fresh ids.

import { ACTIONS, type Action, type GrantClaims } from '#protocol/grant.ts'
import { freshGrantId } from '#protocol/ids.ts'
import { type EpochMs, type Thumbprint, toSeconds } from '#protocol/units.ts'
import { parseEvery, type Window } from '#protocol/window.ts'
import { usage } from '../spoken.ts'
import { localDate, readTime } from '../times/instant.ts'

export interface TypedTimes {
  readonly from?: string | undefined
  readonly until: string
  readonly every?: string | undefined
  readonly zone?: string | undefined
}

export interface Moment {
  readonly now: EpochMs
  /** This machine's zone. */
  readonly zone: string
}

export type Times = Pick<GrantClaims, 'nbf' | 'exp' | 'win'>

/** @throws SpokenError for a time, zone or window that cannot be meant, and when it would end before it begins */
export const readTimes = (typed: TypedTimes, moment: Moment): Times => {
  const zone = typed.zone ?? moment.zone
  const from = typed.from === undefined ? moment.now : readTime(typed.from, { now: moment.now, zone })
  const until = readTime(typed.until, { now: moment.now, zone, from })
  if (toSeconds(until) <= toSeconds(from)) throw usage('time_backwards')
  if (until <= moment.now) throw usage('time_past')
  const win = typed.every === undefined ? {} : { win: readEvery(typed.every, zone, from) }
  return { nbf: toSeconds(from), exp: toSeconds(until), ...win }
}

const readEvery = (text: string, zone: string, from: EpochMs): Window => {
  const read = parseEvery(text, zone, localDate(from, zone))
  if (!read.ok) throw usage('every_unreadable', { part: read.part, code: read.code })
  return read.window
}

/** A whole number within bounds. @throws SpokenError `number_wrong` */
export const readCount = (option: string, text: string, least: number, most: number): number => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most)) throw usage('number_wrong', { option, least, most })
  return value
}

/** "unlock,lock". @throws SpokenError `action_unknown` */
export const readActions = (text: string): Action[] => {
  const actions = text.split(',').map((name) => {
    const action = ACTIONS.find((known) => known === name.trim())
    if (!action) throw usage('action_unknown', { action: name.slice(0, 20), actions: ACTIONS.join(', ') })
    return action
  })
  return [...new Set(actions)]
}

/** Never a name or an address: the bridge reads it. @throws SpokenError `job_wrong` */
export const readJob = (text: string): string => {
  if (!/^[\w .:/-]{1,64}$/.test(text)) throw usage('job_wrong')
  return text
}

export interface Draft extends Times {
  readonly iss: Thumbprint
  readonly aud: GrantClaims['aud']
  readonly to: Thumbprint
  readonly act: readonly Action[]
  readonly uses?: number | undefined
  readonly rec: boolean
  readonly jnl?: true | undefined
  readonly job?: string | undefined
  readonly dlg: number
  readonly link?: true | undefined
  readonly epoch: number
}

/** The claims, in the order and with only the members that a grant has. */
export const claimsOf = (draft: Draft): GrantClaims => ({
  v: 1,
  jti: freshGrantId(),
  iss: draft.iss,
  aud: draft.aud,
  cnf: { jkt: draft.to },
  act: [...draft.act],
  nbf: draft.nbf,
  exp: draft.exp,
  ...(draft.win ? { win: draft.win } : {}),
  ...(draft.uses === undefined ? {} : { uses: draft.uses }),
  rec: draft.rec,
  ...(draft.job === undefined ? {} : { job: draft.job }),
  ...(draft.jnl ? { jnl: true as const } : {}),
  dlg: draft.dlg,
  ...(draft.link ? { link: true as const } : {}),
  epoch: draft.epoch,
})
