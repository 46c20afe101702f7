// Home Assistant as seen from its broker: it listens to everything under our prefixes, keeps what is retained as it
// would, and says commands. And one whole house with a door in it.

import type { GrantClaims } from '#protocol/grant.ts'
import { publicPart, verifyKey } from '#protocol/keys.ts'
import { epochMs } from '#protocol/units.ts'
import { systemClock } from '#device/clock/system.ts'
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
    journal: chain.jnl === true,
    tell: (one) => told.push(one),
    ...more,
  })
  return { gateway, topics: homeTopics(house.id), told }
}

const placeIn = async (house: WholeHouse, more: Partial<GrantClaims>): Promise<{ place: Place; chain: GrantClaims }> => {
  const key = await makeKey()
  const claims = grantClaims(house.owner.thumbprint, key.thumbprint, house.id, more, epochMs(Date.now()))
  const { bridge, agent } = house
  const doorJwk = publicPart(agent.key.jwk)
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

/** Waits until it stands there. */
export const stands = ({ said }: Watcher, topic: string, value: string, limit = 8000): Promise<void> =>
  until(() => said.get(topic) === value, `${topic.split('/').slice(2).join('/')} is ${value}`, limit)

export const discoveryIn = ({ said }: Watcher, { config }: HomeTopics): Discovery =>
  DiscoverySchema.parse(JSON.parse(said.get(config) ?? 'null'))
