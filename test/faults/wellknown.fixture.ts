// What a bridge says of itself over HTTP.

import { type PublicJwk, publicPart, verifyKey } from '#protocol/keys.ts'
import type { Thumbprint } from '#protocol/units.ts'

export const peekThumbprint = async (port: number): Promise<{ thumbprint: Thumbprint; jwk: PublicJwk }> => {
  const answer = await fetch(`http://127.0.0.1:${port}/.well-known/hausrecht`, { signal: AbortSignal.timeout(5000) })
  const { key } = (await answer.json()) as { key: PublicJwk }
  const jwk = publicPart(key)
  return { jwk, thumbprint: (await verifyKey(jwk)).thumbprint }
}
