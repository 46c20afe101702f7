// One message as a push service takes it (RFC 8030), encrypted to the browser (RFC 8291). All are of one length and
// one urgency, and their topics tell nothing: between, nobody learns what happened, only that something did.

import { createHmac } from 'node:crypto'
import webPush from 'web-push'
import type { PushMessage, PushTarget } from '#protocol/push.ts'
import { minutes } from '#protocol/units.ts'
import type { Vapid } from './vapid.ts'
import { isUrgent } from './wishes.ts'

export interface Envelope {
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer>
}

/** Of 4096 bytes that services take, less salt, key, tag and delimiter (RFC 8188 §2). */
const PLAIN_BYTES = 3900
const TOPIC_CHARS = 32

/** How long it is worth keeping for a browser that is not there. */
export const lifeOf = (message: PushMessage) => (isUrgent(message) ? minutes(12 * 60) : minutes(10))

/**
 * Messages with one topic replace each other, here and at the service (RFC 8030 §5.4): of one visit, of one alarm, of
 * one door. By the browser's own secret, so that a service cannot tell which door or kind it is.
 */
export const topicOf = ({ kind, door, alarm, notice, request }: PushMessage, { auth }: PushTarget): string => {
  const about = kind === 'visitor' || kind === 'opened' || kind === 'closed' ? request : (alarm ?? notice)
  const name = [kind === 'closed' ? 'opened' : kind, door, about ?? ''].join('.')
  return createHmac('sha256', auth).update(name).digest('base64url').slice(0, TOPIC_CHARS)
}

/** @param subject who sends, for the service's people (RFC 8292 §2.1): mailto: or https: */
export const seal = (message: PushMessage, target: PushTarget, vapid: Vapid, subject: string): Envelope => {
  const text = JSON.stringify(message).padEnd(PLAIN_BYTES)
  const { endpoint, p256dh, auth } = target
  const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, text, {
    vapidDetails: { subject, ...vapid },
    TTL: lifeOf(message) / 1000,
    urgency: 'high',
    topic: topicOf(message, target),
    contentEncoding: 'aes128gcm',
  })
  const { 'Content-Length': _length, ...rest } = headers
  const named = Object.entries(rest).map(([name, value]) => [name, String(value)] as const)
  return { endpoint, headers: Object.fromEntries(named), body: new Uint8Array(body) }
}
