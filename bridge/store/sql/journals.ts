// The doors' journals as far as they were sent, and what was wrong with them.

import type { Kysely } from 'kysely'
import type { Head } from '#protocol/entry.ts'
import type { DoorId, EpochMs, Hash } from '#protocol/units.ts'
import type { Finding, JournalBook, JournalFold, JournalLine } from '../port.ts'
import { type Connection, prepare } from './prepared.ts'
import { type Queries, queries } from './queries.ts'
import { answering } from './requests.ts'
import type { LineRow, Tables } from './schema.ts'
import type { Turn, Write } from './turns.ts'

/** Lines read at once: a line can be as large as a revocation list. */
const PAGE = 64
/** Findings kept for a door: a broken one could make them without end. */
const FINDINGS_MOST = 200

export const journalBook = (db: Kysely<Tables>, write: Write): JournalBook => {
  const ask = queries(db)
  const insert = prepare<LineRow, unknown>((value) =>
    db.insertInto('journal_lines').values({
      door: value('door'),
      n: value('n'),
      hash: value('hash'),
      at: value('at'),
      kind: value('kind'),
      line: value('line'),
    }),
  )
  const page = prepare<{ door: string; from: number; most: number }, LineRow>((value) =>
    db
      .selectFrom('journal_lines')
      .selectAll()
      .where('door', '=', value('door'))
      .where('n', '>=', value('from'))
      .orderBy('n')
      .limit(value('most')),
  )

  return {
    head: (door) => headOf(db, door),
    keep: (door, after, lines, fold) =>
      write(async (turn) => {
        const last = lines.at(-1)
        if (last === undefined) return true
        if (!(await moveHead(turn, door, after, last))) return false
        for (const { n, hash, at, kind, line } of lines) await insert(turn, { door, n, hash, at, kind, line })
        await applyFold(turn, ask, door, fold)
        return true
      }),
    read: (door, from, most, maxBytes) =>
      readLines((at, rows) => page(db, { door, from: at, most: rows }), from, most, maxBytes),
    last: async (door, kind) => {
      const ofKind = db.selectFrom('journal_lines').selectAll().where('door', '=', door).where('kind', '=', kind)
      const row = await ofKind.orderBy('n', 'desc').limit(1).executeTakeFirst()
      return row && lineOf(row)
    },
    find: (finding) => write((turn) => noteFinding(turn, finding)),
    findings: async (door) => {
      const rows = await db
        .selectFrom('findings')
        .selectAll()
        .where('door', '=', door)
        .orderBy('at')
        .orderBy('n')
        .execute()
      return rows.map((row) => ({ ...row, hash: row.hash || undefined, line: row.line ?? undefined }) as Finding)
    },
  }
}

const lineOf = ({ n, hash, at, kind, line }: LineRow): JournalLine => ({
  n,
  hash: hash as Hash,
  at: at as EpochMs,
  kind,
  line,
})

type Page = (from: number, most: number) => Promise<{ readonly rows: readonly LineRow[] }>

const readLines = async (page: Page, from: number, most: number, maxBytes: number): Promise<JournalLine[]> => {
  const lines: JournalLine[] = []
  let bytes = 0
  let wanted = Math.min(PAGE, most)
  while (wanted > 0) {
    const last = lines.at(-1)
    const { rows } = await page(last ? last.n + 1 : from, wanted)
    for (const row of rows) {
      bytes += row.line.length + 1
      if (lines.length > 0 && bytes > maxBytes) return lines
      lines.push(lineOf(row))
    }
    wanted = rows.length < wanted ? 0 : Math.min(PAGE, most - lines.length)
  }
  return lines
}

const headOf = async (on: Connection, door: DoorId): Promise<Head | undefined> => {
  const row = await on.selectFrom('doors').select(['head_n', 'head_hash']).where('door', '=', door).executeTakeFirst()
  if (row === undefined || row.head_n === null || row.head_hash === null) return undefined
  return { n: row.head_n, hash: row.head_hash as Hash }
}

/** Only if the head is still what the lines were checked against. */
const moveHead = async (turn: Turn, door: DoorId, after: Head | undefined, to: Head): Promise<boolean> => {
  const mine = turn.updateTable('doors').set({ head_n: to.n, head_hash: to.hash }).where('door', '=', door)
  const asChecked = after
    ? mine.where('head_n', '=', after.n).where('head_hash', '=', after.hash)
    : mine.where('head_n', 'is', null)
  return (await asChecked.executeTakeFirst()).numUpdatedRows > 0n
}

const applyFold = async (turn: Turn, ask: Queries, door: DoorId, fold: JournalFold): Promise<void> => {
  for (const { request, grant, exp } of fold.uses) {
    await ask.settle(turn, { door, grant, request })
    await ask.use(turn, { door, grant, request, exp, until: null })
  }
  for (const { link, to, exp } of fold.binds) await ask.bind(turn, { door, link, to, exp })
  for (const answer of fold.answers) await answering(turn, ask, { door, ...answer })
  if (fold.remoteOff === undefined) return
  await turn
    .updateTable('doors')
    .set({ remote_off: fold.remoteOff ? 1 : 0 })
    .where('door', '=', door)
    .execute()
}

const noteFinding = async (turn: Turn, { door, kind, n, hash, at, line }: Finding): Promise<boolean> => {
  const counted = await turn
    .selectFrom('findings')
    .select((it) => it.fn.countAll().as('had'))
    .where('door', '=', door)
    .executeTakeFirst()
  if (Number(counted?.had ?? 0) >= FINDINGS_MOST) return false
  const result = await turn
    .insertInto('findings')
    .values({ door, kind, n, hash: hash ?? '', at, line: line ?? null })
    .onConflict((met) => met.columns(['door', 'kind', 'n', 'hash']).doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}
