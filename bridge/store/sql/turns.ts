// Writes take turns. Those that come together share one transaction and so one sync: what costs is the sync.

import type { Kysely, Transaction } from 'kysely'
import { HausrechtError } from '#protocol/fault.ts'
import type { Tables } from './schema.ts'

export type Turn = Transaction<Tables>

/**
 * Does the work in a transaction; resolves once it is durable. The work may be run again after it was rolled back.
 * @throws HausrechtError `store_failed`, `store_full`, `store_busy` …; then nothing of it was done
 */
export type Write = <Result>(work: (turn: Turn) => Promise<Result>) => Promise<Result>

export interface Turns {
  readonly write: Write
  /** Waits for the turns taken so far; later ones are refused. */
  close(): Promise<void>
}

/** Waiting writes beyond this are refused: the disk does not keep up. */
const WAITING_MOST = 10_000
/** Writes in one transaction. */
const TOGETHER_MOST = 200

interface Waiting {
  readonly work: (turn: Turn) => Promise<unknown>
  readonly done: (result: unknown) => void
  readonly failed: (error: unknown) => void
}

export const makeTurns = (db: Kysely<Tables>): Turns => {
  const waiting: Waiting[] = []
  let running: Promise<void> | undefined
  let closed = false

  const run = async (together: readonly Waiting[]): Promise<void> => {
    try {
      const results = await db.transaction().execute(async (turn) => {
        const made: unknown[] = []
        for (const { work } of together) made.push(await work(turn))
        return made
      })
      for (const [at, { done }] of together.entries()) done(results[at])
    } catch (error) {
      // One that fails must not take the others with it: each alone, then.
      const [only] = together
      if (together.length > 1) for (const one of together) await run([one])
      else only?.failed(error)
    }
  }

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      // Whatever else this turn of the event loop brings goes along, and the loop gets its turn too.
      await new Promise((resolve) => setImmediate(resolve))
      await run(waiting.splice(0, TOGETHER_MOST))
    }
    running = undefined
  }

  return {
    write: async (work) => {
      if (closed) throw new HausrechtError('store_closed', 'The store is closed: start the bridge again')
      if (waiting.length >= WAITING_MOST) throw new HausrechtError('store_busy', 'Too many writes wait for the disk')
      return new Promise((resolve, reject) => {
        waiting.push({ work, done: resolve as (result: unknown) => void, failed: reject })
        running ??= drain()
      })
    },
    close: async () => {
      closed = true
      await running
    },
  }
}
