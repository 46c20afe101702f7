// The grants one has given: what for, to whom, and by which name. The tokens themselves are with their holders.

import * as z from 'zod'
import { GrantClaimsSchema } from '#protocol/grant.ts'
import type { EpochMs } from '#protocol/units.ts'
import { fromSeconds } from '#protocol/units.ts'
import { usage } from '../spoken.ts'
import { readRecord, writeRecord } from './file.ts'

const GivenSchema = z.strictObject({
  /** The door's name when it was given. */
  door: z.string(),
  name: z.string().optional(),
  claims: GrantClaimsSchema,
  /** Revoked at this epoch. */
  revoked: z.int().min(1).optional(),
})
export type Given = z.infer<typeof GivenSchema>

const FileSchema = z.strictObject({ v: z.literal(1), grants: z.array(GivenSchema) })

export interface Grants {
  list(): Promise<readonly Given[]>
  add(grant: Given): Promise<void>
  /** By id or name. @throws SpokenError `grant_missing`, `grant_which` */
  find(idOrName: string): Promise<Given>
  markRevoked(which: (grant: Given) => boolean, epoch: number): Promise<void>
}

export const createGrants = (path: string): Grants => {
  const list = async (): Promise<readonly Given[]> => (await readRecord(FileSchema, path))?.grants ?? []
  const keep = (grants: readonly Given[]): Promise<void> => writeRecord(path, { v: 1, grants })
  return {
    list,
    add: async (grant) => keep([...(await list()), grant]),
    find: async (idOrName) => {
      const found = (await list()).filter(({ name, claims }) => name === idOrName || claims.jti === idOrName)
      // A name may be used again once the grants that had it are revoked.
      const open = found.filter(({ revoked }) => revoked === undefined)
      const [only, ...more] = open.length > 0 ? open : found
      if (!only) throw usage('grant_missing', { name: idOrName })
      if (more.length > 0) throw usage('grant_which', { name: idOrName })
      return only
    },
    markRevoked: async (which, epoch) => {
      const marked = (await list()).map((grant) =>
        which(grant) && grant.revoked === undefined ? { ...grant, revoked: epoch } : grant,
      )
      await keep(marked)
    },
  }
}

export type GrantStanding = 'open' | 'to_come' | 'over' | 'revoked'

export const standingOf = ({ claims, revoked }: Given, now: EpochMs): GrantStanding => {
  if (revoked !== undefined) return 'revoked'
  if (now < fromSeconds(claims.nbf)) return 'to_come'
  return now >= fromSeconds(claims.exp) ? 'over' : 'open'
}
