// The key that a bridge tells whoever wants to pair.

import { type PublicJwk, PublicJwkSchema } from '#protocol/keys.ts'

export const bridgeKeyOf = async (origin: string): Promise<PublicJwk> => {
  const answer = await fetch(`${origin}/.well-known/hausrecht`, { signal: AbortSignal.timeout(5000) })
  const { key } = (await answer.json()) as { readonly key: unknown }
  return PublicJwkSchema.parse(key)
}
