// Push messages that no service has taken yet. They say nothing that the bridge does not know anyway: codes,
// thumbprints, times, and a picture that is sealed to the owner.

import type { Kysely } from 'kysely'
import { type PushMessage, PushMessageSchema } from '#protocol/push.ts'
import type { EpochMs, Thumbprint } from '#protocol/units.ts'
import type { WaitingPush, WaitingPushBook } from '../port.ts'
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
    const whole: WaitingPush[] = []
    const unreadable: string[] = []
    for (const { owner, endpoint, topic, id, message: text, at, until } of rows) {
      const message = readMessage(text)
      const times = { at: Number(at) as EpochMs, until: Number(until) as EpochMs }
      if (message) whole.push({ id, owner: owner as Thumbprint, endpoint, topic, message, ...times })
      else unreadable.push(id)
    }
    return { whole, unreadable }
  },
  remove: (id) =>
    write(async (turn) => {
      await turn.deleteFrom('waiting_pushes').where('id', '=', id).execute()
    }),
})

/** What cannot be read is no reason not to start. */
const readMessage = (text: string): PushMessage | undefined => {
  try {
    return PushMessageSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
