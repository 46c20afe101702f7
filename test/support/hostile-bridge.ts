// A bridge that has turned hostile: it has the paired bridge's key, admits whatever it likes and hands it to the door
// as its commands come. What the door then says is the door's own word.

import { ADMISSION, type AdmissionClaims } from '#protocol/admission.ts'
import { parseCanonical } from '#protocol/canonical.ts'
import { hashText } from '#protocol/hash.ts'
import { type Command, CommandSchema, type Request } from '#protocol/request.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { epochMs, type RequestId, toSeconds } from '#protocol/units.ts'
import type { WholeHouse } from './whole-house.ts'

/** The nonce of a challenge that the door has made just now and told nobody. */
export const freshChallenge = async ({ agent }: WholeHouse): Promise<string> =>
  (peekClaims(await agent.door.challenge()) as { readonly chl: string }).chl

export const idOf = (request: Request): RequestId =>
  (peekClaims(request.proof) as { readonly jti?: RequestId } | undefined)?.jti ?? ('A'.repeat(22) as RequestId)

/** Claims of an honest admission of this request. @param now the hostile bridge's clock */
export const admissionFor = async (
  { bridge, id }: WholeHouse,
  request: Request,
  now: number = Date.now(),
): Promise<AdmissionClaims> => ({
  v: 1,
  iss: bridge.thumbprint,
  aud: id,
  req: idOf(request),
  prf: await hashText(request.proof),
  iat: toSeconds(epochMs(now)),
})

/** @returns `ok`, the code of the door's refusal, or `dropped` for what is no command at all */
export const command = async ({ agent }: WholeHouse, body: Command): Promise<string> => {
  const read = CommandSchema.safeParse(parseCanonical(JSON.stringify(body)))
  if (!read.success) return 'dropped'
  const { request, admission } = read.data
  return (await agent.door.request(request, { via: 'bridge', admission }))?.code ?? 'ok'
}

/** Admits it and commands it. */
export const forceUpon = async (house: WholeHouse, request: Request, now?: number): Promise<string> => {
  const admission = await signToken(ADMISSION, await admissionFor(house, request, now), house.bridge.key)
  return command(house, { v: 1, request, admission })
}
