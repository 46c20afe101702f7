// What a door writes into its journal, entry by entry. An entry is a signed token (`journal+jwt`); a journal is
// one token a line, each naming the hash of the line before it, so nothing can be cut, changed or put in between.

import * as z from 'zod'
import { ActionSchema } from './action.ts'
import { CameraSettingsSchema } from './camera.ts'
import { ClipEnderSchema, ClipReasonSchema } from './clip/reason.ts'
import { hashText } from './hash.ts'
import {
  ClipIdSchema,
  DoorIdSchema,
  EpochMsSchema,
  EpochSecondsSchema,
  GrantIdSchema,
  HashSchema,
  MillisSchema,
  RequestIdSchema,
  ThumbprintSchema,
} from './ids.ts'
import { PublicJwkSchema } from './keys.ts'
import { CHAIN_MOST, JOURNAL_LINE_BYTES, PARTS_MOST, REVOCATIONS_BYTES } from './limits.ts'
import { WaySchema } from './live/control.ts'
import { LiveSettingsSchema } from './live/settings.ts'
import { LOCAL } from './proof.ts'
import { REFUSAL_CODES } from './refusals.ts'
import { AlarmSchema, BoltSchema, CameraSightSchema, LeafSchema } from './state.ts'
import type { TokenKind } from './token.ts'
import type { Hash } from './units.ts'

const via = z.union([ThumbprintSchema, z.literal(LOCAL)])

/** What the door says happened. `kind` tells which. */
export const HappeningSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('genesis'), version: z.string().max(40) }),
  z.strictObject({ kind: z.literal('boot'), version: z.string().max(40), recovered: z.int().min(0).optional() }),
  /** The floor moved on, or a jump was met and time is (not) trusted any more. */
  z.strictObject({ kind: z.literal('clock'), trusted: z.boolean(), floor: EpochMsSchema, why: z.string().max(80) }),
  z.strictObject({ kind: z.literal('rig'), connected: z.boolean(), firmware: z.string().max(60).optional() }),
  z.strictObject({ kind: z.literal('link'), connected: z.boolean() }),
  /** Who the door belongs to from now on, and through which bridge it is reached. */
  z.strictObject({ kind: z.literal('paired'), owner: PublicJwkSchema, bridge: PublicJwkSchema }),
  z.strictObject({
    kind: z.literal('pairing'),
    step: z.enum(['opened', 'refused', 'closed']),
    code: z.enum(REFUSAL_CODES).optional(),
  }),
  /** The owner's list as received: the fold needs it whole. */
  z.strictObject({ kind: z.literal('revocations'), list: z.string().max(REVOCATIONS_BYTES) }),
  /** A visitor's grant shows a newer epoch than any list this door has. */
  z.strictObject({ kind: z.literal('behind'), epoch: z.int().min(1) }),
  /** The owner's switch: no opening from afar. */
  z.strictObject({ kind: z.literal('remote'), off: z.boolean() }),
  /** Durable before the bolt moves: from here on the uses are spent, whatever happens. */
  z.strictObject({
    kind: z.literal('intent'),
    request: RequestIdSchema,
    act: ActionSchema,
    /** Absent for a PIN at the keypad, whose slot is in the `pin` entry before. */
    holder: ThumbprintSchema.optional(),
    via,
    /** `exp` lets the fold forget a grant that can open nothing any more. */
    spends: z.array(z.strictObject({ grant: GrantIdSchema, exp: EpochSecondsSchema })).max(CHAIN_MOST),
    binds: z
      .array(z.strictObject({ link: GrantIdSchema, to: ThumbprintSchema, exp: EpochSecondsSchema }))
      .max(CHAIN_MOST),
    hold: MillisSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal('refused'),
    code: z.enum(REFUSAL_CODES),
    via,
    request: RequestIdSchema.optional(),
    holder: ThumbprintSchema.optional(),
    act: ActionSchema.optional(),
  }),
  /** Bolt measured out for a visit. */
  z.strictObject({ kind: z.literal('opened'), request: RequestIdSchema, after: MillisSchema }),
  z.strictObject({ kind: z.literal('leaf'), leaf: LeafSchema }),
  /** Bolt measured somewhere, and why the microcontroller moved it. */
  z.strictObject({ kind: z.literal('bolt'), bolt: BoltSchema, reason: z.string().max(40) }),
  /** Door shut and bolt measured home: the visit is over. `opened` false: the bolt never moved. */
  z.strictObject({
    kind: z.literal('closed'),
    request: RequestIdSchema,
    opened: z.boolean(),
    entered: z.boolean(),
    lasted: MillisSchema,
    code: z.enum(REFUSAL_CODES).optional(),
  }),
  z.strictObject({
    kind: z.literal('alarm'),
    alarm: AlarmSchema,
    on: z.boolean(),
    request: RequestIdSchema.optional(),
  }),
  /** The inside button: never asked why. */
  z.strictObject({ kind: z.literal('egress') }),
  /** No hash here: the journal leaves the house, and six digits are soon tried. */
  z.strictObject({ kind: z.literal('pin_set'), slot: z.int().min(0).max(9) }),
  z.strictObject({ kind: z.literal('pin_removed'), slot: z.int().min(0).max(9) }),
  /** A keypad entry: right (then an intent follows), wrong, or refused unread because of too many wrong ones. */
  z.strictObject({
    kind: z.literal('pin'),
    step: z.enum(['right', 'wrong', 'locked']),
    slot: z.int().min(0).max(9).optional(),
    until: EpochMsSchema.optional(),
  }),
  /** The owner's word about the camera: all of it, as it is from now on. */
  z.strictObject({ kind: z.literal('camera_set'), settings: CameraSettingsSchema }),
  /** The camera's rail, measured behind its relay. */
  z.strictObject({ kind: z.literal('camera_power'), on: z.boolean() }),
  /** What the camera is seen to do began or ended. */
  z.strictObject({ kind: z.literal('camera'), sight: CameraSightSchema, on: z.boolean() }),
  /** A clip begins: `head` is the hash of its signed head, which names the key that signs its parts. */
  z.strictObject({
    kind: z.literal('clip'),
    step: z.literal('begun'),
    clip: ClipIdSchema,
    why: ClipReasonSchema,
    request: RequestIdSchema.optional(),
    head: HashSchema,
  }),
  /** A clip is over: `last` is the hash of its last part's line, so that a cut at its tail shows. */
  z.strictObject({
    kind: z.literal('clip_ended'),
    clip: ClipIdSchema,
    parts: z.int().min(0).max(PARTS_MOST),
    last: HashSchema,
    lasts: MillisSchema,
    by: ClipEnderSchema,
  }),
  /** Footage that had to go before it could be sent, for want of room. */
  z.strictObject({ kind: z.literal('footage_dropped'), clip: ClipIdSchema, bytes: z.int().min(0) }),
  /** The owner's word about being watched: all of it, as it is from now on. */
  z.strictObject({ kind: z.literal('live_set'), settings: LiveSettingsSchema }),
  /** Somebody watches, or watches no more. */
  z.strictObject({
    kind: z.literal('live'),
    step: z.enum(['begun', 'ended']),
    request: RequestIdSchema,
    holder: ThumbprintSchema,
    way: WaySchema.optional(),
    lasted: MillisSchema.optional(),
  }),
  /** A viewer speaks through the rig, or listens; announced at the rig as it begins. */
  z.strictObject({
    kind: z.literal('talk'),
    what: z.enum(['speak', 'listen']),
    on: z.boolean(),
    request: RequestIdSchema,
  }),
  /** A microcontroller report or a message that should not exist; bounded text, no secrets. */
  z.strictObject({ kind: z.literal('oddity'), what: z.string().max(120) }),
])
export type Happening = z.infer<typeof HappeningSchema>
export type HappeningKind = Happening['kind']

const EntryClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: DoorIdSchema,
  /** Counts from 0 without a gap. */
  n: z.int().min(0),
  /** Hash of the line before; of the door's id for number 0. */
  prev: HashSchema,
  /** The door's wall clock: may jump; `n` is the order. */
  at: EpochMsSchema,
  what: HappeningSchema,
})
export type Entry = z.infer<typeof EntryClaimsSchema>

export const ENTRY: TokenKind<Entry> = {
  typ: 'journal+jwt',
  maxBytes: JOURNAL_LINE_BYTES,
  key: 'pinned',
  schema: EntryClaimsSchema,
}

/** Hash by which the next line names this one. */
export const lineHash = (line: string): Promise<Hash> => hashText(line)

/** A place in a journal. */
export interface Head {
  readonly n: number
  readonly hash: Hash
}
