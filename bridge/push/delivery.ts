// Hands one envelope to a push service, within a time limit. What is wrong with the service is an answer, not a fault.

import { type Millis, millis, seconds } from '#protocol/units.ts'
import type { Envelope } from './envelope.ts'

export type Delivered =
  | { readonly kind: 'sent' }
  /** The browser is not subscribed any more (RFC 8030 §7.3). */
  | { readonly kind: 'gone' }
  /** Not now; `after` where the service said when. */
  | { readonly kind: 'later'; readonly after: Millis | undefined }
  /** It will not be taken at another time either. */
  | { readonly kind: 'refused'; readonly status: number }

export type Deliver = (envelope: Envelope, end: AbortSignal) => Promise<Delivered>

const LIMIT = seconds(10)

/** Redirects are not followed: the address was checked, another would not be. */
export const deliver: Deliver = async ({ endpoint, headers, body }, end) => {
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(LIMIT), end])
    const answer = await fetch(endpoint, { method: 'POST', headers, body, redirect: 'manual', signal })
    await answer.body?.cancel()
    return outcomeOf(answer.status, answer.headers.get('retry-after'))
  } catch {
    // No way there, or no answer in time. The cause would name the endpoint.
    return { kind: 'later', after: undefined }
  }
}

const outcomeOf = (status: number, retryAfter: string | null): Delivered => {
  if (status >= 200 && status < 300) return { kind: 'sent' }
  if (status === 404 || status === 410) return { kind: 'gone' }
  if (status === 429 || status >= 500) return { kind: 'later', after: spanOf(retryAfter) }
  return { kind: 'refused', status }
}

/** RFC 9110 §10.2.3, in seconds; a date is left alone: clocks differ. */
const spanOf = (text: string | null): Millis | undefined =>
  text !== null && /^\d{1,6}$/.test(text) ? millis(Number(text) * 1000) : undefined
