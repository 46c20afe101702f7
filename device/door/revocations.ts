// Takes the owner's revocation lists: signed by the pinned key, for this door, newer than the one known.

import { verifyKey } from '#protocol/keys.ts'
import { REVOCATIONS } from '#protocol/revocation.ts'
import { openToken } from '#protocol/token.ts'
import type { DoorId } from '#protocol/units.ts'
import type { JournalPort } from '../journal/port.ts'
import type { Line } from './line.ts'

export interface RevocationParts {
  readonly door: DoorId
  readonly journal: JournalPort
  readonly line: Line
}

/** @returns whether the list was new and is in force, durably */
export const applyRevocations = async ({ door, journal, line }: RevocationParts, token: string): Promise<boolean> => {
  const { paired } = journal.memory()
  if (!paired) return false
  const owner = await verifyKey(paired.owner)
  const opened = await openToken(REVOCATIONS, token, owner)
  if (!opened.ok) return false
  const { iss, aud, epoch } = opened.claims
  if (iss !== owner.thumbprint || aud !== door) return false
  return line(async () => {
    const memory = journal.memory()
    // Paired anew meanwhile: the former owner's epoch would stand above every list of the new one.
    if (memory.paired !== paired || epoch <= memory.revoked.epoch) return false
    await journal.append({ kind: 'revocations', list: token })
    return true
  })
}
