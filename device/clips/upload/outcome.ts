// What follows from a verdict: for the outbox, for who waits how long, and for what is said.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import { type ClipId, millis } from '#protocol/units.ts'
import type { Outbox, Waiting } from './outbox.ts'
import type { Trouble } from './trouble.ts'
import type { Verdict } from './verdict.ts'
import type { Waits } from './waits.ts'

export interface OutcomeParts {
  readonly outbox: Outbox
  readonly waits: Waits
  readonly trouble: Trouble
  readonly clock: Pick<Clock, 'monotonic'>
  readonly log: Logger
  /** The service has to be told whose door it is (again). */
  unowned(): void
}

type Later = Extract<Verdict, { is: 'later' | 'unowned' }>

export const follow = async (parts: OutcomeParts, turn: Waiting, verdict: Verdict): Promise<void> => {
  if (verdict.is === 'later' || verdict.is === 'unowned') return later(parts, turn.clip, verdict)
  parts.waits.serviceAnswered()
  parts.trouble.over()
  const { clip, item } = turn
  switch (verdict.is) {
    case 'stored':
      // A head alone proves nothing: a service that forgets it again would be asked without a pause.
      if (item.what !== 'head') parts.waits.clipStored(clip)
      return parts.outbox.sent(clip, item)
    case 'deleted':
      parts.log.info({ clip }, 'the owner deleted this clip: dropped here too')
      return parts.outbox.drop(clip)
    case 'clip_unknown':
      parts.waits.clipFailed(clip, parts.clock.monotonic(), millis(0))
      return parts.outbox.again(clip)
    case 'refused':
      parts.trouble.setAside(clip, item, verdict.code)
      return parts.outbox.refused(clip, item)
  }
}

const later = (parts: OutcomeParts, clip: ClipId, verdict: Later): void => {
  const { waits, trouble, clock } = parts
  const now = clock.monotonic()
  trouble.begin(verdict.code)
  if (verdict.is === 'unowned') {
    parts.unowned()
    waits.serviceFailed(now, millis(0))
  } else if (verdict.whose === 'service') {
    waits.serviceFailed(now, verdict.atLeast, clip)
  } else {
    waits.clipFailed(clip, now, verdict.atLeast)
  }
}
