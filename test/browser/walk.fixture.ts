// What the page does: a link is opened, bound to a key that cannot be exported, and a request proved and decided,
// all with the protocol as it is.

import { openChain } from '#protocol/chain.ts'
import { decide } from '#protocol/decide.ts'
import { freshId } from '#protocol/ids.ts'
import { publicPart, signingKey, verifyKey } from '#protocol/keys.ts'
import * as link from '#protocol/link.ts'
import { PROOF } from '#protocol/proof.ts'
import { openRequest } from '#protocol/request.ts'
import { NOTHING_REVOKED } from '#protocol/revocation.ts'
import { signToken } from '#protocol/token.ts'
import { epochMs, millis } from '#protocol/units.ts'

export interface Walked {
  readonly holder: string
  readonly exportable: boolean
  readonly inTime: string
  readonly tooLate: string
}

/** @param fragment a link's; `now` epoch milliseconds */
export const walk = async (fragment: string, owner: unknown, door: string, now: number): Promise<Walked> => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const courier = await signingKey(pair.privateKey, publicPart(await crypto.subtle.exportKey('jwk', pair.publicKey)))
  const read = await link.readLink(fragment)
  if (!read) throw new TypeError('the link can be read')
  const chain = (await link.bindLink(read, courier.thumbprint)) ?? []
  const root = { door: door as never, owner: await verifyKey(publicPart(owner as never)) }
  const opened = await openChain(chain, root)
  if (!opened.ok) throw new TypeError(opened.code)
  const bridge = (await verifyKey(read.bridge)).thumbprint
  const claims = {
    v: 1 as const,
    jti: freshId() as never,
    iss: courier.thumbprint,
    aud: root.door,
    act: 'unlock' as const,
  }
  const rest = { chl: freshId(), cth: opened.hash, via: bridge, iat: 0 as never }
  const proof = await signToken(PROOF, { ...claims, ...rest }, courier)
  const request = await openRequest({ v: 1, chain, proof }, root)
  if (!request.ok) throw new TypeError(request.code)
  const codeAt = (at: number): string => {
    const verdict = decide(request, {
      now: epochMs(at),
      clockTrusted: true,
      lateTolerance: millis(0),
      via: bridge,
      challengeAge: millis(0),
      spent: false,
      revoked: NOTHING_REVOKED,
      epochSeen: 0,
      usesOf: () => 0,
      boundTo: () => undefined,
      remoteOff: false,
      recorder: 'absent',
    })
    return verdict.ok ? 'ok' : verdict.code
  }
  return {
    holder: opened.holder,
    exportable: pair.privateKey.extractable,
    inTime: codeAt(now),
    tooLate: codeAt(now + 7_200_000),
  }
}
