// Credentials of minutes for the house's own relay (TURN, RFC 8656), made by the bridge for one key: user name
// `expiry:thumbprint`, password its HMAC, as coturn's `use-auth-secret` takes them. None where no relay is set up.

import * as z from 'zod'
import { EpochMsSchema } from '../ids.ts'

export const RelaySchema = z.strictObject({
  v: z.literal(1),
  /** RFC 7064, RFC 7065. */
  urls: z
    .array(
      z
        .string()
        .regex(/^(stun|turns?):[\w.:[\]-]+(\?transport=(udp|tcp))?$/)
        .max(200),
    )
    .max(8),
  username: z.string().max(120),
  credential: z.string().max(120),
  until: EpochMsSchema,
})
export type Relay = z.infer<typeof RelaySchema>
