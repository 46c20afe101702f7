// What only the owner decides about being watched. Said by an order, kept in the door's journal, obeyed until changed.

import * as z from 'zod'

export const LiveSettingsSchema = z.strictObject({
  /** Nobody watches, the owner included. */
  off: z.boolean(),
  /** May viewers with the right to watch speak through the rig and listen? Sound in clips is another switch. */
  talk: z.boolean(),
  /** Media goes through the relay only, so that viewers do not learn the house's address. */
  relayOnly: z.boolean(),
})
export type LiveSettings = z.infer<typeof LiveSettingsSchema>

export const LIVE_AT_FIRST: LiveSettings = { off: false, talk: false, relayOnly: false }
