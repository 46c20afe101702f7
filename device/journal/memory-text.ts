// The memory as text and back, for checkpoints: one JSON form, so that equal memories are equal texts.

import * as z from 'zod'
import { CameraSettingsSchema } from '#protocol/camera.ts'
import { parseCanonical } from '#protocol/canonical.ts'
import type { Binding } from '#protocol/decide.ts'
import {
  ClipIdSchema,
  EpochMsSchema,
  EpochSecondsSchema,
  GrantIdSchema,
  MillisSchema,
  RequestIdSchema,
  ThumbprintSchema,
} from '#protocol/ids.ts'
import { PublicJwkSchema } from '#protocol/keys.ts'
import { LIVE_AT_FIRST, LiveSettingsSchema } from '#protocol/live/settings.ts'
import { LOCAL } from '#protocol/proof.ts'
import { NOTHING_REVOKED, REVOCATIONS, type Revoked, revokedBy } from '#protocol/revocation.ts'
import { AlarmSchema } from '#protocol/state.ts'
import { peekClaims } from '#protocol/token.ts'
import type { GrantId } from '#protocol/units.ts'
import type { Failures, PinFailures } from '../pin/lockout.ts'
import type { Memory, OpenVisit, Used } from './memory.ts'

const count = z.int().min(0)
const FailuresSchema = z.strictObject({ count, until: EpochMsSchema })

const StoredSchema = z.strictObject({
  v: z.literal(1),
  paired: z.strictObject({ owner: PublicJwkSchema, bridge: PublicJwkSchema, at: EpochMsSchema }).optional(),
  revocations: z.string().optional(),
  epochSeen: count,
  uses: z.array(z.tuple([GrantIdSchema, count, EpochSecondsSchema])),
  bindings: z.array(z.tuple([GrantIdSchema, ThumbprintSchema, EpochSecondsSchema])),
  spent: z.array(z.array(RequestIdSchema)),
  answered: z.array(z.array(RequestIdSchema)),
  remoteOff: z.boolean(),
  pins: z.array(z.int().min(0).max(9)),
  pinFailures: z.strictObject({
    all: FailuresSchema,
    slots: z.array(z.tuple([z.int().min(0).max(9), FailuresSchema])),
  }),
  clock: z.strictObject({ trusted: z.boolean(), floor: EpochMsSchema }),
  visit: z
    .strictObject({
      request: RequestIdSchema,
      holder: ThumbprintSchema.optional(),
      via: z.union([ThumbprintSchema, z.literal(LOCAL)]),
      hold: MillisSchema.optional(),
      opened: z.boolean(),
      since: EpochMsSchema,
    })
    .optional(),
  alarms: z.array(AlarmSchema),
  camera: CameraSettingsSchema,
  live: LiveSettingsSchema.prefault(LIVE_AT_FIRST),
  clips: z.array(ClipIdSchema),
  counts: z.record(z.string(), count),
})
type Stored = z.infer<typeof StoredSchema>

/** Member by member, since the order is part of the text. */
export const writeMemory = (memory: Memory): string => {
  const { visit, pinFailures } = memory
  const stored: Stored = {
    v: 1,
    paired: memory.paired,
    revocations: memory.revocations,
    epochSeen: memory.epochSeen,
    uses: [...memory.uses].map(([grant, used]) => [grant, used.count, used.exp]),
    bindings: [...memory.bindings.values()].map(({ link, to, exp }) => [link, to, exp]),
    spent: memory.spent.map((ids) => [...ids]),
    answered: memory.answered.map((ids) => [...ids]),
    remoteOff: memory.remoteOff,
    pins: [...memory.pins],
    pinFailures: { all: pinFailures.all, slots: slotFailures(pinFailures) },
    clock: { trusted: memory.clock.trusted, floor: memory.clock.floor },
    visit: visit && orderedVisit(visit),
    alarms: [...memory.alarms],
    camera: memory.camera,
    live: memory.live,
    clips: [...memory.clips],
    counts: { ...memory.counts },
  }
  return JSON.stringify(stored)
}

const slotFailures = ({ slots }: PinFailures): [number, Failures][] =>
  Object.entries(slots).flatMap(([slot, failures]) => (failures ? [[Number(slot), failures]] : []))

const orderedVisit = ({ request, holder, via, hold, opened, since }: OpenVisit): OpenVisit => ({
  request,
  holder,
  via,
  hold,
  opened,
  since,
})

/** @returns undefined unless the text is what writeMemory would write */
export const readMemory = (text: string): Memory | undefined => {
  const parsed = StoredSchema.safeParse(parseCanonical(text))
  if (!parsed.success) return undefined
  const { v: _version, paired, revocations, uses, bindings, spent, answered, pinFailures, visit, ...rest } = parsed.data
  const revoked = revocations === undefined ? NOTHING_REVOKED : readRevoked(revocations)
  if (!revoked) return undefined
  return {
    ...rest,
    paired,
    revocations,
    revoked,
    uses: new Map(uses.map(([grant, count, exp]): [GrantId, Used] => [grant, { count, exp }])),
    bindings: new Map(bindings.map(([link, to, exp]): [GrantId, Binding] => [link, { link, to, exp }])),
    spent: spent.map((ids) => new Set(ids)),
    answered: answered.map((ids) => new Set(ids)),
    pinFailures: { all: pinFailures.all, slots: Object.fromEntries(pinFailures.slots) },
    visit: visit && orderedVisit({ ...visit, holder: visit.holder, hold: visit.hold }),
  }
}

const readRevoked = (token: string): Revoked | undefined => {
  const claims = REVOCATIONS.schema.safeParse(peekClaims(token))
  return claims.success ? revokedBy(claims.data) : undefined
}
