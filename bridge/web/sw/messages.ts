// Push messages: opened, shown, and followed when somebody taps on one.

import { base64 } from '@scure/base'
import { type PushMessage, PushMessageSchema } from '#protocol/push.ts'
import { type Owner, readOwner } from './owner.ts'
import type { PageClient, Pushed, WorkerScope } from './scope.ts'
import { notificationOf, unreadable } from './told.ts'

const read = (data: Pushed['data']): PushMessage | undefined => {
  try {
    return PushMessageSchema.parse(JSON.parse(data?.text() ?? ''))
  } catch {
    return undefined
  }
}

/** What a browser shows as a picture without asking anybody: there are no blob: addresses in a worker. */
const pictureOf = async (owner: Owner, { poster }: PushMessage): Promise<string | undefined> => {
  const bytes = poster === undefined ? undefined : await owner.openPoster(poster)
  return bytes && `data:${typeOf(bytes)};base64,${base64.encode(bytes)}`
}

const typeOf = (bytes: Uint8Array): string => (bytes[0] === 0xff ? 'image/jpeg' : 'image/webp')

export const show = async (scope: WorkerScope, data: Pushed['data']): Promise<void> => {
  const message = read(data)
  const owner = await readOwner(scope.navigator.language).catch(() => undefined)
  if (!message || !owner) {
    const { title, options } = unreadable(owner?.language ?? 'en')
    return scope.registration.showNotification(title, options)
  }
  const { language, book, self } = owner
  const picture = await pictureOf(owner, message)
  const { title, options } = notificationOf(message, { language, book, self, picture, now: Date.now() })
  await scope.registration.showNotification(title, options)
}

const isOwn = ({ url }: PageClient, origin: string): boolean =>
  url.startsWith(`${origin}/`) && !new URL(url).pathname.startsWith('/visit')

/** The app that is open comes to the front; it is taken elsewhere only when it shows something else. */
export const follow = async (scope: WorkerScope, notification: Notification): Promise<void> => {
  notification.close()
  const { path } = { path: '/', ...(notification.data as { path?: string } | null) }
  const { origin } = scope.location
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find((one) => isOwn(one, origin))
  if (!page) {
    await scope.clients.openWindow(path)
    return
  }
  await page.focus()
  if (new URL(page.url).pathname !== path) await page.navigate(path)
}
