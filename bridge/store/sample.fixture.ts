// Records for tests of the store: plausible, and different where a test says so.

import { createHash, randomBytes } from 'node:crypto'
import { lineHash } from '#protocol/entry.ts'
import {
  type DoorId,
  type EpochMs,
  type EpochSeconds,
  type GrantId,
  type Hash,
  later,
  minutes,
  type RequestId,
  seconds,
  type Thumbprint,
} from '#protocol/units.ts'
import type { AdmissionRecord, JournalFold, JournalLine, OwnersBook, Ownership } from './port.ts'

const digest = (): string => randomBytes(32).toString('base64url')
const id = (): string => randomBytes(16).toString('base64url')
export const someThumbprint = (): Thumbprint => digest() as Thumbprint
export const someDoor = (): DoorId => digest() as DoorId
export const someGrant = (): GrantId => id() as GrantId
export const someRequest = (): RequestId => id() as RequestId

/** 2026-03-01T12:00:00Z. */
export const NOON = 1_772_366_400_000 as EpochMs
export const LONG_AFTER = 2_000_000_000 as EpochSeconds

export const someOwnership = (change: Partial<Ownership> = {}): Ownership => ({
  token: `ownership.${id()}`,
  doorKey: { kty: 'OKP', crv: 'Ed25519', x: digest() },
  owner: someThumbprint(),
  ownerKey: { kty: 'EC', crv: 'P-256', x: digest(), y: digest() },
  ...change,
})

export const someAdmission = (change: Partial<AdmissionRecord> = {}): AdmissionRecord => ({
  request: someRequest(),
  door: someDoor(),
  holder: someThumbprint(),
  act: 'unlock',
  spends: [],
  binds: [],
  at: NOON,
  reservedUntil: later(NOON, seconds(60)),
  spentUntil: later(NOON, minutes(10)),
  ...change,
})

/** Not really sealed: the store does not look inside. */
export const someBook = (seed: number): OwnersBook => {
  const sealed = new Uint8Array(700).fill(seed)
  return { sealed, hash: createHash('sha256').update(sealed).digest('base64url') as Hash }
}

export const NOTHING: JournalFold = { uses: [], binds: [], answers: [] }

/** Lines `from` … `to - 1`, unsigned: the store does not look inside. */
export const someLines = (from: number, to: number, size = 40): Promise<JournalLine[]> =>
  Promise.all(
    Array.from({ length: to - from }, async (_, at) => {
      const n = from + at
      const line = `${n}.${id()}`.padEnd(size, 'x')
      return { n, hash: await lineHash(line), at: later(NOON, seconds(n)), kind: 'boot', line }
    }),
  )
