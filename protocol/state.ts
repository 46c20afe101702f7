// The door's measured state, signed and retained. Nothing in it is wished for: everything is feedback.

import * as z from 'zod'
import { DoorIdSchema, EpochMsSchema, HashSchema } from './ids.ts'
import { TOKEN_BYTES } from './limits.ts'
import type { TokenKind } from './token.ts'

/** `home`: measured locked. `unknown`: no reading that can be trusted, or no rig. */
export const BoltSchema = z.enum(['home', 'out', 'between', 'jammed', 'unknown'])
export type Bolt = z.infer<typeof BoltSchema>

export const LeafSchema = z.enum(['open', 'shut', 'unknown'])
/** The door's leaf by its reed switch. */
export type Leaf = z.infer<typeof LeafSchema>

/** What keeps a visit from being an ordinary one; each stays until it is over. */
export const ALARMS = [
  'forced_entry',
  'left_open',
  'jammed',
  'sensor_fault',
  'reed_implausible',
  'supply_low',
  'rig_lost',
  'clock_untrusted',
  'pin_attempts',
  'relock_late',
  'second_entry',
  'camera_lost',
  'camera_frozen',
  'camera_covered',
  'camera_blinded',
  'camera_turned',
  'not_recording',
  'footage_dropped',
  'rig_outdated',
  'rig_wrong',
  'journal_unwritable',
] as const
export const AlarmSchema = z.enum(ALARMS)
export type Alarm = z.infer<typeof AlarmSchema>

/** What the camera is seen to do, worst first. `off`: its rail is measured without power. `absent`: none is set up. */
export const CAMERA_SIGHTS = [
  'absent',
  'off',
  'lost',
  'frozen',
  'covered',
  'blinded',
  'turned',
  'dark',
  'clear',
] as const
export const CameraSightSchema = z.enum(CAMERA_SIGHTS)
export type CameraSight = z.infer<typeof CameraSightSchema>

const StateClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: DoorIdSchema,
  at: EpochMsSchema,
  bolt: BoltSchema,
  leaf: LeafSchema,
  /** Is a visit under way? Never whose. */
  visit: z.boolean(),
  camera: CameraSightSchema,
  /** Is a clip being written right now, measured by what is durable? */
  recording: z.boolean(),
  /** How many watch now: whoever is at the door may know. */
  viewers: z.int().min(0).max(64),
  alarms: z.array(AlarmSchema).max(ALARMS.length),
  /** Highest revocation epoch applied. */
  epoch: z.int().min(0),
  clock: z.enum(['trusted', 'untrusted']),
  /** Head of the journal. */
  jn: z.int().min(0),
  jh: HashSchema,
  version: z.string().max(40),
})
export type StateClaims = z.infer<typeof StateClaimsSchema>

export const STATE: TokenKind<StateClaims> = {
  typ: 'state+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'pinned',
  schema: StateClaimsSchema,
}
