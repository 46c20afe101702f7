// What the handlers of messages work with: the bridge's key, the books, the broker, and who waits for what.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import type { SigningKey } from '#protocol/keys.ts'
import type { ChainOpener } from '#protocol/request.ts'
import type { RequestId, Thumbprint } from '#protocol/units.ts'
import type { Broker } from '../broker/port.ts'
import type { Peers } from '../connection/peers.ts'
import type { Absence } from '../push/absence.ts'
import type { Push } from '../push/push.ts'
import type { Relays } from '../relay/relay.ts'
import type { StorePort } from '../store/port.ts'
import type { Doors } from './doors.ts'
import type { Intake } from './journals.ts'
import type { AccessLimits } from './limits.ts'
import type { Noticeboard } from './noticeboard.ts'
import type { Tally } from './tally.ts'
import type { Turns } from './turns.ts'
import type { Watch } from './watch.ts'

export interface Desk {
  readonly bridge: SigningKey
  readonly clock: Clock
  readonly log: Logger
  readonly tally: Tally
  readonly limits: AccessLimits
  /** Keys that may own doors here; undefined: anybody. */
  readonly owners: ReadonlySet<Thumbprint> | undefined
  readonly store: StorePort
  readonly intake: Intake
  readonly doors: Doors
  readonly peers: Peers
  readonly turns: Turns
  readonly watch: Watch
  readonly notices: Noticeboard
  /** Tells owners whose page is closed: takes what it is given and returns at once. */
  readonly push: Pick<Push, 'see'>
  readonly absence: Absence
  /** undefined: this bridge knows no relay. */
  readonly relays: Relays | undefined
  readonly open: ChainOpener
  readonly requesters: Requesters
  readonly mayAsk: { readonly key: RateCheck; readonly door: RateCheck }
  /** The broker is made with the desk's answers, so it comes after. */
  readonly broker: () => Broker
  /** Work that nobody waits for; its faults are logged, and a stop waits for it. */
  readonly afterwards: (work: () => Promise<unknown>) => void
}

export type RateCheck = (who: string) => boolean

/** Who made which request: receipts go to nobody else but the owner. */
export interface Requesters {
  of(request: string): Thumbprint | undefined
  note(request: RequestId, key: Thumbprint): void
}

/** Remembers the latest; the oldest go first. */
export const createRequesters = (most: number): Requesters => {
  const known = new Map<string, Thumbprint>()
  return {
    of: (request) => known.get(request),
    note: (request, key) => {
      if (known.has(request)) return
      if (known.size >= most) {
        const oldest = known.keys().next()
        if (!oldest.done) known.delete(oldest.value)
      }
      known.set(request, key)
    },
  }
}
