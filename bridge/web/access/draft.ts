// From what an owner chose to a signed grant and its link: pure but for fresh keys and ids.

import { type Action, GRANT, type GrantClaims } from '#protocol/grant.ts'
import { freshGrantId } from '#protocol/ids.ts'
import type { PublicJwk, SigningKey } from '#protocol/keys.ts'
import { freshLinkKey, type Label, type Link, mqttOf, writeLink } from '#protocol/link.ts'
import { signToken } from '#protocol/token.ts'
import { type DoorId, type EpochMs, epochMs, toSeconds } from '#protocol/units.ts'
import type { GrantNote } from '../core/book.ts'
import type { Times } from './times.ts'

export type Role = GrantNote['role']

/** What is given, before anybody signs. */
export interface Terms extends Times {
  readonly role: Role
  /** Who it is for, in the owner's words: stays in the owner's book. */
  readonly name: string
  readonly act: readonly Action[]
  readonly uses?: number | undefined
  readonly rec: boolean
  readonly job?: string | undefined
}

/** What a role is given when nothing else is said. Couriers and carriers open nothing without the camera. */
export const USUAL: Readonly<Record<Role, Pick<Terms, 'act' | 'uses' | 'rec'>>> = {
  courier: { act: ['unlock', 'lock'], uses: 1, rec: true },
  guest: { act: ['unlock', 'lock'], rec: false },
  carrier: { act: ['unlock', 'lock'], rec: true },
  household: { act: ['unlock', 'lock', 'live'], rec: false },
}

/** Who gives it, for which door, through which bridge. */
export interface Giver {
  readonly owner: SigningKey
  readonly door: { readonly id: DoorId; readonly jwk: PublicJwk }
  readonly bridge: PublicJwk
  /** Of the bridge's pages: https://door.example.org */
  readonly origin: string
  /** Of the revocation list in force. */
  readonly epoch: number
  /** What the holder reads; goes with the link's fragment alone. */
  readonly label: Label
  readonly now: EpochMs
}

export interface Given {
  readonly claims: GrantClaims
  readonly note: GrantNote
  readonly url: string
}

const claimsOf = (terms: Terms, { owner, door, epoch }: Giver, to: GrantClaims['cnf']['jkt']): GrantClaims => ({
  v: 1,
  jti: freshGrantId(),
  iss: owner.thumbprint,
  aud: door.id,
  cnf: { jkt: to },
  act: [...terms.act],
  nbf: toSeconds(epochMs(terms.from)),
  exp: toSeconds(epochMs(terms.until)),
  ...(terms.win ? { win: terms.win } : {}),
  ...(terms.uses === undefined ? {} : { uses: terms.uses }),
  rec: terms.rec,
  ...(terms.job === undefined || terms.job === '' ? {} : { job: terms.job }),
  dlg: terms.role === 'carrier' ? 1 : 0,
  link: true,
  epoch,
})

/** Where the courier's page opens a link again. */
export const urlOf = (origin: string, fragment: string): string => `${origin}/visit/#${fragment}`

/** Signs a grant for a fresh link. @throws ZodError when the terms are none that a grant can have */
export const give = async (terms: Terms, giver: Giver): Promise<Given> => {
  const { owner, door, bridge, origin, label, now } = giver
  const { jwk: key, thumbprint } = await freshLinkKey()
  const claims = GRANT.schema.parse(claimsOf(terms, giver, thumbprint))
  const token = await signToken(GRANT, claims, owner)
  const link: Link = { v: 1, at: mqttOf(origin), bridge, door: door.jwk, chain: [token], key, label }
  const fragment = await writeLink(link, origin)
  const note: GrantNote = {
    id: claims.jti,
    at: now,
    door: door.id,
    name: terms.name,
    role: terms.role,
    token,
    link: fragment,
  }
  return { claims, note, url: urlOf(origin, fragment) }
}
