// Visits that must not happen, one of each common kind, through the real parts.

import { exportJWK, generateKeyPair } from 'jose'
import { ControlClient } from '#hardware/simulator/control-client.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { publicPart, signingKey } from '#protocol/keys.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import { seconds } from '#protocol/units.ts'
import { askLocally } from '#scripts/cli/local/ask.ts'
import { askThroughBridge } from '#scripts/cli/reach/ask.ts'
import { heldPlace, type Place } from '#scripts/cli/reach/place.ts'
import type { House } from './house.ts'
import { now, type People } from './people.ts'
import { mustType } from './typed.ts'

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

const LIMIT = seconds(5)

/** Asks and takes down the no. @throws HausrechtError `not_refused` */
const knock = async (place: Place, local?: string): Promise<Refusal> => {
  let began = performance.now()
  const sending = (): void => {
    began = performance.now()
  }
  const wish = { act: 'unlock' } as const
  const asking =
    local === undefined
      ? await askThroughBridge(place, wish, { now, sending })
      : await askLocally(place, wish, local, now)
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

/** Somebody who came by the courier's token, but not by its key. */
const thief = async (place: Place): Promise<Place> => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const { kty, crv, x } = await exportJWK(publicKey)
  return { ...place, key: await signingKey(privateKey, publicPart({ kty: kty ?? '', crv: crv ?? '', x: x ?? '' })) }
}

/** Does the bridge let this one connect at all? */
const isLetIn = async (place: Place): Promise<boolean> => {
  const asking = await askThroughBridge(place, { act: 'unlock' }, { now }).catch((error: unknown) => {
    if (error instanceof HausrechtError && error.code === 'link_refused') return undefined
    throw error
  })
  if (asking === undefined || 'ok' in asking) return false
  await asking.end()
  return true
}

const give = async ({ home }: People, name: string, more: readonly string[]): Promise<Place> => {
  const file = `${home.path}/${name}.json`
  await mustType(home.path, ['grant', 'give', '--to', 'courier', '--name', name, '--out', file, ...more])
  const place = await heldPlace({ home }, await home.held.read(file, home.path))
  if ('ok' in place) throw new HausrechtError('visit_failed', `The courier's grant is refused: ${place.code}`)
  return place
}

/** @param used a grant whose only use is spent */
export const refusedVisits = async (house: House, people: People, used: Place): Promise<readonly Attempt[]> => {
  const local = `127.0.0.1:${house.ports.local}`
  const outside = await give(people, 'outside', ['--no-rec', '--until', '+30d', '--every', anotherDay()])
  const revoked = await give(people, 'revoked', ['--no-rec', '--until', '+1h'])
  await mustType(people.home.path, ['grant', 'revoke', 'revoked'])
  const stolen = await thief(await give(people, 'stolen', ['--no-rec', '--until', '+1h']))
  if (await isLetIn(stolen)) throw new HausrechtError('not_refused', 'The bridge let a stolen token in')
  const camera = await give(people, 'camera', ['--rec', '--until', '+1h'])
  return [
    { name: 'outside', expected: 'outside_window', got: await knock(outside) },
    { name: 'revoked', expected: 'revoked', got: await knock(revoked) },
    { name: 'stolen', expected: 'wrong_key', got: await knock(stolen, local) },
    { name: 'used', expected: 'used_up', got: await knock(used) },
    { name: 'camera', expected: 'recorder_absent', got: await knock(camera) },
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
