// Takes the app off this browser: session, messages, caches and everything that was kept, the key last.

import type { Http } from './app.ts'
import { eraseDatabase } from './database.ts'

const quietly = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work()
  } catch {
    // The rest goes all the same.
  }
}

const endMessages = async (http: Http): Promise<void> => {
  const registration = await navigator.serviceWorker.getRegistration('/')
  const target = await registration?.pushManager.getSubscription()
  if (target) {
    await http.response('/api/push', { method: 'DELETE', body: JSON.stringify({ endpoint: target.endpoint }) })
    await target.unsubscribe()
  }
}

export const wipe = async (database: IDBDatabase, http: Http): Promise<void> => {
  await quietly(() => endMessages(http))
  await quietly(() => http.response('/api/session', { method: 'DELETE' }))
  await quietly(async () => {
    const workers = await navigator.serviceWorker.getRegistrations()
    await Promise.all(workers.map((worker) => worker.unregister()))
  })
  await quietly(async () => {
    await Promise.all((await caches.keys()).map((name) => caches.delete(name)))
  })
  await quietly(async () => localStorage.clear())
  database.close()
  await eraseDatabase()
}
