// Who is who in a folder of evidence: public keys, names, and the grants one has given at this door.

import type { DoorClips } from '../clips/place.ts'
import type { Context } from '../context.ts'
import type { EvidenceGrants, EvidenceKeys } from './folder.ts'

export const keysFor = async (
  { home }: Pick<Context, 'home'>,
  { record, doorKey, ownerKey }: Pick<DoorClips, 'record' | 'doorKey' | 'ownerKey'>,
): Promise<EvidenceKeys> => {
  const own = (await home.keys.list()).map(({ name, key }) => ({ key: key.thumbprint, name }))
  const given = (await home.grants.list()).flatMap(({ name, claims }) =>
    claims.aud === record.id && name !== undefined ? [{ key: claims.cnf.jkt, name }] : [],
  )
  const names = new Map([...given, ...own].map(({ key, name }) => [key, name]))
  return {
    v: 1,
    door: doorKey.jwk,
    owner: ownerKey.jwk,
    bridge: record.bridge.key,
    names: [...names].map(([key, name]) => ({ key, name })),
  }
}

export const grantsFor = async (
  { home }: Pick<Context, 'home'>,
  { record }: Pick<DoorClips, 'record'>,
  used: ReadonlySet<string>,
): Promise<EvidenceGrants> => ({
  v: 1,
  grants: (await home.grants.list()).flatMap(({ name, claims }) =>
    claims.aud === record.id && used.has(claims.jti) ? [{ ...(name === undefined ? {} : { name }), claims }] : [],
  ),
})
