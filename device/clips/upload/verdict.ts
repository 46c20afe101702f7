// What an answer of the clip service means for the thing that was sent. Pure.

import { type Millis, millis } from '#protocol/units.ts'

/** An answer, or that there was none. */
export type Answer =
  | { readonly status: number; readonly code?: string; readonly retryAfter?: Millis }
  | { readonly status: 'none'; readonly cause: string }

export type Verdict =
  | { readonly is: 'stored' }
  /** By the owner's wish. */
  | { readonly is: 'deleted' }
  /** Can never be stored there, however often it is sent. */
  | { readonly is: 'refused'; readonly code: string }
  | { readonly is: 'clip_unknown' }
  /** The service does not know the door, or does not take its owner's clips (any more). */
  | { readonly is: 'unowned'; readonly code: string }
  /** Try again: this clip alone, or anything at all, after a while. */
  | { readonly is: 'later'; readonly whose: 'clip' | 'service'; readonly code: string; readonly atLeast: Millis }

/** The longest that a service's `Retry-After` is believed. */
const RETRY_AFTER_MOST = 60_000

const STORED = new Set([200, 201, 204])
/** Answers of whatever stands before a service that is down. */
const OF_THE_SERVICE = new Set([429, 502, 503, 504])
const NEVER = new Set([409, 413, 422])
/** … when the service says it, and not whatever stands before it. */
const NEVER_WITH_CODE = new Set([400, 411, 415])

export const verdictOf = (answer: Answer): Verdict => {
  if (answer.status === 'none') return { is: 'later', whose: 'service', code: answer.cause, atLeast: millis(0) }
  const { status, code } = answer
  if (STORED.has(status)) return { is: 'stored' }
  const said = code === undefined ? undefined : spoken(status, code)
  if (said) return said
  const named = code ?? `http_${status}`
  if (NEVER.has(status)) return { is: 'refused', code: named }
  if (status === 403) return { is: 'unowned', code: named }
  const atLeast = millis(Math.min(answer.retryAfter ?? 0, RETRY_AFTER_MOST))
  const ofOneClip = status >= 500 && !OF_THE_SERVICE.has(status)
  return { is: 'later', whose: ofOneClip ? 'clip' : 'service', code: named, atLeast }
}

/** What only the service itself can mean: a stray web server's 410 must not cost a clip. */
const spoken = (status: number, code: string): Verdict | undefined => {
  if (status === 410 && code === 'clip_deleted') return { is: 'deleted' }
  if (status === 404 && code === 'clip_unknown') return { is: 'clip_unknown' }
  if (status === 404 && code === 'door_unknown') return { is: 'unowned', code }
  return NEVER_WITH_CODE.has(status) ? { is: 'refused', code } : undefined
}
