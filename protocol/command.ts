// A request and a command as they travel: shapes alone, so that the table of topics needs no grants to be read.

import * as z from 'zod'
import { CHAIN_MOST, REVOCATIONS_BYTES, TOKEN_BYTES, UNLOCK_LEAST, UNLOCK_MOST } from './limits.ts'
import { RelaySchema } from './live/relay.ts'

const token = z.string().max(TOKEN_BYTES)

/** Topic `request`: holder to bridge; also what is said to a door locally. */
export const RequestSchema = z.strictObject({
  v: z.literal(1),
  chain: z.array(token).max(CHAIN_MOST),
  proof: token,
  /** Bolt out for so many milliseconds; the door's own default when absent. */
  hold: z.int().min(UNLOCK_LEAST).max(UNLOCK_MOST).optional(),
})
export type Request = z.infer<typeof RequestSchema>

/** Topic `command`: bridge to door. */
export const CommandSchema = z.strictObject({
  v: z.literal(1),
  request: RequestSchema,
  admission: token,
  /** For a request to watch: the door's own credentials for the relay. */
  relay: RelaySchema.optional(),
  /** The owner's latest revocation list, when the bridge thinks that the door lacks it. */
  revocations: z.string().max(REVOCATIONS_BYTES).optional(),
})
export type Command = z.infer<typeof CommandSchema>
