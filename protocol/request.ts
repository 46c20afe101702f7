// A request as it travels, and as it is once every signature in it has been checked.

import { type Chain, openChain, type Root } from './chain.ts'
import type { Request } from './command.ts'
import { hashText } from './hash.ts'
import { PROOF, type ProofClaims } from './proof.ts'
import { type Refused, refuse } from './refusals.ts'
import { openToken } from './token.ts'
import type { Hash } from './units.ts'

export { type Command, CommandSchema, type Request, RequestSchema } from './command.ts'

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
