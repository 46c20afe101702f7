// Home Assistant as seen from its broker: it listens to everything under our prefixes, keeps what is retained as it
// would, and says commands. And one whole house with a door in it.

import { systemClock } from '#device/clock/system.ts'
import type { GrantClaims } from '#protocol/grant.ts'
import { type PublicJwk, verifyKey } from '#protocol/keys.ts'
import { epochMs, millis } from '#protocol/units.ts'
import type { Place } from '#scripts/cli/reach/place.ts'
import type { Mosquitto } from '#test/support/mosquitto.ts'
import { grantClaims, makeGrant, makeKey } from '#test/support/people.ts'
import { until } from '#test/support/wait.ts'
import type { WholeHouse } from '#test/support/whole-house.ts'
import { connectPlain, type MqttClient } from './broker/session.ts'
import { type Discovery, DiscoverySchema } from './documented.fixture.ts'
import { type Gateway, type GatewayParts, openGateway, type Told } from './gateway.ts'
import { type HomeTopics, homeTopics } from './topics.ts'

export interface Watcher {
  /** What stands at each topic now; an empty message takes it away. */
  readonly said: ReadonlyMap<string, string>
  /** Every value that stood at a topic, in order. */
  values(topic: string): readonly string[]
  press(topic: string, payload: string, retain?: boolean): Promise<void>
  end(): Promise<void>
}

export const watchBroker = async (url: string): Promise<Watcher> => {
  const client: MqttClient = await connectPlain(url, { protocolVersion: 4, reconnectPeriod: 0 })
  const said = new Map<string, string>()
  const all: (readonly [string, string])[] = []
  client.on('message', (topic, payload) => {
    const text = payload.toString()
    all.push([topic, text])
    if (text === '') said.delete(topic)
    else said.set(topic, text)
  })
  await client.subscribeAsync(['homeassistant/#', 'hausrecht-home/#'], { qos: 1 })
  return {
    said,
    values: (topic) => all.flatMap(([of, value]) => (of === topic ? [value] : [])),
    press: async (topic, payload, retain = false) => {
      await client.publishAsync(topic, payload, { qos: 1, retain })
    },
    end: async () => {
      await client.endAsync()
    },
  }
}

export interface Shown {
  readonly gateway: Gateway
  readonly topics: HomeTopics
  readonly told: readonly Told[]
}

/** Long enough for a command that lies at the broker to be heard as one. */
export const SETTLING = millis(400)

/** A gateway as `home run` makes it, for a fresh key with this grant of the house's owner. */
export const showIn = async (
  house: WholeHouse,
  mosquitto: Pick<Mosquitto, 'url'>,
  grant: Partial<GrantClaims>,
  more: Partial<GatewayParts> = {},
): Promise<Shown> => {
  const { place, chain } = await placeIn(house, grant)
  const told: Told[] = []
  const gateway = openGateway({
    place,
    clock: systemClock(),
    broker: { url: mosquitto.url },
    name: 'Front',
    language: 'en',
    version: '0',
    may: new Set(chain.act),
    settling: SETTLING,
    journal: chain.jnl === true,
    tell: (one) => told.push(one),
    ...more,
  })
  return { gateway, topics: homeTopics(house.id), told }
}

/** The door's key, as the bridge has it from the door itself. */
export const doorJwkOf = async ({ bridge, id }: WholeHouse): Promise<PublicJwk> => {
  const record = await bridge.store.doors.get(id)
  if (!record) throw new Error('the bridge does not know the door')
  return record.ownership.doorKey
}

const placeIn = async (
  house: WholeHouse,
  more: Partial<GrantClaims>,
): Promise<{ place: Place; chain: GrantClaims }> => {
  const key = await makeKey()
  const claims = grantClaims(house.owner.thumbprint, key.thumbprint, house.id, more, epochMs(Date.now()))
  const { bridge } = house
  const doorJwk = await doorJwkOf(house)
  const place: Place = {
    door: house.id,
    doorKey: await verifyKey(doorJwk),
    bridge: { mqtt: bridge.url, key: bridge.key.jwk },
    bridgeKey: await verifyKey(bridge.key.jwk),
    key,
    chain: [await makeGrant(house.owner, claims)],
    name: house.id.slice(0, 8),
  }
  return { place, chain: claims }
}

/** Waits until it stands there; what stands there instead is said, and the last refusal. */
export const stands = async ({ said }: Watcher, topic: string, value: string, limit = 8000): Promise<void> => {
  await until(() => said.get(topic) === value, `${topic} is ${value}`, limit).catch((error: unknown) => {
    const refusal = [...said].find(([of]) => of.endsWith('/refusal'))?.[1] ?? 'none'
    throw new Error(`it is ${said.get(topic)}; last refusal: ${refusal}`, { cause: error })
  })
}

export const discoveryIn = ({ said }: Watcher, { config }: HomeTopics): Discovery =>
  DiscoverySchema.parse(JSON.parse(said.get(config) ?? 'null'))
