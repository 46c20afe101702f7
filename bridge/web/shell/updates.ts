// A newer version of the app: the service worker that waits, and the word to let it in. Never by itself: a page that
// changed under a hand on the unlock button would be worse than an old one.

import { type ReadonlySignal, signal } from '@preact/signals'

const WORKER = '/sw.js'

/** Trusted Types §2.3, as far as it is needed here; TypeScript does not know it yet. */
interface ScriptPolicies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string }
}

/** The one script that this app begins by its address; no other passes. The name is in the page's policy. */
const workerUrl = (): string => {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: ScriptPolicies }
  return trustedTypes?.createPolicy('hausrecht', { createScriptURL: () => WORKER }).createScriptURL(WORKER) ?? WORKER
}

const waiting = signal<ServiceWorker | undefined>(undefined)

/** Is there a newer version, ready to be taken? */
export const updateReady: ReadonlySignal<ServiceWorker | undefined> = waiting

const look = (registration: ServiceWorkerRegistration): void => {
  // Without a controller it is the first one, and nothing is old.
  if (registration.waiting && navigator.serviceWorker.controller) waiting.value = registration.waiting
}

const follow = (registration: ServiceWorkerRegistration): void => {
  look(registration)
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing
    coming?.addEventListener('statechange', () => look(registration))
  })
}

/** Registers the worker and watches for a newer one. Without one the app works, but for messages and being offline. */
export const followUpdates = async (): Promise<void> => {
  if (!('serviceWorker' in navigator)) return
  try {
    const registration = await navigator.serviceWorker.register(workerUrl(), { scope: '/', updateViaCache: 'none' })
    follow(registration)
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') registration.update().catch(() => undefined)
    })
  } catch {
    // A private window, or no such file: the page goes on without.
  }
}

/** The worker is told to take over; once it has, the page is loaded anew. */
export const takeUpdate = (): void => {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.value?.postMessage({ say: 'activate' })
}
