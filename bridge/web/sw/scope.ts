// A service worker's own world, as far as this one uses it (W3C Service Workers, Push API, Notifications). The DOM
// library of TypeScript, which the pages need, does not have it, and both together contradict each other.

interface Extendable {
  waitUntil(work: Promise<unknown>): void
}

export interface FetchAsked extends Extendable {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}

export interface Pushed extends Extendable {
  readonly data: { text(): string } | null
}

export interface Clicked extends Extendable {
  readonly notification: Notification
}

export interface Said extends Extendable {
  readonly data: unknown
}

export interface PageClient {
  readonly url: string
  focus(): Promise<unknown>
  navigate(url: string): Promise<unknown>
}

export interface WorkerScope {
  readonly registration: ServiceWorkerRegistration
  readonly location: { readonly origin: string }
  readonly navigator: { readonly language: string }
  readonly clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly PageClient[]>
    openWindow(url: string): Promise<unknown>
    claim(): Promise<void>
  }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', hear: (event: Extendable) => void): void
  addEventListener(type: 'fetch', hear: (event: FetchAsked) => void): void
  addEventListener(type: 'push', hear: (event: Pushed) => void): void
  addEventListener(type: 'notificationclick', hear: (event: Clicked) => void): void
  addEventListener(type: 'message', hear: (event: Said) => void): void
}

/** What this browser's Notification takes beyond what the DOM library knows. */
export interface ShownOptions extends NotificationOptions {
  readonly image?: string
  readonly renotify?: boolean
  readonly timestamp?: number
}
