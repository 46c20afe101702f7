// What the rig's word does: connections, losses, readings; what of them is written down.

import { type Millis, millis } from '#protocol/units.ts'
import type { Misfit } from '../bolt/firmware.ts'
import type { Reading } from '../bolt/port.ts'
import { EGRESS_EXPLAINS, UNANSWERED_BOUND } from './bounds.ts'
import { fail } from './request.ts'
import type { Seen } from './state.ts'
import { change, journalBounded, type Turn } from './turn.ts'

const TEXT_MOST = 120
const NAME_MOST = 60
const ODD_FAULTS = ['memory', 'serial', 'egress-stuck'] as const

export function connected(turn: Turn, firmware: string): void {
  change(turn, { rig: { present: true, strike: firmware.includes('relay'), seen: undefined } })
  journalBounded(turn, { kind: 'rig', connected: true, firmware: firmware.slice(0, NAME_MOST) })
}

/** What an owner needs to hear of first comes last. */
const BY_WEIGHT: readonly (Misfit | undefined)[] = [undefined, 'newer', 'wrong_board', 'outdated']
const weight = (misfit: Misfit | undefined): number => BY_WEIGHT.indexOf(misfit)

/**
 * Of several boards that are no use, asked in turn for ever, the one that matters most stands until a rig answers:
 * alarms that changed with each of them would fill the journal.
 */
export function lost(turn: Turn, why: string, misfit: Misfit | undefined): void {
  const { rig, stage } = turn.state
  if (!rig.present && rig.why === why) return
  if (!rig.present && rig.misfit !== undefined && weight(misfit) <= weight(rig.misfit)) return
  const since = rig.present ? turn.now : rig.since
  change(turn, { rig: { present: false, since, why, ...(misfit && { misfit }) } })
  if (rig.present) journalBounded(turn, { kind: 'rig', connected: false })
  journalBounded(turn, { kind: 'oddity', what: `rig: ${why}`.slice(0, TEXT_MOST) })
  if (stage.is === 'unlocking') {
    const final = millis(turn.now + UNANSWERED_BOUND)
    change(turn, { stage: fail(turn, stage.visit, 'rig_absent', final) })
  }
  // What was said to a rig that went away may not have been heard.
  if (stage.is === 'shutting') change(turn, { stage: { ...stage, told: false } })
}

const isSame = (one: Seen, other: Seen): boolean =>
  one.bolt === other.bolt &&
  one.leaf === other.leaf &&
  one.egress === other.egress &&
  one.moved === other.moved &&
  one.unlockId === other.unlockId &&
  one.faults.length === other.faults.length &&
  one.faults.every((fault, at) => fault === other.faults[at])

export function measured(turn: Turn, { bolt, leaf, egress, moved, unlockId, faults }: Reading): void {
  const { rig } = turn.state
  if (!rig.present) return
  const before = rig.seen
  const seen: Seen = { bolt, leaf, egress, moved, unlockId, faults }
  watchEgress(turn, before, seen)
  if (before && isSame(before, seen)) {
    write(turn, before)
    return
  }
  change(turn, { rig: { ...rig, seen } })
  write(turn, seen)
  for (const fault of ODD_FAULTS) {
    if (seen.faults.includes(fault) && !before?.faults.includes(fault))
      journalBounded(turn, { kind: 'oddity', what: `rig fault: ${fault}` })
  }
  const { leafOpenSince } = turn.state
  if (seen.leaf === 'open' && leafOpenSince === undefined) change(turn, { leafOpenSince: turn.now })
  if (seen.leaf === 'shut' && leafOpenSince !== undefined) change(turn, { leafOpenSince: undefined })
}

const OFTEN = millis(1000)
const isOlder = (at: Millis | undefined, than: Millis, now: Millis): boolean => at === undefined || now - at >= than

/** A short press may fall between two readings: the reason of the movement tells of it too. */
function watchEgress(turn: Turn, before: Seen | undefined, seen: Seen): void {
  const { egressAt } = turn.state
  const moves = seen.moved === 'egress' && seen.bolt !== 'home' && before?.moved !== 'egress'
  const pressed = seen.egress && !before?.egress
  if (pressed || (moves && isOlder(egressAt, EGRESS_EXPLAINS, turn.now))) journalBounded(turn, { kind: 'egress' })
  if ((seen.egress || moves) && (pressed || moves || isOlder(egressAt, OFTEN, turn.now)))
    change(turn, { egressAt: turn.now })
}

/** Bolt and leaf, when they are not what was last written. `between` is on the way to something. */
function write(turn: Turn, { bolt, leaf, moved }: Seen): void {
  if (leaf !== turn.state.written.leaf && journalBounded(turn, { kind: 'leaf', leaf }))
    change(turn, { written: { ...turn.state.written, leaf } })
  if (bolt === 'between' || bolt === turn.state.written.bolt) return
  if (journalBounded(turn, { kind: 'bolt', bolt, reason: moved }))
    change(turn, { written: { ...turn.state.written, bolt } })
}
