// Visits that must not happen, one of each common kind, through the real parts.

import { exportJWK, generateKeyPair } from 'jose'
import { ControlClient } from '#hardware/simulator/control-client.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { publicPart, type SigningKey, signingKey } from '#protocol/keys.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import { seconds } from '#protocol/units.ts'
import { askThroughBridge, challengeOn } from '#scripts/cli/reach/ask.ts'
import { openLine } from '#scripts/cli/reach/line.ts'
import type { Place } from '#scripts/cli/reach/place.ts'
import { makeRequest } from '#scripts/cli/reach/request.ts'
import type { House } from './house.ts'
import { now, type People } from './people.ts'
import { mustType } from './typed.ts'
import { insist } from './visit.ts'

export interface Refusal {
  readonly code: RefusalCode
  /** Whose word it was. */
  readonly by: 'bridge' | 'door'
  readonly ms: number
}

export interface Attempt {
  readonly name: 'outside' | 'revoked' | 'stolen' | 'used' | 'camera'
  readonly expected: RefusalCode
  readonly got: Refusal
}

const LIMIT = seconds(20)

/** Asks and takes down the no. @throws HausrechtError `not_refused` */
const knock = async (place: Place): Promise<Refusal> => {
  let began = performance.now()
  const sending = (): void => {
    began = performance.now()
  }
  const asking = await askThroughBridge(place, { act: 'unlock' }, { now, sending })
  if ('ok' in asking) return { code: asking.code, by: 'bridge', ms: performance.now() - began }
  try {
    const answer = await asking.next(LIMIT)
    if (answer?.code !== undefined) return { code: answer.code, by: answer.from, ms: performance.now() - began }
    throw new HausrechtError(
      'not_refused',
      `A visit that must be refused was answered: ${answer?.step ?? 'not at all'}`,
    )
  } finally {
    await asking.end()
  }
}

/** A window that does not cover today or tomorrow, in any zone. */
const anotherDay = (): string => {
  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
  return `${days[(new Date(now()).getUTCDay() + 3) % 7]} 10:00-12:00`
}

/** Somebody with a key of their own, and maybe a grant for it. */
const stranger = async (): Promise<SigningKey> => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const { kty, crv, x } = await exportJWK(publicKey)
  return signingKey(privateKey, publicPart({ kty: kty ?? '', crv: crv ?? '', x: x ?? '' }))
}

/** Does the bridge let this one connect at all? */
const isLetIn = async (place: Place): Promise<boolean> => {
  const line = await openLine(place, ['presence'], now).catch((error: unknown) => {
    if (error instanceof HausrechtError && error.code === 'link_refused') return undefined
    throw error
  })
  await line?.close()
  return line !== undefined
}

/**
 * Somebody came by the courier's token, but not by its key. It is no way in to the bridge; and shown by one who is
 * let in with a grant of their own, it is still another's.
 */
const stealing = async (people: People, loot: Place): Promise<Refusal> => {
  const key = await stranger()
  if (await isLetIn({ ...loot, key })) throw new HausrechtError('not_refused', 'The bridge let a stolen token in')
  const own = await give(people, 'own', ['--no-rec', '--until', '+1h'], key.thumbprint)
  const line = await openLine({ ...loot, key, chain: own }, ['presence', 'challenge', 'receipt'], now)
  try {
    const challenge = await challengeOn(line)
    if (typeof challenge !== 'string') return { code: challenge.code, by: 'bridge', ms: 0 }
    const via = loot.bridgeKey.thumbprint
    const { id, request } = await makeRequest({ ...loot, key }, { act: 'unlock' }, { challenge, via, now: now() })
    const began = performance.now()
    await line.publish('request', JSON.stringify(request))
    const code = await line.wait(
      (said) => (said.kind === 'refusal' && said.claims.req === id ? said.claims.code : undefined),
      LIMIT,
    )
    if (code === undefined) throw new HausrechtError('not_refused', 'A stolen token was not refused')
    return { code, by: 'bridge', ms: performance.now() - began }
  } finally {
    await line.close()
  }
}

/** @returns the chain of a new grant */
const give = async (
  { home }: People,
  name: string,
  more: readonly string[],
  to = 'courier',
): Promise<readonly string[]> => {
  const file = `${home.path}/${name}.json`
  await mustType(home.path, ['grant', 'give', '--to', to, '--name', name, '--out', file, ...more])
  return (await home.held.read(file, home.path)).chain
}

const SEEN_LIMIT = seconds(30)

/** Does something to the camera and waits until the door itself says that it sees so. */
const make = async ({ home, place }: People, mood: 'covered' | 'clear'): Promise<void> => {
  await mustType(home.path, ['sim', 'camera', mood])
  const line = await openLine(place, ['state'], now)
  try {
    const seen = await line.wait(
      (said) => (said.kind === 'state' && said.claims.camera === mood) || undefined,
      SEEN_LIMIT,
    )
    if (!seen) throw new HausrechtError('camera_blind', `The door does not see that its camera is ${mood}`)
  } finally {
    await line.close()
  }
}

/** With a hand over the lens. */
const covered = async (people: People, meanwhile: () => Promise<Refusal>): Promise<Refusal> => {
  await make(people, 'covered')
  try {
    return await meanwhile()
  } finally {
    await make(people, 'clear')
  }
}

/** @param used the courier with a grant whose only use is spent */
export const refusedVisits = async (people: People, used: Place): Promise<readonly Attempt[]> => {
  const soon = ['--until', '+1h']
  const courier = async (name: string, more: readonly string[]): Promise<Place> => ({
    ...used,
    chain: await give(people, name, more),
  })
  const outside = await courier('outside', ['--no-rec', '--until', '+30d', '--every', anotherDay()])
  const revoked = await courier('revoked', ['--no-rec', ...soon])
  await mustType(people.home.path, ['grant', 'revoke', 'revoked'])
  const loot = await courier('loot', ['--no-rec', ...soon])
  const camera = await courier('camera', ['--rec', ...soon])
  return [
    { name: 'outside', expected: 'outside_window', got: await knock(outside) },
    { name: 'revoked', expected: 'revoked', got: await knock(revoked) },
    { name: 'stolen', expected: 'wrong_key', got: await stealing(people, loot) },
    { name: 'used', expected: 'used_up', got: await knock(used) },
    {
      name: 'camera',
      expected: 'recorder_covered',
      got: await covered(people, () =>
        insist(
          () => knock(camera),
          ({ code }) => code,
        ),
      ),
    },
  ]
}

/** How often the simulated bolt has left home so far. */
export const boltMoves = async (house: House): Promise<number> => {
  const rig = await ControlClient.connect(house.control)
  try {
    return (await rig.observe()).tally.boltLeftHome
  } finally {
    rig.close()
  }
}
