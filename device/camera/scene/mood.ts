// What can be done to the camera, or happen in front of it: THE list, and the lines that ask for it.

import * as z from 'zod'
import { LeafSchema } from '#protocol/state.ts'

export const MOODS = [
  'clear',
  /** A hand or tape over the lens. */
  'covered',
  /** Paint or spit on the lens. */
  'sprayed',
  /** A lamp into the lens. */
  'blinded',
  'turned',
  /** The same bytes again and again. */
  'frozen',
  /** Night; with the infrared light on, a grey picture. */
  'dark',
  /** A hand passes the lens: then it is clear again. */
  'hand',
  /** No picture at all. */
  'lost',
] as const
export type Mood = (typeof MOODS)[number]

export const PERSON_ASKS = ['comes', 'passes'] as const

/** One line on the control socket. */
export const ControlSchema = z.union([
  z.strictObject({ mood: z.enum(MOODS) }),
  z.strictObject({ person: z.enum(PERSON_ASKS) }),
  /** What the strip in the picture shows from now on: a count, or the milliseconds of this machine's clock. */
  z.strictObject({ numbers: z.enum(['count', 'time']) }),
  /** The program ends at once with this code, as if it had crashed. */
  z.strictObject({ exit: z.int().min(0).max(255) }),
])
export type Control = z.infer<typeof ControlSchema>

/** One line on standard input: what the rig measures. */
export const RigSchema = z.strictObject({
  leaf: LeafSchema,
  powered: z.boolean(),
  infrared: z.boolean(),
  /** Somebody asked to come in: they walk up with a parcel before the door opens. */
  visitor: z.boolean().optional(),
})
export type RigSeen = z.infer<typeof RigSchema>
