// What journal tests share: a folder that goes away, a key without a file, happenings of every kind.

import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Happening } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { publicPart, signingKey, verifyKey } from '#protocol/keys.ts'
import { type DoorId, type EpochMs, epochMs } from '#protocol/units.ts'
import type { DoorKey } from '../keys/door-key.ts'
import { type Journal, type JournalOptions, openJournal } from './journal.ts'
import { hashLine } from './line.ts'
import type { Memory } from './memory.ts'

/** 2026-01-01T00:00:00Z. */
export const NEW_YEAR = epochMs(1_767_225_600_000)

export const withFolder = async (use: (folder: string) => Promise<void>): Promise<void> => {
  const parent = mkdtempSync(join(tmpdir(), 'hausrecht-journal-'))
  try {
    const folder = join(parent, 'journal')
    mkdirSync(folder)
    await use(folder)
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
}

/** What a killed program leaves, in a folder beside it: the same files, and no lock. */
export const leaveBehind = (folder: string): string => {
  const copy = join(folder, '..', 'left')
  rmSync(copy, { recursive: true, force: true })
  // A checkpoint that is being put in place would vanish under the copy.
  cpSync(folder, copy, { recursive: true, filter: (path) => !path.endsWith('.tmp') })
  rmSync(join(copy, 'journal.lock'), { force: true })
  return copy
}

/** A door's key, and a fast way to sign as it would. */
export const freshDoorKey = async (): Promise<DoorKey & { readonly raw: KeyObject }> => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const whole = privateKey.export({ format: 'jwk' })
  const jwk = publicPart(whole)
  const imported = await crypto.subtle.importKey('jwk', whole, 'Ed25519', false, ['sign'])
  const verify = await verifyKey(jwk)
  return { door: verify.thumbprint as DoorId, signing: await signingKey(imported, jwk), verify, raw: privateKey }
}

const HEADER = Buffer.from(JSON.stringify({ alg: 'EdDSA', typ: 'journal+jwt' })).toString('base64url')

/** Signs whatever claims as a line, honest or not. */
export const signLine = (claims: unknown, key: KeyObject): string => {
  const body = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return `${body}.${sign(null, Buffer.from(body), key).toString('base64url')}`
}

/** A sound journal's lines. */
export const soundLines = (
  { door, raw }: { readonly door: DoorId; readonly raw: KeyObject },
  what: readonly Happening[],
): string[] => {
  let prev = hashLine(door)
  return what.map((happening, n) => {
    const line = signLine({ v: 1, iss: door, n, prev, at: NEW_YEAR + n, what: happening }, raw)
    prev = hashLine(line)
    return line
  })
}

/** A clock that moves on by a millisecond each time it is asked. */
export const tickingFrom = (start: EpochMs): { now(): EpochMs } => {
  let now: number = start
  return { now: () => epochMs(now++) }
}

export const openIn = async (
  folder: string,
  { signing, verify }: DoorKey,
  options: Partial<JournalOptions> = {},
): Promise<Journal> =>
  openJournal({
    folder,
    key: signing,
    verify,
    version: '0.0.0-test',
    clock: (memory: Memory) => tickingFrom(epochMs(Math.max(NEW_YEAR, memory.clock.floor + 1))),
    ...options,
  })

const text = (length: number): fc.Arbitrary<string> => fc.string({ maxLength: length })
const digest = fc.constantFrom('A', 'B', 'C').map((letter) => letter.repeat(43))
/** Few ids, so that they meet again. */
const id = fc.integer({ min: 0, max: 40 }).map((number) => `id${number}`.padEnd(22, '_'))
const at = fc.integer({ min: 0, max: 4_000_000_000_000 })
const exp = fc.integer({ min: 1_767_000_000, max: 1_769_000_000 })
const slot = fc.integer({ min: 0, max: 9 })
const act = fc.constantFrom('unlock', 'lock', 'live')
const via = fc.oneof(digest, fc.constant('local'))
const jwk = digest.map((x) => ({ kty: 'OKP', crv: 'Ed25519', x }))
const code = fc.constantFrom('expired', 'revoked', 'replayed')
const alarm = fc.constantFrom('jammed', 'left_open', 'rig_lost')

/** An owner's list as a token; the fold does not look at the signature. */
const list = fc
  .record({ epoch: fc.integer({ min: 1, max: 9 }), grants: fc.array(id, { maxLength: 3 }) })
  .map((claims) => {
    const whole = {
      v: 1,
      iss: 'O'.repeat(43),
      aud: 'D'.repeat(43),
      epoch: claims.epoch,
      iat: 1,
      grants: claims.grants,
      keys: [],
      before: 0,
    }
    return `e30.${Buffer.from(JSON.stringify(whole)).toString('base64url')}.e30`
  })

/** Every kind of happening. */
export const anyHappening = fc.oneof(
  fc.record({ kind: fc.constant('genesis'), version: text(40) }),
  fc.record(
    { kind: fc.constant('boot'), version: text(40), recovered: fc.nat() },
    { requiredKeys: ['kind', 'version'] },
  ),
  fc.record({ kind: fc.constant('clock'), trusted: fc.boolean(), floor: at, why: text(80) }),
  fc.record({ kind: fc.constant('rig'), connected: fc.boolean() }),
  fc.record({ kind: fc.constant('link'), connected: fc.boolean() }),
  fc.record({ kind: fc.constant('paired'), owner: jwk, bridge: jwk }),
  fc.record({ kind: fc.constant('pairing'), step: fc.constantFrom('opened', 'refused', 'closed') }),
  fc.record({ kind: fc.constant('revocations'), list }),
  fc.record({ kind: fc.constant('behind'), epoch: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constant('remote'), off: fc.boolean() }),
  fc.record(
    {
      kind: fc.constant('intent'),
      request: id,
      act,
      holder: digest,
      via,
      spends: fc.array(fc.record({ grant: id, exp }), { maxLength: 3 }),
      binds: fc.array(fc.record({ link: id, to: digest, exp }), { maxLength: 2 }),
      hold: fc.nat(60_000),
    },
    { requiredKeys: ['kind', 'request', 'act', 'via', 'spends', 'binds'] },
  ),
  fc.record({ kind: fc.constant('refused'), code, via, request: id }, { requiredKeys: ['kind', 'code', 'via'] }),
  fc.record({ kind: fc.constant('opened'), request: id, after: fc.nat(9000) }),
  fc.record({ kind: fc.constant('leaf'), leaf: fc.constantFrom('open', 'shut', 'unknown') }),
  fc.record({ kind: fc.constant('bolt'), bolt: fc.constantFrom('home', 'out', 'jammed'), reason: text(40) }),
  fc.record({
    kind: fc.constant('closed'),
    request: id,
    opened: fc.boolean(),
    entered: fc.boolean(),
    lasted: fc.nat(),
  }),
  fc.record({ kind: fc.constant('alarm'), alarm, on: fc.boolean() }),
  fc.record({ kind: fc.constant('egress') }),
  fc.record({ kind: fc.constant('pin_set'), slot }),
  fc.record({ kind: fc.constant('pin_removed'), slot }),
  fc.record({ kind: fc.constant('pin'), step: fc.constantFrom('right', 'wrong', 'locked'), slot }),
  fc.record({ kind: fc.constant('oddity'), what: text(120) }),
) as unknown as fc.Arbitrary<Happening>

export const EGRESS: Happening = { kind: 'egress' }

/** Files of a folder whose names begin like this, in order. */
export const namesIn = (folder: string, start: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith(start))
    .sort()

/** The fault that a promise ends with. */
export const faultOf = async (promise: Promise<unknown>): Promise<HausrechtError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.instance(error, HausrechtError)
  return error as HausrechtError
}
