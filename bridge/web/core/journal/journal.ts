// One door's journal in this browser: what is held, what the bridge has more, and what comes live. Every line is
// checked before it is held; one that does not follow is told, not hidden.

import { signal } from '@preact/signals'
import * as z from 'zod'
import type { Entry } from '#protocol/entry.ts'
import { HashSchema } from '#protocol/ids.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import { JOURNAL_LINE_BYTES } from '#protocol/limits.ts'
import type { StateClaims } from '#protocol/state.ts'
import { peekClaims } from '#protocol/token.ts'
import type { Http, Journal } from '../app.ts'
import { checkLines, type Follows, type HeldLine } from './lines.ts'
import type { Shelf } from './shelf.ts'

/** Shown at first, and with each step back. */
const WINDOW = 500
const PAGE = 500
/** A browser that meets a long journal for the first time begins here; what is older is fetched when it is asked for. */
const FIRST_READ = 1500

const PageSchema = z.object({
  head: z.object({ n: z.int(), hash: HashSchema }).nullable(),
  lines: z.array(z.string().max(JOURNAL_LINE_BYTES)).max(1000),
})

export interface JournalParts {
  readonly door: VerifyKey
  readonly http: Pick<Http, 'json'>
  readonly shelf: Shelf
  /** Entries that were just added at the new end. */
  readonly added: (entries: readonly Entry[]) => void
}

export interface KeptJournal extends Journal {
  /** Lines that came live. */
  hear(lines: readonly string[]): Promise<void>
  /** What the door says of its own head. */
  hearState(state: StateClaims): void
  /** Reads what the bridge has beyond what is held. */
  catchUp(): Promise<void>
}

const follows = (last: HeldLine | undefined): Follows | undefined => last && { n: last.entry.n, hash: last.hash }

export const createJournal = ({ door, http, shelf, added }: JournalParts): KeptJournal => {
  const held = signal<readonly HeldLine[]>([])
  const entries = signal<readonly Entry[]>([])
  const standing = signal<'behind' | 'whole' | 'broken'>('behind')
  const more = signal(false)
  let said: StateClaims | undefined

  const show = (lines: readonly HeldLine[]): void => {
    held.value = lines
    entries.value = lines.map(({ entry }) => entry)
    more.value = (lines[0]?.entry.n ?? 0) > 0
  }
  const isBroken = (): boolean => standing.value === 'broken'
  const last = (): HeldLine | undefined => held.value.at(-1)

  /** The door signs its head with its state: an entry of that number with another hash is another history. */
  const judge = (): void => {
    if (!said || isBroken()) return
    const { jn, jh } = said
    const newest = last()
    if (!newest || newest.entry.n < jn) {
      standing.value = 'behind'
      return
    }
    const named = held.value[jn - (held.value[0]?.entry.n ?? 0)]
    standing.value = named && named.hash !== jh ? 'broken' : 'whole'
  }

  const take = async (lines: readonly string[]): Promise<boolean> => {
    const checked = await checkLines(lines, door, follows(last()))
    if (checked.held.length > 0) {
      await shelf.add(checked.held)
      show([...held.value, ...checked.held])
      added(checked.held.map(({ entry }) => entry))
    }
    if (!checked.ok) standing.value = 'broken'
    return checked.ok
  }

  const page = async (from: number, most: number): Promise<z.infer<typeof PageSchema>> =>
    PageSchema.parse(await http.json(`/api/doors/${door.thumbprint}/journal?from=${from}&most=${most}`))

  const readOn = async (): Promise<void> => {
    if (!last()) show(await shelf.newest(WINDOW))
    const newest = last()
    let from = (newest?.entry.n ?? -1) + 1
    if (!newest) {
      const { head } = await page(0, 1)
      from = Math.max(0, (head?.n ?? -1) + 1 - FIRST_READ)
    }
    // Tried afresh: a lie of the bridge's yesterday is not held against the door for ever.
    standing.value = 'behind'
    for (;;) {
      const { lines } = await page(from, PAGE)
      if (lines.length === 0 || !(await take(lines))) break
      from += lines.length
    }
    judge()
    if (!said && !isBroken()) standing.value = 'whole'
  }

  /** One after the other: two readings at once would hold lines twice. */
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }

  const hearLines = async (lines: readonly string[]): Promise<void> => {
    const next = (last()?.entry.n ?? -1) + 1
    const fresh = lines.filter((line) => numberOf(line) >= next)
    const [first] = fresh
    if (first === undefined) return
    if (!last() || numberOf(first) > next) await readOn()
    else await take(fresh)
    judge()
  }

  const readBack = async (): Promise<void> => {
    const [oldest] = held.value
    if (!oldest || oldest.entry.n === 0) return
    const { n, prev } = oldest.entry
    const kept = await shelf.before(n, WINDOW)
    if (kept.at(-1)?.hash === prev) {
      show([...kept, ...held.value])
      return
    }
    const from = Math.max(0, n - PAGE)
    const { lines } = await page(from, n - from)
    const checked = await checkLines(lines, door, undefined)
    if (!checked.ok || checked.held.at(-1)?.hash !== prev) {
      standing.value = 'broken'
      return
    }
    await shelf.add(checked.held)
    show([...checked.held, ...held.value])
  }

  return {
    entries,
    standing,
    more,
    hear: (lines) => inTurn(() => hearLines(lines)),
    hearState: (state) => {
      said = state
      judge()
    },
    catchUp: () => inTurn(readOn),
    older: () => inTurn(readBack),
  }
}

/** Only for sorting out what is held already: lines are opened before they are held. */
const numberOf = (line: string): number => {
  const claims = peekClaims(line)
  const n = typeof claims === 'object' && claims !== null && 'n' in claims ? claims.n : undefined
  return typeof n === 'number' ? n : Number.MAX_SAFE_INTEGER
}
