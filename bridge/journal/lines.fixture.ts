// Journals for tests: written and signed as a door would, with or without its honesty.

import { ENTRY, type Happening, lineHash } from '#protocol/entry.ts'
import { hashText } from '#protocol/hash.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { signToken } from '#protocol/token.ts'
import { type DoorId, type EpochMs, type Hash, later, seconds } from '#protocol/units.ts'
import { someGrant, someRequest } from '../store/sample.fixture.ts'

export interface Written {
  readonly n: number
  readonly hash: Hash
  readonly line: string
}

/** 2026-03-01T12:00:00Z. */
const START = 1_772_366_400_000 as EpochMs
/** When the n-th entry of `writeJournal` is written. */
export const writtenAt = (n: number): EpochMs => later(START, seconds(n))

/** One line behind another; `after` undefined: the first. */
export const writeLine = async (door: SigningKey, after: Written | undefined, what: Happening): Promise<Written> => {
  const n = after ? after.n + 1 : 0
  const prev = after ? after.hash : await hashText(door.thumbprint)
  const line = await signToken(ENTRY, { v: 1, iss: door.thumbprint as DoorId, n, prev, at: writtenAt(n), what }, door)
  return { n, hash: await lineHash(line), line }
}

/** These happenings behind `after`. */
export const writeJournal = async (
  door: SigningKey,
  happenings: readonly Happening[],
  after?: Written,
): Promise<Written[]> => {
  const written: Written[] = []
  for (const what of happenings) written.push(await writeLine(door, written.at(-1) ?? after, what))
  return written
}

export const EGRESS: Happening = { kind: 'egress' }
/** As many entries as wanted, when it does not matter what they say. */
export const ordinary = (count: number): Happening[] =>
  Array.from({ length: count }, (_, at) => (at === 0 ? { kind: 'genesis', version: '0' } : EGRESS))

export const someIntent = (
  change: Partial<Extract<Happening, { kind: 'intent' }>> = {},
): Happening & { kind: 'intent' } => ({
  kind: 'intent',
  request: someRequest(),
  act: 'unlock',
  via: 'local',
  spends: [{ grant: someGrant(), exp: 2_000_000_000 as never }],
  binds: [],
  ...change,
})

/** A message as the door publishes it. */
export const batch = (written: readonly { readonly line: string }[]): string =>
  written.map(({ line }) => line).join('\n')
