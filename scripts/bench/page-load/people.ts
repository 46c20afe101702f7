// The two who open a page: an owner whose key this browser keeps or does not, and a courier with a link.

import { join } from 'node:path'
import { loadDoorKey } from '#device/keys/door-key.ts'
import { GRANT, type GrantClaims } from '#protocol/grant.ts'
import { freshGrantId } from '#protocol/ids.ts'
import { freshLinkKey, linkUrl, mqttOf } from '#protocol/link.ts'
import { signToken } from '#protocol/token.ts'
import { epochSeconds } from '#protocol/units.ts'
import type { House } from '../parts/house.ts'

/** As `hausrecht key browser` brings a key: behind the `#`. */
export const ownerUrl = (origin: string, { owner }: House): string => `${origin}/setup#key=${owner.secret.d}`

/** A link as an owner gives one for a day: to open and to lock, as often as wanted. */
export const linkOf = async (origin: string, folder: string, { owner, bridge, door }: House): Promise<string> => {
  const { jwk: key, thumbprint } = await freshLinkKey()
  const now = Math.floor(Date.now() / 1000)
  const [nbf, exp] = [epochSeconds(now - 60), epochSeconds(now + 86_400)]
  const rights = { act: ['unlock', 'lock'], nbf, exp, rec: false, dlg: 0, epoch: 0, link: true } as const
  const whom = { v: 1, jti: freshGrantId(), iss: owner.key.thumbprint, aud: door, cnf: { jkt: thumbprint } } as const
  const claims: GrantClaims = { ...whom, ...rights, act: [...rights.act] }
  const chain = [await signToken(GRANT, claims, owner.key)]
  const { signing } = await loadDoorKey(join(folder, 'door', 'door-key.json'))
  const label = { door: 'Lindenstraße 5', call: 'Anna, 030 123456' }
  const link = { v: 1, at: mqttOf(origin), bridge: bridge.jwk, door: signing.jwk, chain, key, label } as const
  return linkUrl(origin, link)
}
