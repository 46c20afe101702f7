// A request as it travels, and as it is once every signature in it has been checked.

import * as z from 'zod'
import { type Chain, openChain, type Root } from './chain.ts'
import { hashText } from './hash.ts'
import { CHAIN_MOST, REVOCATIONS_BYTES, TOKEN_BYTES, UNLOCK_LEAST, UNLOCK_MOST } from './limits.ts'
import { RelaySchema } from './live/relay.ts'
import { PROOF, type ProofClaims } from './proof.ts'
import { type Refused, refuse } from './refusals.ts'
import { openToken } from './token.ts'
import type { Hash } from './units.ts'

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

/** Signatures hold, the proof is over this chain by this holder. Nothing is said of time, uses or revocation. */
export interface OpenedRequest {
  readonly ok: true
  readonly chain: Chain
  readonly proof: ProofClaims
  readonly proofHash: Hash
}

/** How a side opens chains: `openChain`, or a memory of it (a chain's signatures do not change). */
export type ChainOpener = (tokens: readonly string[], root: Root) => Promise<Chain | Refused>

/** Checks every signature of a request and that its parts belong together. */
export const openRequest = async (
  request: Request,
  root: Root,
  open: ChainOpener = openChain,
): Promise<OpenedRequest | Refused> => {
  const [chain, proof, proofHash] = await Promise.all([
    open(request.chain, root),
    openToken(PROOF, request.proof),
    hashText(request.proof),
  ])
  if (!chain.ok) return chain
  if (!proof.ok) return proof
  const { claims, signer } = proof
  // RFC 7800 §3.1: whoever presents the grants must hold the key they name.
  if (signer.thumbprint !== chain.holder || claims.iss !== chain.holder) return refuse('wrong_key')
  if (claims.aud !== root.door) return refuse('wrong_door')
  if (claims.cth !== chain.hash) return refuse('chain_broken', 'the proof is over another chain')
  return { ok: true, chain, proof: claims, proofHash }
}
