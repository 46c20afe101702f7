// The store's book of requests with nothing behind it: to tell what the durable one costs.

import type { RequestBook, StorePort } from '#bridge/store/port.ts'

const requests: RequestBook = {
  standing: async () => ({ uses: new Map(), bound: new Map(), spent: false }),
  admit: async () => undefined,
  bind: async (_door, { to }) => to,
  answer: async () => undefined,
  outstanding: async () => [],
}

export const withoutRequests = (store: StorePort): StorePort => ({ ...store, requests })
