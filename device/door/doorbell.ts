// Says that somebody is at the door the moment a holder's visit is in the journal, with a picture that only the owner
// opens. A bell that could not be said then is not said later.

import type { Logger } from 'pino'
import { BELL } from '#protocol/bell.ts'
import type { Cancel } from '#protocol/clock.ts'
import type { Happening } from '#protocol/entry.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { signToken } from '#protocol/token.ts'
import type { DoorId, EpochMs } from '#protocol/units.ts'
import { inBackground } from '../background.ts'
import type { RecorderPort } from '../camera/port.ts'
import type { JournalPort } from '../journal/port.ts'

export interface DoorbellParts {
  readonly door: DoorId
  readonly key: SigningKey
  readonly journal: Pick<JournalPort, 'listen'>
  readonly recorder: Pick<RecorderPort, 'poster'>
  readonly log: Logger
  now(): EpochMs
  /** Nothing waits for it. */
  say(token: string): Promise<unknown>
}

type Intended = Extract<Happening, { kind: 'intent' }>

/** The owner in person, and a PIN, come without a grant. */
const isHoldersVisit = ({ act, spends }: Intended): boolean => act === 'unlock' && spends.length > 0

export const createDoorbell = (parts: DoorbellParts): Cancel => {
  const ring = async ({ request, holder }: Intended, at: EpochMs): Promise<void> => {
    const poster = await parts.recorder.poster()
    const claims = {
      ...{ v: 1 as const, iss: parts.door, at, request },
      ...(holder === undefined ? {} : { holder }),
      ...(poster === undefined ? {} : { poster }),
    }
    await parts.say(await signToken(BELL, claims, parts.key))
  }
  return parts.journal.listen(({ what }) => {
    if (what.kind === 'intent' && isHoldersVisit(what))
      inBackground(ring(what, parts.now()), parts.log, 'the bell could not be rung')
  })
}
