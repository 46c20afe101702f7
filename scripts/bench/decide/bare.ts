// What the cryptography alone costs: one proof verified and one admission signed by node:crypto, and nothing else.

import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { HausrechtError } from '#protocol/fault.ts'
import type { Person } from '../people.ts'

/** @returns milliseconds of CPU for each pair of operations @throws HausrechtError `bench_broken` for a bad signature */
export const barePair = (holder: Person, bridge: Person, proof: string, admission: string, times: number): number => {
  const { d: _secret, ...jwk } = holder.secret
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
  const privateKey = createPrivateKey({ key: { ...bridge.secret }, format: 'jwk' })
  const end = proof.lastIndexOf('.')
  const said = Buffer.from(proof.slice(0, end))
  const signature = Buffer.from(proof.slice(end + 1), 'base64url')
  const saying = Buffer.from(admission.slice(0, admission.lastIndexOf('.')))
  const before = process.cpuUsage()
  for (let time = 0; time < times; time += 1) {
    if (!verify(null, said, publicKey, signature)) {
      throw new HausrechtError('bench_broken', 'A good proof does not verify: the bench itself is wrong')
    }
    sign(null, saying, privateKey)
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / times
}
