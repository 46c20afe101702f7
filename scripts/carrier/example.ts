// A carrier's day in one run, against npm start or any bridge: `node --import tsx scripts/carrier/example.ts LINK`, with a
// link the owner gave the carrier (it may be passed on). Prints each receipt as it comes.

import { exportJWK, generateKeyPair } from 'jose'
import { openSession } from '#device/link/session.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { publicPart, type SigningKey, signingKey, verifyKey } from '#protocol/keys.ts'
import { readLink } from '#protocol/link.ts'
import { explain } from '#protocol/refusals.ts'
import { epochMs, epochSeconds, toSeconds } from '#protocol/units.ts'
import { type Held, lastGrant, open, passOn, takeLink, type Wire, type Word } from './carrier.ts'

const now = () => epochMs(Date.now())
const VISIT_MS = 15 * 60_000

/** Yours are kept: a carrier's where its dispatch is, a courier's on its own device. */
const freshKey = async (): Promise<SigningKey> => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return signingKey(privateKey, publicPart(await exportJWK(publicKey)))
}

const print = (line: string): void => void process.stdout.write(`${line}\n`)

const printWord = ({ from, step, code, token }: Word): void =>
  print(`${from}: ${step}${code === undefined ? '' : ` (${code}) ${explain(code, 'en')}`}\n  ${token.slice(0, 60)}…`)

const connect = async (held: Held, courier: SigningKey): Promise<{ wire: Wire; close(): Promise<void> }> => {
  const { thumbprint: audience } = await verifyKey(held.bridge)
  const { at: url, chain } = held
  const session = await openSession({ url, key: courier, audience, chain, suffix: 'example', now })
  const wire: Wire = {
    subscribe: async (filters) => {
      await session.subscribe(filters)
    },
    publish: (topic, payload) => session.publish(topic, payload, { qos: 1, retain: false }),
    onMessage: (hear) => session.onMessage(hear),
  }
  return { wire, close: () => session.close() }
}

/** @returns whether the door was opened and is measured shut and locked again */
export const deliver = async (url: string): Promise<boolean> => {
  const [carrier, courier] = await Promise.all([freshKey(), freshKey()])
  const held = await takeLink(await readLink(url), carrier)
  print('carrier: has the grant')
  const exp = epochSeconds(Math.min(toSeconds(now()) + 30 * 60, lastGrant(held).exp))
  const tour = await passOn(held, carrier, courier.thumbprint, { exp, uses: 1, job: '4711' })
  print(`carrier: passed on to ${courier.thumbprint.slice(0, 8)}… for 30 minutes at most, once, job 4711`)
  const line = await connect(tour, courier)
  try {
    const last = await open(line.wire, tour, courier, { now, heard: printWord, limit: VISIT_MS })
    return last?.step === 'closed'
  } finally {
    await line.close()
  }
}

if (process.argv[1]?.endsWith('example.ts')) {
  try {
    process.exitCode = (await deliver(process.argv[2] ?? '')) ? 0 : 1
  } catch (error) {
    if (!(error instanceof HausrechtError)) throw error
    print(`${error.code}: ${error.message}`)
    process.exitCode = 2
  }
}
