// What happens at a busy door, visit after visit, as its journal tells it: made up, but of the kinds and sizes of real
// entries. Each visit has a grant of its own that ends a day later, and the door starts anew each week: what it has to
// remember at the end is as much as a real one would.

import type { Happening } from '#protocol/entry.ts'
import { freshGrantId, freshRequestId } from '#protocol/ids.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import { type EpochMs, epochMs, epochSeconds, millis, type Thumbprint, toSeconds } from '#protocol/units.ts'

export interface Dated {
  readonly at: EpochMs
  readonly what: Happening
}

const VERSION = 'bench'
const DAY = 86_400
const VISIT_EACH = 400_000
const STEP = 1500

const visit = (at: EpochMs, holder: Thumbprint): Happening[] => {
  const request = freshRequestId()
  const spends = [{ grant: freshGrantId(), exp: epochSeconds(toSeconds(at) + DAY) }]
  return [
    { kind: 'intent', request, act: 'unlock', holder, via: holder, spends, binds: [], hold: millis(10_000) },
    { kind: 'bolt', bolt: 'out', reason: 'unlock' },
    { kind: 'opened', request, after: millis(70) },
    { kind: 'leaf', leaf: 'open' },
    { kind: 'leaf', leaf: 'shut' },
    { kind: 'bolt', bolt: 'home', reason: 'relock' },
    { kind: 'closed', request, opened: true, entered: true, lasted: millis(12_000) },
  ]
}

const startOf = (at: EpochMs): Happening[] => [
  { kind: 'boot', version: VERSION },
  { kind: 'clock', trusted: true, floor: at, why: 'synchronised' },
  { kind: 'rig', connected: true, firmware: 'hausrecht-rig-servo 1.0' },
]

const VISITS_A_WEEK = Math.floor((7 * DAY * 1000) / VISIT_EACH)
const ENTRIES_A_VISIT = 7

/** Without end, from the first start and the pairing on. */
function* endless(from: number, owner: PublicJwk, bridge: PublicJwk, holder: Thumbprint): Generator<Dated> {
  yield { at: epochMs(from), what: { kind: 'genesis', version: VERSION } }
  for (let visits = 0; ; visits += 1) {
    const at = epochMs(from + visits * VISIT_EACH)
    const begun = visits % VISITS_A_WEEK === 0 ? startOf(at) : []
    const paired: Happening[] = visits === 0 ? [{ kind: 'paired', owner, bridge }] : []
    for (const [step, what] of [...begun, ...paired, ...visit(at, holder)].entries()) {
      yield { at: epochMs(at + step * STEP), what }
    }
  }
}

/** A door's life up to about now: so many entries, oldest first. */
export function* lifeOf(entries: number, owner: PublicJwk, bridge: PublicJwk, holder: Thumbprint): Generator<Dated> {
  const from = Date.now() - (Math.ceil(entries / ENTRIES_A_VISIT) + 1) * VISIT_EACH
  let made = 0
  for (const dated of endless(from, owner, bridge, holder)) {
    if (made >= entries) return
    yield dated
    made += 1
  }
}
