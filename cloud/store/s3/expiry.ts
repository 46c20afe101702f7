// Lifecycle rules of a bucket: ours are replaced, those of others are left alone.

import type { Expiry } from '../port.ts'

/** As S3 has it, as far as we look at it. */
export interface Rule {
  readonly ID?: string
  readonly [member: string]: unknown
}

const OURS = 'hausrecht-'
/** S3's own bound for a bucket. */
export const RULES_MOST = 1000

/** @returns all rules the bucket should have; undefined when they are too many */
export const rulesWith = (others: readonly Rule[], prefixes: Expiry): readonly Rule[] | undefined => {
  const kept = others.filter(({ ID }) => !ID?.startsWith(OURS))
  const ours = [...prefixes].sort().map(([Prefix, Days]) => ({
    ID: OURS + Prefix.replaceAll('/', '.'),
    Status: 'Enabled',
    Filter: { Prefix },
    Expiration: { Days },
  }))
  return kept.length + ours.length > RULES_MOST ? undefined : [...kept, ...ours]
}

const asText = ({ ID, Status, Filter, Expiration }: Rule): string => JSON.stringify([ID, Status, Filter, Expiration])

export const sameRules = (some: readonly Rule[], others: readonly Rule[]): boolean =>
  some.length === others.length && some.map(asText).sort().join() === others.map(asText).sort().join()
