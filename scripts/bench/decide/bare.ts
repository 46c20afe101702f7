// What the cryptography alone costs: the very proofs of a batch verified and an admission for each signed, by
// node:crypto, at once and with its keys ready; and nothing else.

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { HausrechtError } from '#protocol/fault.ts'
import type { Person } from '../people.ts'
import type { Asked } from './asked.ts'

export interface Bare {
  /** @returns microseconds of CPU for these @throws HausrechtError `bench_broken` for a bad signature */
  spend(asked: readonly Asked[]): number
}

interface Pair {
  readonly said: Buffer
  readonly signature: Buffer
  readonly key: KeyObject
}

/** @param admission one as the bridge signs it: all are as long */
export const makeBare = (bridge: Person, admission: string): Bare => {
  const keys = new Map<Person, KeyObject>()
  const privateKey = createPrivateKey({ key: { ...bridge.secret }, format: 'jwk' })
  const saying = Buffer.from(admission.slice(0, admission.lastIndexOf('.')))
  const keyOf = (person: Person): KeyObject => {
    const { d: _secret, ...jwk } = person.secret
    const key = keys.get(person) ?? createPublicKey({ key: jwk, format: 'jwk' })
    keys.set(person, key)
    return key
  }
  const pairOf = ({ holder, text }: Asked): Pair => {
    const { proof } = JSON.parse(text) as { readonly proof: string }
    const end = proof.lastIndexOf('.')
    const signature = Buffer.from(proof.slice(end + 1), 'base64url')
    return { said: Buffer.from(proof.slice(0, end)), signature, key: keyOf(holder) }
  }
  return {
    spend: (asked) => {
      const pairs = asked.map(pairOf)
      let good = 0
      const before = process.cpuUsage()
      for (const { said, signature, key } of pairs) {
        if (verify(null, said, key, signature)) good += 1
        sign(null, saying, privateKey)
      }
      const { user, system } = process.cpuUsage(before)
      if (good !== pairs.length) {
        throw new HausrechtError('bench_broken', 'A good proof does not verify: the bench itself is wrong')
      }
      return user + system
    },
  }
}
