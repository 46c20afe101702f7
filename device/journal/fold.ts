// How one entry changes the memory. Pure in effect: a memory once given out is never changed. Inside, one draft
// copies each part at most once, so that folding a long journal does not copy it for every entry.

import { CAMERA_AT_FIRST } from '#protocol/camera.ts'
import type { Binding } from '#protocol/decide.ts'
import type { Entry, Happening } from '#protocol/entry.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import { LIVE_AT_FIRST } from '#protocol/live/settings.ts'
import { NOTHING_REVOKED, REVOCATIONS, revokedBy } from '#protocol/revocation.ts'
import { peekClaims } from '#protocol/token.ts'
import { type EpochMs, fromSeconds, type GrantId, minutes, type RequestId } from '#protocol/units.ts'
import { afterWrong, forgiven, NO_PIN_FAILURES } from '../pin/lockout.ts'
import type { Memory, RecentIds, Used } from './memory.ts'

type Writable<Part> = { -readonly [Key in keyof Part]: Part[Key] }
type Of<Kind extends Happening['kind']> = Extract<Happening, { kind: Kind }>

/** A memory in the making, and those of its parts that are its own to change. */
interface Draft {
  readonly memory: Writable<Memory>
  uses?: Map<GrantId, Used>
  bindings?: Map<GrantId, Binding>
  counts?: Writable<Memory['counts']>
  spent?: Set<RequestId>[]
  answered?: Set<RequestId>[]
}

const IDS_A_SET = 256
const SETS_MOST = 16
/** Clips that may be open at once, and a few whose end was never written. */
const CLIPS_MOST = 16
/** A use is remembered this long after its grant's end: nothing may hang on the last second. */
const KEPT_AFTER = minutes(24 * 60)

/** The memory after one more entry. */
export const apply = (memory: Memory, entry: Entry): Memory => fold(memory, [entry])

/** The memory after these entries, in order; equal to `apply` on each. */
export const fold = (start: Memory, entries: Iterable<Pick<Entry, 'at' | 'what'>>): Memory => {
  const draft: Draft = { memory: { ...start } }
  for (const entry of entries) step(draft, entry.what, entry.at)
  return draft.memory
}

const step = (draft: Draft, what: Happening, at: EpochMs): void => {
  const { memory } = draft
  draft.counts ??= { ...memory.counts }
  draft.counts[what.kind] = (draft.counts[what.kind] ?? 0) + 1
  memory.counts = draft.counts
  // The door's clock gives no time it could not answer for, so each entry moves the floor on.
  if (at > memory.clock.floor) memory.clock = { trusted: memory.clock.trusted, floor: at }
  change(draft, what, at)
}

const change = (draft: Draft, what: Happening, at: EpochMs): void => {
  const { memory } = draft
  switch (what.kind) {
    case 'boot':
      memory.clock = { trusted: false, floor: memory.clock.floor }
      forget(draft)
      break
    case 'clock':
      // Taken as written, since at a pairing the owner's word may lower a floor that a forged time had raised.
      memory.clock = { trusted: what.trusted, floor: what.floor }
      forget(draft)
      break
    case 'paired':
      pair(memory, draft, what, at)
      break
    case 'revocations':
      revoke(memory, what.list)
      break
    case 'behind':
      memory.epochSeen = Math.max(memory.epochSeen, what.epoch)
      break
    case 'remote':
      memory.remoteOff = what.off
      break
    case 'intent':
      intend(draft, what, at)
      break
    case 'refused':
      if (what.request !== undefined)
        draft.answered = memory.answered = add(draft.answered, memory.answered, what.request)
      break
    case 'opened':
      if (memory.visit?.request === what.request) memory.visit = { ...memory.visit, opened: true }
      break
    case 'closed':
      if (memory.visit?.request === what.request) memory.visit = undefined
      break
    case 'alarm':
      memory.alarms = [...memory.alarms.filter((alarm) => alarm !== what.alarm), ...(what.on ? [what.alarm] : [])]
      break
    case 'pin_set':
    case 'pin_removed':
    case 'pin':
      keypad(memory, what, at)
      break
    case 'camera_set':
      memory.camera = what.settings
      break
    case 'live_set':
      memory.live = what.settings
      break
    case 'clip':
      memory.clips = [...memory.clips.filter((clip) => clip !== what.clip), what.clip].slice(-CLIPS_MOST)
      break
    case 'clip_ended':
      memory.clips = memory.clips.filter((clip) => clip !== what.clip)
      break
    case 'camera':
    case 'camera_power':
    case 'live':
    case 'talk':
    case 'footage_dropped':
    case 'genesis':
    case 'rig':
    case 'link':
    case 'pairing':
    case 'leaf':
    case 'bolt':
    case 'egress':
    case 'oddity':
      break
  }
}

/** Another owner starts with nothing of the one before: no uses, lists, links, switches or PINs. */
const pair = (memory: Writable<Memory>, draft: Draft, { owner, bridge }: Of<'paired'>, at: EpochMs): void => {
  const same = memory.paired !== undefined && isSameKey(memory.paired.owner, owner)
  memory.paired = { owner, bridge, at }
  if (same) return
  memory.revocations = undefined
  memory.revoked = NOTHING_REVOKED
  memory.epochSeen = 0
  draft.uses = memory.uses = new Map<GrantId, Used>()
  draft.bindings = memory.bindings = new Map<GrantId, Binding>()
  memory.remoteOff = false
  memory.camera = CAMERA_AT_FIRST
  memory.live = LIVE_AT_FIRST
  memory.pins = []
  memory.pinFailures = NO_PIN_FAILURES
}

const isSameKey = (one: PublicJwk, other: PublicJwk): boolean =>
  one.crv === other.crv && one.x === other.x && (one.kty === 'EC' ? one.y : '') === (other.kty === 'EC' ? other.y : '')

/** The door checked the signature before it wrote the list down; the entry's own signature covers it since. */
const revoke = (memory: Writable<Memory>, list: string): void => {
  const claims = REVOCATIONS.schema.safeParse(peekClaims(list))
  if (!claims.success || claims.data.epoch <= memory.revoked.epoch) return
  memory.revocations = list
  memory.revoked = revokedBy(claims.data)
}

const intend = (draft: Draft, what: Of<'intent'>, at: EpochMs): void => {
  const { memory } = draft
  draft.spent = memory.spent = add(draft.spent, memory.spent, what.request)
  if (what.spends.length > 0) {
    draft.uses ??= new Map(memory.uses)
    memory.uses = draft.uses
    for (const { grant, exp } of what.spends)
      draft.uses.set(grant, { count: (draft.uses.get(grant)?.count ?? 0) + 1, exp })
  }
  if (what.binds.length > 0) {
    draft.bindings ??= new Map(memory.bindings)
    memory.bindings = draft.bindings
    // The first binding stays, whatever is written later.
    for (const binding of what.binds) if (!draft.bindings.has(binding.link)) draft.bindings.set(binding.link, binding)
  }
  if (what.act !== 'unlock') return
  const { request, holder, via, hold } = what
  memory.visit = { request, holder, via, hold, opened: false, since: at }
}

const keypad = (memory: Writable<Memory>, what: Of<'pin' | 'pin_set' | 'pin_removed'>, at: EpochMs): void => {
  switch (what.kind) {
    case 'pin_set':
      memory.pins = [...memory.pins.filter((slot) => slot !== what.slot), what.slot].sort()
      memory.pinFailures = forgiven(memory.pinFailures, what.slot)
      return
    case 'pin_removed':
      memory.pins = memory.pins.filter((slot) => slot !== what.slot)
      return
    case 'pin':
      if (what.step === 'wrong') memory.pinFailures = afterWrong(memory.pinFailures, what.slot, at)
      if (what.step === 'right') memory.pinFailures = forgiven(memory.pinFailures, what.slot)
  }
}

/** @param own the draft's sets, whose last one may be changed */
const add = (own: Set<RequestId>[] | undefined, now: RecentIds, id: RequestId): Set<RequestId>[] => {
  const sets = own ?? now.map((ids, at) => (at === now.length - 1 ? new Set(ids) : (ids as Set<RequestId>)))
  if (sets.some((ids) => ids.has(id))) return sets
  const last = sets.at(-1)
  if (last && last.size < IDS_A_SET) {
    last.add(id)
    return sets
  }
  sets.push(new Set([id]))
  if (sets.length > SETS_MOST) sets.shift()
  return sets
}

/**
 * Forgets what can open nothing any more. By the floor, not by an entry's time: the clock never shows less than
 * the floor again, so a grant forgotten here is expired for good.
 */
const forget = (draft: Draft): void => {
  const { memory } = draft
  const isOver = ({ exp }: { readonly exp: Used['exp'] }): boolean => fromSeconds(exp) + KEPT_AFTER < memory.clock.floor
  if ([...memory.uses.values()].some(isOver)) {
    draft.uses = new Map([...memory.uses].filter(([, used]) => !isOver(used)))
    memory.uses = draft.uses
  }
  if ([...memory.bindings.values()].some(isOver)) {
    draft.bindings = new Map([...memory.bindings].filter(([, binding]) => !isOver(binding)))
    memory.bindings = draft.bindings
  }
}
