// Requests from admission to their end, and what they use up: uses, bindings, one-time ids.

import type { Kysely } from 'kysely'
import { CHAIN_MOST } from '#protocol/limits.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import type { DoorId, GrantId, Thumbprint } from '#protocol/units.ts'
import type { AdmissionRecord, Outstanding, RequestBook, Standing, Step } from '../port.ts'
import type { SqlDialect } from './dialect.ts'
import { changed } from './prepared.ts'
import { type Queries, queries } from './queries.ts'
import type { Tables } from './schema.ts'
import type { Turn, Write } from './turns.ts'

export const requestBook = (db: Kysely<Tables>, write: Write, dialect: SqlDialect): RequestBook => {
  const ask = queries(db)
  return {
    standing: async (door, request, grants, now) => {
      const uses = new Map<GrantId, number>()
      const bound = new Map<GrantId, Thumbprint>()
      for (let at = 0; at < grants.length; at += CHAIN_MOST) {
        const [a = '', b = '', c = '', d = ''] = grants.slice(at, at + CHAIN_MOST)
        const some = { door, now, a, b, c, d }
        const [used, bindings] = await Promise.all([ask.uses(db, some), ask.bindings(db, some)])
        for (const { grant_id, used: count } of used.rows) uses.set(grant_id as GrantId, Number(count))
        for (const { link, holder } of bindings.rows) bound.set(link as GrantId, holder as Thumbprint)
      }
      const spent = (await ask.noted(db, { door, request })).rows.length > 0
      return { uses, bound, spent } satisfies Standing
    },
    admit: (admission) =>
      write(async (turn) => {
        await dialect.lock(turn, admission.door)
        return admitting(turn, ask, admission)
      }),
    bind: (door, { link, to, exp }) =>
      write(async (turn) => {
        await ask.bind(turn, { door, link, to, exp })
        const [row] = (await ask.bindings(turn, { door, a: link, b: '', c: '', d: '' })).rows
        return (row?.holder ?? to) as Thumbprint
      }),
    answer: (door, request, step, at) => write((turn) => answering(turn, ask, { door, request, step, at })),
    outstanding: async (door) => {
      const open = db.selectFrom('requests').selectAll().where('over', '=', 0).orderBy('at')
      const rows = await (door === undefined ? open : open.where('door', '=', door)).execute()
      return rows.map(
        ({ over: _over, answered: _answered, spent_until: _spent, ...row }) =>
          ({ ...row, step: row.step ?? undefined }) as Outstanding,
      )
    },
  }
}

const admitting = async (turn: Turn, ask: Queries, admission: AdmissionRecord): Promise<Refused | undefined> => {
  const { door, request, holder, act, at, reservedUntil, spentUntil } = admission
  if (!changed(await ask.note(turn, { door, request, holder, act, at, until: spentUntil }))) return refuse('replayed')
  const refused = await standsInTheWay(turn, ask, admission)
  if (refused) {
    await ask.unnote(turn, { door, request })
    return refused
  }
  for (const { grant, exp, most } of admission.spends) {
    // A use that nobody counts need not be reserved; the journal will tell of it all the same.
    if (most !== undefined) await ask.use(turn, { door, grant, request, exp, until: reservedUntil })
  }
  for (const { link, to, exp } of admission.binds) await ask.bind(turn, { door, link, to, exp })
  return undefined
}

const standsInTheWay = async (turn: Turn, ask: Queries, admission: AdmissionRecord): Promise<Refused | undefined> => {
  const { door, at } = admission
  const counted = admission.spends.filter(({ most }) => most !== undefined)
  if (counted.length > 0) {
    const [a = '', b = '', c = '', d = ''] = counted.map(({ grant }) => grant)
    const { rows } = await ask.uses(turn, { door, now: at, a, b, c, d })
    const used = new Map(rows.map((row) => [row.grant_id, Number(row.used)]))
    if (counted.some(({ grant, most = 0 }) => (used.get(grant) ?? 0) >= most)) return refuse('used_up')
  }
  for (const { link, to } of admission.binds) {
    const [row] = (await ask.bindings(turn, { door, a: link, b: '', c: '', d: '' })).rows
    if (row && row.holder !== to) return refuse('link_already_bound')
  }
  return undefined
}

interface Answer {
  readonly door: DoorId
  readonly request: string
  readonly step: Step
  readonly at: number
}

const ENDS: ReadonlySet<Step> = new Set(['closed', 'refused', 'failed', 'allowed'])

/** Whichever way and in whatever order the steps arrive. */
export const answering = async (turn: Turn, ask: Queries, { door, request, step, at }: Answer): Promise<void> => {
  await ask.answer(turn, { door, request, step, at, over: ENDS.has(step) ? 1 : 0 })
  // A request to lock is over then; a visit goes on until the door is shut as well.
  if (step === 'locked') await ask.endLocking(turn, { door, request })
  if (step === 'refused' || step === 'failed') await ask.release(turn, { door, request })
}
