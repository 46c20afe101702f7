// This browser's subscription for push messages: what can be had, and how it is had and given back.

import { base64url } from 'jose'
import { HausrechtError } from '#protocol/fault.ts'
import { type PushTarget, PushTargetSchema } from '#protocol/push.ts'

/** `install_first`: an iPhone or iPad gives messages only to apps on its home screen. */
export type Ability = 'able' | 'unable' | 'install_first' | 'denied'

export const ability = (): Ability => {
  if ('standalone' in navigator && navigator.standalone === false) return 'install_first'
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis) || !('Notification' in globalThis))
    return 'unable'
  return Notification.permission === 'denied' ? 'denied' : 'able'
}

/** How the bridge's list names this browser. */
export const idOf = async (endpoint: string): Promise<string> =>
  base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint))))

const LIMIT = 10_000

/** A worker that never comes (a private window) must not keep anybody waiting. */
const registration = async (): Promise<ServiceWorkerRegistration> => {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new HausrechtError('push_failed', 'The service worker does not start.')), LIMIT)
  })
  return Promise.race([navigator.serviceWorker.ready, late])
}

const targetOf = (subscription: PushSubscription): PushTarget => {
  const { endpoint, keys } = subscription.toJSON()
  return PushTargetSchema.parse({ endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'] })
}

const isFor = ({ options }: PushSubscription, key: string): boolean =>
  options.applicationServerKey !== null && base64url.encode(new Uint8Array(options.applicationServerKey)) === key

/** @param key the bridge's; a subscription for another bridge's counts as none */
export const currentTarget = async (key: string): Promise<PushTarget | undefined> => {
  const subscription = await (await registration()).pushManager.getSubscription()
  return subscription && isFor(subscription, key) ? targetOf(subscription) : undefined
}

/** Asks the person, then the browser. @throws HausrechtError `push_denied`, `push_failed` */
export const subscribe = async (key: string): Promise<PushTarget> => {
  if ((await Notification.requestPermission()) !== 'granted')
    throw new HausrechtError('push_denied', 'Messages are not allowed on this device.')
  const { pushManager } = await registration()
  try {
    const held = await pushManager.getSubscription()
    if (held && !isFor(held, key)) await held.unsubscribe()
    const applicationServerKey = base64url.decode(key) as Uint8Array<ArrayBuffer>
    return targetOf(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }))
  } catch (cause) {
    throw new HausrechtError('push_failed', 'The browser gives no subscription.', { cause })
  }
}

export const unsubscribe = async (): Promise<void> => {
  await (await (await registration()).pushManager.getSubscription())?.unsubscribe()
}
