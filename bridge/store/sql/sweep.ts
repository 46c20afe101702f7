// Forgets what can matter no more, so that the store grows with doors and journals only.

import type { DeleteResult } from 'kysely'
import type { EpochMs } from '#protocol/units.ts'
import { minutes } from '#protocol/units.ts'
import type { Write } from './turns.ts'

/** A clock set back by less than this makes no spent id good again, and no expired grant young. */
const KEPT_LONGER = minutes(60)
/** A request that never ended is of no use to anyone by then. */
const REQUEST_KEPT = minutes(7 * 24 * 60)

/** @returns rows removed */
export const sweep = (write: Write, now: EpochMs): Promise<number> =>
  write(async (turn) => {
    const before = now - KEPT_LONGER
    const beforeSeconds = Math.floor(before / 1000)
    const results: DeleteResult[] = [
      await turn.deleteFrom('spent').where('until', '<', before).executeTakeFirst(),
      await turn.deleteFrom('uses').where('exp_s', '<', beforeSeconds).executeTakeFirst(),
      await turn.deleteFrom('uses').where('until', '<', before).executeTakeFirst(),
      await turn.deleteFrom('bindings').where('exp_s', '<', beforeSeconds).executeTakeFirst(),
      await turn.deleteFrom('requests').where('over', '=', 1).where('spent_until', '<', before).executeTakeFirst(),
      await turn
        .deleteFrom('requests')
        .where('over', '=', 0)
        .where('at', '<', now - REQUEST_KEPT)
        .where('spent_until', '<', before)
        .executeTakeFirst(),
      await turn.deleteFrom('waiting_pushes').where('until', '<', before).executeTakeFirst(),
    ]
    return results.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0)
  })
