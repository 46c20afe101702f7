// The owner's key as this browser keeps it. Also read by the service worker, which opens the picture of who is at the door.

import * as z from 'zod'
import { ThumbprintSchema } from '#protocol/ids.ts'
import { PublicJwkSchema, type SigningKey } from '#protocol/keys.ts'
import type { OwnerKey } from '../app.ts'
import { get, put } from '../database.ts'

const KeptKeySchema = z.object({
  v: z.literal(1),
  jwk: PublicJwkSchema,
  thumbprint: ThumbprintSchema,
  /** Ed25519, `sign`, not extractable. */
  signing: z.instanceof(CryptoKey),
  /** X25519, `deriveBits`, not extractable: what `age-encryption` takes as an identity. */
  opening: z.instanceof(CryptoKey),
  recipient: z.string().startsWith('age1').max(100),
})
export type KeptKey = z.infer<typeof KeptKeySchema>

const NAME = 'owner'

/** @returns undefined when this browser has none */
export const readKey = async (database: IDBDatabase): Promise<KeptKey | undefined> => {
  const read = KeptKeySchema.safeParse(await get(database, 'keys', NAME))
  return read.success ? read.data : undefined
}

export const keepKey = (database: IDBDatabase, key: KeptKey): Promise<void> => put(database, 'keys', NAME, key)

/** What pages get of it. The library that opens is fetched when something is to be opened. */
export const ownerKey = ({ jwk, thumbprint, signing, opening, recipient }: KeptKey): OwnerKey => {
  const key: SigningKey = { jwk, thumbprint, algorithm: 'EdDSA', privateKey: signing }
  return {
    signing: key,
    recipient,
    identity: opening,
    open: async (sealed) => (await import('./opening.ts')).openWith(opening, sealed),
  }
}
