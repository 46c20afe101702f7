// What the grants of a link say, to be shown. The door decides; here nothing is trusted and nothing is refused but
// what cannot be read.

import type { Action, GrantClaims } from '#protocol/grant.ts'
import type { DoorId, GrantId, Thumbprint } from '#protocol/units.ts'
import type { Window } from '#protocol/window.ts'
import { peek } from '../tokens/verify.ts'

/** The narrowest of a chain: what its holder may do. */
export interface Allowed {
  /** Of the last grant that its holder was given: what the page keeps it by. */
  readonly id: GrantId
  readonly door: DoorId
  readonly holder: Thumbprint
  readonly act: readonly Action[]
  /** Seconds since 1970. */
  readonly nbf: number
  readonly exp: number
  /** Every one of these must cover the moment. */
  readonly windows: readonly Window[]
  readonly uses: number | undefined
  readonly rec: boolean
  readonly job: string | undefined
  readonly isLink: boolean
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value)
const ID = /^[\w-]{22}$/
const THUMBPRINT = /^[\w-]{43}$/

const isWindow = (value: unknown): value is Window => {
  const { rule, zone, start, from, to } = (value ?? {}) as Record<string, unknown>
  return [rule, zone, start, from, to].every((text) => isText(text) && text.length < 300)
}

/** @returns the claims as far as they are shown; undefined for what is no grant */
export const readGrant = (token: string): GrantClaims | undefined => {
  const claims = peek(token) as Partial<GrantClaims> | null | undefined
  if (typeof claims !== 'object' || claims === null) return undefined
  const { jti, iss, aud, cnf, act, nbf, exp, win, uses, rec, job } = claims
  const isRead =
    [jti].every((text) => isText(text) && ID.test(text)) &&
    [iss, aud, cnf?.jkt].every((text) => isText(text) && THUMBPRINT.test(text)) &&
    Array.isArray(act) &&
    act.every(isText) &&
    [nbf, exp].every(isNumber) &&
    typeof rec === 'boolean' &&
    (win === undefined || isWindow(win)) &&
    (uses === undefined || isNumber(uses)) &&
    (job === undefined || isText(job))
  return isRead ? (claims as GrantClaims) : undefined
}

const least = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter(isNumber)
  return known.length > 0 ? Math.min(...known) : undefined
}

/** @returns undefined when any of the chain cannot be read */
export const allowedBy = (chain: readonly string[]): Allowed | undefined => {
  const grants = chain.map(readGrant)
  const last = grants[grants.length - 1]
  if (!last || !grants.every((grant) => grant !== undefined)) return undefined
  const windows = new Map(grants.flatMap(({ win }) => (win ? [[JSON.stringify(win), win] as const] : [])))
  return {
    id: last.jti,
    door: last.aud,
    holder: last.cnf.jkt,
    act: last.act.filter((act) => grants.every((grant) => grant.act.includes(act))),
    nbf: Math.max(...grants.map(({ nbf }) => nbf)),
    exp: Math.min(...grants.map(({ exp }) => exp)),
    windows: [...windows.values()],
    uses: least(grants.map(({ uses }) => uses)),
    rec: grants.some(({ rec }) => rec),
    job: last.job,
    isLink: last.link === true,
  }
}
