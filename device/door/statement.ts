// What the door signs about itself: its measured state, whose it is, and what became of requests.

import type { SigningKey } from '#protocol/keys.ts'
import { verifyKey } from '#protocol/keys.ts'
import { OWNERSHIP } from '#protocol/ownership.ts'
import { RECEIPT, type ReceiptClaims } from '#protocol/receipt.ts'
import { ALARMS, STATE } from '#protocol/state.ts'
import { signToken } from '#protocol/token.ts'
import type { DoorId, EpochMs } from '#protocol/units.ts'
import type { RecorderPort } from '../camera/port.ts'
import type { Outage } from '../journal/outage.ts'
import type { JournalPort } from '../journal/port.ts'
import type { View } from '../visit/view.ts'

export interface StatementParts {
  readonly door: DoorId
  readonly key: SigningKey
  readonly journal: JournalPort
  readonly version: string
  now(): EpochMs
  clockTrusted(): boolean
  readonly recorder: Pick<RecorderPort, 'sight' | 'recording' | 'alarms'>
  readonly outage: Pick<Outage, 'alarms'>
  /** How many watch. */
  viewers(): number
  view(): View
}

/** The measured state, as a token. */
export const signState = (parts: StatementParts): Promise<string> => {
  const { n, hash } = parts.journal.head()
  const { bolt, leaf, visit, alarms } = parts.view()
  const all = [...alarms, ...parts.recorder.alarms(), ...parts.outage.alarms()]
  const claims = {
    v: 1 as const,
    iss: parts.door,
    at: parts.now(),
    bolt,
    leaf,
    visit,
    camera: parts.recorder.sight(),
    recording: parts.recorder.recording(),
    viewers: parts.viewers(),
    alarms: ALARMS.filter((alarm) => all.includes(alarm)),
    epoch: parts.journal.memory().revoked.epoch,
    clock: parts.clockTrusted() ? ('trusted' as const) : ('untrusted' as const),
    jn: n,
    jh: hash,
    version: parts.version,
  }
  return signToken(STATE, claims, parts.key)
}

/** Whose door it is; undefined before it was paired. */
export const signOwnership = async (
  parts: Pick<StatementParts, 'door' | 'key' | 'journal'>,
): Promise<string | undefined> => {
  const { paired } = parts.journal.memory()
  if (!paired) return undefined
  const bridge = (await verifyKey(paired.bridge)).thumbprint
  return signToken(OWNERSHIP, { v: 1, iss: parts.door, owner: paired.owner, bridge, at: paired.at }, parts.key)
}

/** What became of a request. */
export const signReceipt = (
  parts: StatementParts,
  what: Pick<ReceiptClaims, 'req' | 'step'> & Partial<Pick<ReceiptClaims, 'act' | 'code'>>,
  place = parts.journal.head(),
): Promise<string> => {
  const { bolt } = parts.view()
  const claims = { v: 1 as const, iss: parts.door, ...what, bolt, at: parts.now(), jn: place.n, jh: place.hash }
  return signToken(RECEIPT, claims, parts.key)
}
