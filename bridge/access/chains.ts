// A memory of opened chains: the signatures of a chain do not change, so a chain seen before costs a look-up.
// Only chains that held are kept, so that rubbish pushes nothing out but other rubbish's own time.

import { type Chain, openChain } from '#protocol/chain.ts'
import type { ChainOpener } from '#protocol/request.ts'

/** @param most chains kept; each is at most 16 kB */
export const rememberChains = (most: number): ChainOpener => {
  const kept = new Map<string, Chain>()
  return async (tokens, root) => {
    const name = `${root.door}${root.owner.thumbprint}${tokens.join('~')}`
    const known = kept.get(name)
    if (known) return known
    const chain = await openChain(tokens, root)
    if (!chain.ok) return chain
    const oldest = kept.size >= most ? kept.keys().next() : undefined
    if (oldest && !oldest.done) kept.delete(oldest.value)
    kept.set(name, chain)
    return chain
  }
}
