// A bridge, an owner, a door and a courier with a grant: what most tests of the bridge begin with.

import type { GrantClaims } from '#protocol/grant.ts'
import type { SigningKey } from '#protocol/keys.ts'
import type { ProofClaims } from '#protocol/proof.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import { type BridgeChanges, startBridge, type TestBridge } from './bridge.ts'
import { type Client, type Connecting, connectAs } from './client.ts'
import { type DoorClient, type DoorSettings, receiptOf, startDoor } from './door-client.ts'
import { grantClaims, makeGrant, makeKey, makeRequest } from './people.ts'

export interface House {
  readonly bridge: TestBridge
  readonly owner: SigningKey
  readonly door: DoorClient
  /** A chain of one: the owner's grant for this key, as of now. */
  grant(to: SigningKey, overrides?: Partial<GrantClaims>): Promise<string[]>
  /** Connects this key; ended with the house. */
  connect(key: SigningKey, more?: Partial<Connecting>): Promise<Client>
  /** A holder with a grant, connected and listening to its receipts. */
  courier(overrides?: Partial<GrantClaims>): Promise<Courier>
  /** Another door of the same owner, or of another. */
  anotherDoor(settings?: Partial<DoorSettings>): Promise<DoorClient>
  close(): Promise<void>
}

export interface Courier {
  readonly key: SigningKey
  readonly chain: readonly string[]
  readonly client: Client
  /** Asks the door and waits for what becomes of it. */
  ask(more?: { chain?: readonly string[]; proof?: Partial<ProofClaims>; door?: DoorClient }): Promise<Answer>
}

export interface Answer {
  readonly id: string
  readonly step?: string
  readonly code?: string
}

/** Asks as this client, answering the door's challenge of now. */
export const askAs = async (
  client: Client,
  bridge: TestBridge,
  door: DoorClient,
  chain: readonly string[],
  proof: Partial<ProofClaims> = {},
): Promise<Answer> => {
  const now = epochMs(Date.now())
  const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), now, chain, proof }
  const request = await makeRequest(client.key, asking)
  await client.publish(writeTopic('request', { door: door.id }), JSON.stringify(request))
  return { id: request.id, ...(await receiptOf(client, door.id, request.id)) }
}

export interface HouseChanges {
  readonly bridge?: BridgeChanges
  readonly door?: Partial<DoorSettings>
}

export const openHouse = async (changes: HouseChanges = {}): Promise<House> => {
  const bridge = await startBridge(changes.bridge)
  const owner = await makeKey('ES256')
  const ends: (() => Promise<void>)[] = []
  const keep = <Kept extends { end(): Promise<void> }>(kept: Kept): Kept => {
    ends.push(() => kept.end())
    return kept
  }
  const doorAs = async (settings: Partial<DoorSettings> = {}): Promise<DoorClient> =>
    keep(await startDoor({ ...bridge.at, owner, ...settings }))
  const door = await doorAs(changes.door)
  const connect: House['connect'] = async (key, more = {}) => keep(await connectAs(key, { ...bridge.at, ...more }))
  const grant: House['grant'] = async (to, overrides = {}) => [
    await makeGrant(owner, grantClaims(owner.thumbprint, to.thumbprint, door.id, overrides, epochMs(Date.now()))),
  ]
  return {
    bridge,
    owner,
    door,
    grant,
    connect,
    courier: async (overrides) => {
      const key = await makeKey()
      const chain = await grant(key, overrides)
      const client = await connect(key, { chain })
      await client.subscribe(writeTopic('receipt', { door: door.id, request: '+' }))
      return {
        key,
        chain,
        client,
        ask: (more = {}) => askAs(client, bridge, more.door ?? door, more.chain ?? chain, more.proof),
      }
    },
    anotherDoor: doorAs,
    close: async () => {
      await Promise.allSettled(ends.map((end) => end()))
      await bridge.close()
    },
  }
}
