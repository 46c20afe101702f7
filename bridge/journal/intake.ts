// Takes the doors' journals in: nothing is acknowledged before it is durable, what was taken once is taken for good,
// and whatever does not fit it is kept beside it and told. The first branch seen stays: a thief with the rig can write
// another, but not this one.

import type { Clock } from '#protocol/clock.ts'
import { ENTRY, type Head } from '#protocol/entry.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import type { Refused } from '#protocol/refusals.ts'
import { peekClaims } from '#protocol/token.ts'
import { type DoorId, type EpochMs, type Hash, later, seconds } from '#protocol/units.ts'
import type { Intake, TakenIn, Told } from '../access/journals.ts'
import type { Finding, JournalBook, JournalLine } from '../store/port.ts'
import { foldEntries } from './fold.ts'
import { createLacking, type Lacking } from './lacking.ts'
import { type OpenedLine, openLines } from './opened.ts'
import { placeLines } from './place.ts'
import { createTurns } from './turns.ts'

export interface IntakeParts {
  readonly journals: JournalBook
  readonly clock: Clock
}

/** Entries that exist but do not come are a gap after this. */
const GRACE = seconds(30)
/** A state that was under way when later entries overtook it shows no cut. */
const OVERTAKEN = seconds(10)

interface Desk extends IntakeParts {
  readonly lacking: Lacking
  /** Where each door was last asked to send from. */
  readonly asked: Map<DoorId, number>
}

export const createIntake = (parts: IntakeParts): Intake => {
  const desk: Desk = { ...parts, lacking: createLacking(GRACE), asked: new Map() }
  const inTurn = createTurns()
  return {
    head: (door) => parts.journals.head(door),
    take: (door, key, text) =>
      inTurn(door, async () => {
        const lines = await openLines(text, door, key)
        return 'ok' in lines ? lines : takeLines(desk, door, lines)
      }),
    shown: (door, head, at) => inTurn(door, () => compare(desk, door, head, at)),
    late: async () => {
      const now = parts.clock.now()
      const found = desk.lacking.late(now).map(async ({ door, n }) => {
        await parts.journals.find({ door, kind: 'gap', n, hash: undefined, at: now, line: undefined })
        return { door, told: { notice: 'journal_gap', detail: `entry ${n} exists and did not come` } as const }
      })
      return Promise.all(found)
    },
  }
}

const takeLines = async (desk: Desk, door: DoorId, lines: readonly OpenedLine[]): Promise<TakenIn | Refused> => {
  const { journals, clock } = desk
  const head = await journals.head(door)
  const { follows, forked, missing } = placeLines(door, head, await knownAmong(journals, door, head, lines), lines)
  const last = follows.at(-1)
  const end = last ? { n: last.entry.n, hash: last.hash } : head
  const understood = follows.flatMap(({ entry, what }) => (what ? [{ at: entry.at, what }] : []))
  const fold = foldEntries(understood, await pairedOwner(journals, door, follows))
  // Decided in turn and by the same head: only another bridge on the same store can have come between.
  if (!(await journals.keep(door, head, follows.map(toKeep), fold))) {
    return { ok: true, head: await journals.head(door), again: true, notices: [], fresh: [], remoteOff: undefined }
  }
  if (last) {
    desk.asked.delete(door)
    desk.lacking.came(door, last.entry.n, clock.now())
  }
  const notices = await noteForks(desk, door, forked)
  const asked = missing !== undefined && desk.asked.get(door) === missing
  if (missing !== undefined) desk.asked.set(door, missing)
  if (missing !== undefined && asked) notices.push(...(await noteGap(desk, door, missing)))
  const again = missing !== undefined && !asked
  const paired = understood.findLastIndex(({ what }) => what.kind === 'paired')
  const fresh = understood.slice(paired + 1)
  return { ok: true, head: end, again, notices, fresh, remoteOff: fold.remoteOff }
}

const toKeep = ({ entry, hash, line }: OpenedLine): JournalLine => ({
  n: entry.n,
  hash,
  at: entry.at,
  kind: entry.what.kind,
  line,
})

/** Hashes of ours at the numbers that came again. */
const knownAmong = async (
  journals: JournalBook,
  door: DoorId,
  head: Head | undefined,
  lines: readonly OpenedLine[],
): Promise<Map<number, Hash>> => {
  const numbers = lines.map(({ entry }) => entry.n).filter((n) => head !== undefined && n <= head.n)
  if (numbers.length === 0) return new Map()
  const from = Math.min(...numbers)
  const most = Math.min(Math.max(...numbers) - from + 1, KNOWN_MOST)
  const held = await journals.read(door, from, most, Number.MAX_SAFE_INTEGER)
  return new Map(held.map(({ n, hash }) => [n, hash]))
}
/** Numbers of one batch lie close together, unless somebody makes them not to. */
const KNOWN_MOST = 2000

const pairedOwner = async (
  journals: JournalBook,
  door: DoorId,
  follows: readonly OpenedLine[],
): Promise<PublicJwk | undefined> => {
  if (!follows.some(({ entry }) => entry.what.kind === 'paired')) return undefined
  const line = await journals.last(door, 'paired')
  const entry = line && ENTRY.schema.safeParse(peekClaims(line.line))
  return entry?.success && entry.data.what.kind === 'paired' ? entry.data.what.owner : undefined
}

const noteForks = async (desk: Desk, door: DoorId, forked: readonly OpenedLine[]): Promise<Told[]> => {
  const at = desk.clock.now()
  const noted = await Promise.all(
    forked.map(({ entry, hash, line }) => desk.journals.find({ door, kind: 'fork', n: entry.n, hash, at, line })),
  )
  const first = forked.find((_, index) => noted[index])
  return first
    ? [{ notice: 'journal_forked', detail: `another entry ${first.entry.n} than ours, or behind another` }]
    : []
}

const noteGap = (desk: Desk, door: DoorId, n: number): Promise<Told[]> =>
  note(desk, { door, kind: 'gap', n, hash: undefined }, `entry ${n} is missing and was not sent when asked for`)

const note = async (desk: Desk, found: Omit<Finding, 'at' | 'line'>, detail: string): Promise<Told[]> => {
  const notice = ({ gap: 'journal_gap', fork: 'journal_forked', cut: 'journal_cut' } as const)[found.kind]
  const fresh = await desk.journals.find({ ...found, at: desk.clock.now(), line: undefined })
  return fresh ? [{ notice, detail }] : []
}

const compare = async (desk: Desk, door: DoorId, shown: Head, at: EpochMs): Promise<readonly Told[]> => {
  const ours = await desk.journals.head(door)
  desk.lacking.shown(door, shown.n, ours?.n ?? -1, desk.clock.now())
  if (ours === undefined || shown.n > ours.n) return []
  const held = shown.n === ours.n ? ours : (await desk.journals.read(door, shown.n, 1, 1)).at(0)
  if (held?.hash !== shown.hash) {
    const { n, hash } = shown
    return note(desk, { door, kind: 'fork', n, hash }, `the door has another entry ${n} than ours`)
  }
  if (shown.n === ours.n) return []
  const [last] = await desk.journals.read(door, ours.n, 1, 1)
  if (last === undefined || at <= later(last.at, OVERTAKEN)) return []
  const detail = `the door's journal ends at entry ${shown.n}, ours at ${ours.n}`
  return note(desk, { door, kind: 'cut', n: shown.n, hash: shown.hash }, detail)
}
