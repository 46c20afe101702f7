// Push messages that no service has taken yet. They say nothing that the bridge does not know anyway: codes,
// thumbprints, times, and a picture that is sealed to the owner.

import type { Kysely } from 'kysely'
import { PushMessageSchema } from '#protocol/push.ts'
import type { EpochMs, Thumbprint } from '#protocol/units.ts'
import type { WaitingPushBook } from '../port.ts'
import type { Tables } from './schema.ts'
import type { Write } from './turns.ts'

export const waitingPushBook = (db: Kysely<Tables>, write: Write): WaitingPushBook => ({
  put: (waiting) =>
    write(async (turn) => {
      for (const { owner, endpoint, topic, id, message, at, until } of waiting) {
        const row = { id, door: message.door, message: JSON.stringify(message), at, until }
        await turn
          .insertInto('waiting_pushes')
          .values({ owner, endpoint, topic, ...row })
          .onConflict((met) => met.columns(['owner', 'endpoint', 'topic']).doUpdateSet(row))
          .execute()
      }
    }),
  all: async () => {
    const rows = await db.selectFrom('waiting_pushes').selectAll().orderBy('at').execute()
    return rows.flatMap(({ owner, endpoint, topic, id, message, at, until }) => {
      const read = PushMessageSchema.safeParse(JSON.parse(message))
      // Of another version of the bridge: no reason not to start.
      if (!read.success) return []
      const times = { at: Number(at) as EpochMs, until: Number(until) as EpochMs }
      return [{ id, owner: owner as Thumbprint, endpoint, topic, message: read.data, ...times }]
    })
  },
  remove: (id) =>
    write(async (turn) => {
      await turn.deleteFrom('waiting_pushes').where('id', '=', id).execute()
    }),
})
