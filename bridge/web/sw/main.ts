// The service worker: keeps the app's files for when there is no connection, and shows push messages while no page is
// open. It takes over when the owner says so, never under an open page.

import { follow, show } from './messages.ts'
import type { FetchAsked, WorkerScope } from './scope.ts'
import { dropOld, giveFixed, giveLoose, givePage, keepShell, type Shell } from './shell.ts'
import { type Way, wayOf } from './way.ts'

declare const SHELL: Shell

const scope = globalThis as unknown as WorkerScope
const paths: ReadonlySet<string> = new Set(SHELL.files.map(([path]) => path))

const GIVE: Readonly<Record<Exclude<Way, 'pass'>, (request: Request) => Promise<Response>>> = {
  page: (request) => givePage(SHELL, request),
  fixed: giveFixed,
  loose: (request) => giveLoose(SHELL, request),
}

const answer = (event: FetchAsked): void => {
  const { method, url, mode, headers } = event.request
  const way = wayOf({ method, url, mode, ranged: headers.has('range') }, scope.location.origin, paths)
  if (way !== 'pass') event.respondWith(GIVE[way](event.request))
}

const isActivate = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'say' in data && data.say === 'activate'

scope.addEventListener('install', (event) => event.waitUntil(keepShell(SHELL)))
scope.addEventListener('activate', (event) => event.waitUntil(dropOld(SHELL).then(() => scope.clients.claim())))
scope.addEventListener('fetch', answer)
scope.addEventListener('push', (event) => event.waitUntil(show(scope, event.data)))
scope.addEventListener('notificationclick', (event) => event.waitUntil(follow(scope, event.notification)))
scope.addEventListener('message', (event) => {
  if (isActivate(event.data)) event.waitUntil(scope.skipWaiting())
})
