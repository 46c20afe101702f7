// Which doors there are and whose they are.

import { type Kysely, type Selectable, sql } from 'kysely'
import type { PublicJwk } from '#protocol/keys.ts'
import type { DoorId, EpochMs, Thumbprint } from '#protocol/units.ts'
import type { DoorBook, DoorRecord, Forgotten } from '../port.ts'
import { prepare } from './prepared.ts'
import type { DoorRow, Tables } from './schema.ts'
import type { Turn, Write } from './turns.ts'

/** A door book that also writes down, when asked, what it noted in memory only. */
export interface DoorBookOnDisk extends DoorBook {
  flush(): Promise<void>
}

const read = (row: Selectable<DoorRow>, seen: EpochMs | undefined): DoorRecord => ({
  door: row.door as DoorId,
  ownership: {
    token: row.token,
    // Written by `own` below, checked before it was.
    doorKey: JSON.parse(row.door_key) as PublicJwk,
    owner: row.owner as Thumbprint,
    ownerKey: JSON.parse(row.owner_key) as PublicJwk,
  },
  firstSeen: row.first_seen as EpochMs,
  lastSeen: Math.max(row.last_seen, seen ?? 0) as EpochMs,
  remoteOff: row.remote_off === 1,
  epochSeen: row.epoch_seen,
})

export const doorBook = (db: Kysely<Tables>, write: Write): DoorBookOnDisk => {
  const seen = new Map<DoorId, EpochMs>()
  const byId = prepare<{ door: string }, DoorRow>((value) =>
    db.selectFrom('doors').selectAll().where('door', '=', value('door')),
  )

  const get = async (door: DoorId): Promise<DoorRecord | undefined> => {
    const [row] = (await byId(db, { door })).rows
    return row && read(row, seen.get(door))
  }

  return {
    get,
    all: async () => {
      const rows = await db.selectFrom('doors').selectAll().orderBy('door').execute()
      return rows.map((row) => read(row, seen.get(row.door as DoorId)))
    },
    ownedBy: async (owner) => {
      const rows = await db.selectFrom('doors').selectAll().where('owner', '=', owner).orderBy('door').execute()
      return rows.map((row) => read(row, seen.get(row.door as DoorId)))
    },
    own: async (door, ownership, at) => {
      if ((await get(door))?.ownership.token === ownership.token) return
      const { token, owner } = ownership
      const keys = { door_key: JSON.stringify(ownership.doorKey), owner_key: JSON.stringify(ownership.ownerKey) }
      const now = { token, owner, ...keys, last_seen: at }
      await write(async (turn) => {
        await forgetFormer(turn, door, owner)
        const fresh = { door, ...now, first_seen: at, remote_off: 0, epoch_seen: 0, head_n: null, head_hash: null }
        await turn
          .insertInto('doors')
          .values(fresh)
          .onConflict((met) => met.column('door').doUpdateSet(now))
          .execute()
      })
    },
    seen: async (door, at) => {
      seen.set(door, at)
    },
    sawEpoch: (door, epoch) =>
      write(async (turn) => {
        await turn
          .updateTable('doors')
          .set({ epoch_seen: epoch })
          .where('door', '=', door)
          .where('epoch_seen', '<', epoch)
          .execute()
      }),
    forget: async (door) => {
      seen.delete(door)
      return write((turn) => forget(turn, door))
    },
    flush: async () => {
      const noted = [...seen]
      seen.clear()
      if (noted.length === 0) return
      await write(async (turn) => {
        for (const [door, at] of noted) {
          await turn
            .updateTable('doors')
            .set({ last_seen: at })
            .where('door', '=', door)
            .where(sql.ref('last_seen'), '<', at)
            .execute()
        }
      })
    },
  }
}

/** A new owner starts anew: the former one has no say any more by the list, and is told nothing more of the door. */
const forgetFormer = async (turn: Turn, door: DoorId, owner: Thumbprint): Promise<void> => {
  const former = await turn.selectFrom('doors').select('owner').where('door', '=', door).executeTakeFirst()
  if (former === undefined || former.owner === owner) return
  await turn.deleteFrom('revocations').where('door', '=', door).execute()
  await turn.deleteFrom('waiting_pushes').where('door', '=', door).execute()
  await turn.updateTable('doors').set({ remote_off: 0, epoch_seen: 0 }).where('door', '=', door).execute()
}

const OF_A_DOOR = ['revocations', 'journal_lines', 'findings', 'waiting_pushes', 'doors'] as const
const OF_AN_OWNER = ['subscriptions', 'waiting_pushes', 'owners_books'] as const

const forget = async (turn: Turn, door: DoorId): Promise<Forgotten | undefined> => {
  const known = await turn.selectFrom('doors').select('owner').where('door', '=', door).executeTakeFirst()
  if (known === undefined) return undefined
  for (const table of OF_A_DOOR) await turn.deleteFrom(table).where('door', '=', door).execute()
  const other = turn.selectFrom('doors').select('door').where('owner', '=', known.owner).limit(1)
  if ((await other.executeTakeFirst()) !== undefined) return { book: false }
  const book = turn.selectFrom('owners_books').select('owner').where('owner', '=', known.owner)
  const had = (await book.executeTakeFirst()) !== undefined
  // Nobody could read or end it any more: who owns no door here has no session.
  for (const table of OF_AN_OWNER) await turn.deleteFrom(table).where('owner', '=', known.owner).execute()
  return { book: had }
}
