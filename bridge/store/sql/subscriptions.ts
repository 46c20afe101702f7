// Browsers that want to be told: endpoints are capabilities (RFC 8030 §8.3), kept because nothing can be sent without.

import type { Kysely } from 'kysely'
import { HausrechtError } from '#protocol/fault.ts'
import { PushWishesSchema } from '#protocol/push.ts'
import type { EpochMs, Thumbprint } from '#protocol/units.ts'
import type { SubscriptionBook } from '../port.ts'
import type { Tables } from './schema.ts'
import type { Write } from './turns.ts'

export const subscriptionBook = (db: Kysely<Tables>, write: Write): SubscriptionBook => ({
  of: async (owner) => {
    const rows = await db.selectFrom('subscriptions').selectAll().where('owner', '=', owner).orderBy('at').execute()
    return rows.map(({ endpoint, p256dh, auth, wishes, at }) => ({
      owner,
      target: { endpoint, p256dh, auth },
      wishes: readWishes(wishes),
      at: Number(at) as EpochMs,
    }))
  },
  put: ({ owner, target, wishes, at }, most) =>
    write(async (turn) => {
      const row = { p256dh: target.p256dh, auth: target.auth, wishes: JSON.stringify(wishes), at }
      const held = await turn.selectFrom('subscriptions').select('endpoint').where('owner', '=', owner).execute()
      if (held.filter(({ endpoint }) => endpoint !== target.endpoint).length >= most) return false
      await turn
        .insertInto('subscriptions')
        .values({ owner, endpoint: target.endpoint, ...row })
        .onConflict((met) => met.columns(['owner', 'endpoint']).doUpdateSet(row))
        .execute()
      return true
    }),
  remove: (owner: Thumbprint, endpoint) =>
    write(async (turn) => {
      const waiting = turn.deleteFrom('waiting_pushes').where('owner', '=', owner).where('endpoint', '=', endpoint)
      await waiting.execute()
      const removed = turn.deleteFrom('subscriptions').where('owner', '=', owner).where('endpoint', '=', endpoint)
      return Number((await removed.executeTakeFirst()).numDeletedRows) > 0
    }),
})

const readWishes = (text: string) => {
  const read = PushWishesSchema.safeParse(JSON.parse(text))
  if (read.success) return read.data
  throw new HausrechtError('store_damaged', 'Stored wishes for push messages cannot be read: restore the store.')
}
