// The choice of messages in a page of its own, with a stand-in for the app and for the browser's subscription.

import '../look/look.css'
import { signal } from '@preact/signals'
import { render } from 'preact'
import type { PushWishes } from '#protocol/push.ts'
import { type App, AppContext } from '../core/app.ts'
import { type Language, language } from '../core/words.ts'
import { idOf } from '../sw/subscription.ts'
import { Notifications } from './notifications.tsx'

const ENDPOINT = 'https://push.example/this-browser'
const KEY = 'B'.repeat(87)

export interface Asked {
  readonly method: string
  readonly path: string
  readonly body: unknown
}
export const asked: Asked[] = []
export const told: string[] = []
let held: PushWishes | undefined
let subscribed = false
export const refuse = { with: undefined as string | undefined }

const subscription = {
  endpoint: ENDPOINT,
  options: { applicationServerKey: undefined as ArrayBuffer | undefined },
  toJSON: () => ({ endpoint: ENDPOINT, keys: { p256dh: 'p'.repeat(87), auth: 'a'.repeat(22) } }),
  unsubscribe: async () => {
    subscribed = false
    return true
  },
}

/** Headless browsers have no push service: this stands in for one. */
const standIn = (): void => {
  const pushManager = {
    getSubscription: async () => (subscribed ? subscription : null),
    subscribe: async ({ applicationServerKey }: { applicationServerKey: Uint8Array }) => {
      subscription.options.applicationServerKey = applicationServerKey.slice().buffer
      subscribed = true
      return subscription
    },
  }
  const ready = Promise.resolve({ pushManager })
  Object.defineProperty(navigator, 'serviceWorker', { value: { ready }, configurable: true })
}

const answer = async (path: string, init: RequestInit = {}): Promise<unknown> => {
  const method = init.method ?? 'GET'
  const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
  asked.push({ method, path, body })
  if (refuse.with !== undefined && method !== 'GET') {
    const { HausrechtError } = await import('#protocol/fault.ts')
    throw new HausrechtError(refuse.with, 'no')
  }
  if (path === '/api/push/key') return { v: 1, key: KEY }
  if (method === 'PUT') held = (body as { wishes: PushWishes }).wishes
  if (method === 'DELETE') held = undefined
  if (path !== '/api/push' || method !== 'GET') return undefined
  const others = [{ id: 'o'.repeat(43), wishes: { kinds: [] } }]
  return { v: 1, browsers: held ? [...others, { id: await idOf(ENDPOINT), wishes: held }] : others }
}

export const show = (spoken: Language): void => {
  standIn()
  language.value = spoken
  document.documentElement.lang = spoken
  const door = signal({ id: 'D'.repeat(43) })
  const app = {
    door,
    http: { json: answer },
    now: () => Date.now(),
    tell: (text: string) => told.push(text),
  } as unknown as App
  const main = document.createElement('main')
  main.className = 'page'
  document.body.append(main)
  render(
    <AppContext.Provider value={app}>
      <Notifications />
    </AppContext.Provider>,
    main,
  )
}
