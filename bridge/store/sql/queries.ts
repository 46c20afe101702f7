// The statements of the way in, compiled once: they run for every request.

import type { Kysely } from 'kysely'
import { type Prepared, prepare } from './prepared.ts'
import type { Tables } from './schema.ts'

/** Up to four grants of one door (CHAIN_MOST); empty text where there are fewer. */
interface Some {
  readonly door: string
  readonly a: string
  readonly b: string
  readonly c: string
  readonly d: string
}

export interface Queries {
  readonly noted: Prepared<{ door: string; request: string }, { request: string }>
  readonly unnote: Prepared<{ door: string; request: string }, unknown>
  readonly uses: Prepared<Some & { now: number }, { grant_id: string; used: number | string | bigint }>
  readonly use: Prepared<{ door: string; grant: string; request: string; exp: number; until: number | null }, unknown>
  /** A reserved use becomes one for good. */
  readonly settle: Prepared<{ door: string; grant: string; request: string }, unknown>
  readonly release: Prepared<{ door: string; request: string }, unknown>
  readonly bindings: Prepared<Some, { link: string; holder: string }>
  readonly bind: Prepared<{ door: string; link: string; to: string; exp: number }, unknown>
  readonly note: Prepared<
    { door: string; request: string; holder: string; act: string; at: number; until: number },
    unknown
  >
  readonly endLocking: Prepared<{ door: string; request: string }, unknown>
  readonly answer: Prepared<{ door: string; request: string; step: string; at: number; over: number }, unknown>
}

export const queries = (db: Kysely<Tables>): Queries => ({ ...using(db), ...binding(db), ...noting(db) })

const using = (db: Kysely<Tables>): Pick<Queries, 'uses' | 'use' | 'settle' | 'release'> => ({
  uses: prepare((value) =>
    db
      .selectFrom('uses')
      .select((it) => ['grant_id', it.fn.countAll().as('used')])
      .where('door', '=', value('door'))
      .where('grant_id', 'in', [value('a'), value('b'), value('c'), value('d')])
      .where((it) => it.or([it('until', 'is', null), it('until', '>', value('now'))]))
      .groupBy('grant_id'),
  ),
  // A use in the journal is for good; one that is reserved changes nothing that is there.
  use: prepare((value) =>
    db
      .insertInto('uses')
      .values({
        door: value('door'),
        grant_id: value('grant'),
        request: value('request'),
        exp_s: value('exp'),
        until: value('until'),
      })
      .onConflict((met) => met.columns(['door', 'grant_id', 'request']).doNothing()),
  ),
  settle: prepare((value) =>
    db
      .updateTable('uses')
      .set({ until: null })
      .where('door', '=', value('door'))
      .where('grant_id', '=', value('grant'))
      .where('request', '=', value('request')),
  ),
  release: prepare((value) =>
    db
      .deleteFrom('uses')
      .where('door', '=', value('door'))
      .where('request', '=', value('request'))
      .where('until', 'is not', null),
  ),
})

const binding = (db: Kysely<Tables>): Pick<Queries, 'bindings' | 'bind'> => ({
  bindings: prepare((value) =>
    db
      .selectFrom('bindings')
      .select(['link', 'holder'])
      .where('door', '=', value('door'))
      .where('link', 'in', [value('a'), value('b'), value('c'), value('d')]),
  ),
  bind: prepare((value) =>
    db
      .insertInto('bindings')
      .values({ door: value('door'), link: value('link'), holder: value('to'), exp_s: value('exp') })
      .onConflict((met) => met.columns(['door', 'link']).doNothing()),
  ),
})

const noting = (db: Kysely<Tables>): Pick<Queries, 'note' | 'noted' | 'unnote' | 'answer' | 'endLocking'> => ({
  noted: prepare((value) =>
    db
      .selectFrom('requests')
      .select('request')
      .where('door', '=', value('door'))
      .where('request', '=', value('request')),
  ),
  unnote: prepare((value) =>
    db.deleteFrom('requests').where('door', '=', value('door')).where('request', '=', value('request')),
  ),
  // A request that stands here is spent: it is noted once.
  note: prepare((value) =>
    db
      .insertInto('requests')
      .values({
        door: value('door'),
        request: value('request'),
        holder: value('holder'),
        act: value('act'),
        at: value('at'),
        step: null,
        answered: null,
        over: 0,
        spent_until: value('until'),
      })
      .onConflict((met) => met.columns(['door', 'request']).doNothing()),
  ),
  endLocking: prepare((value) =>
    db
      .updateTable('requests')
      .set({ over: 1 })
      .where('door', '=', value('door'))
      .where('request', '=', value('request'))
      .where('act', '!=', 'unlock'),
  ),
  // What is over stays over: an `opened` that comes late changes nothing.
  answer: prepare((value) =>
    db
      .updateTable('requests')
      .set({ step: value('step'), answered: value('at'), over: value('over') })
      .where('door', '=', value('door'))
      .where('request', '=', value('request'))
      .where('over', '=', 0),
  ),
})
