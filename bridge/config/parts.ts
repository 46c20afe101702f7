// The settings as the parts of the bridge take them.

import type { Thumbprint } from '#protocol/units.ts'
import type { AccessLimits } from '../access/limits.ts'
import type { BrokerLimits } from '../broker/limits.ts'
import type { Certificate, Opening } from '../broker/listen.ts'
import { type Address, readAddress } from './address.ts'
import type { Config } from './config.ts'
import { readOrigin } from './origin.ts'

/** The MQTT listeners that are on. */
export const mqttOpenings = ({ listen }: Config, tls: Certificate | undefined): Opening[] =>
  (['mqtt', 'mqtts', 'ws', 'wss'] as const).flatMap((kind) => {
    const address = readAddress(listen[kind])
    return address ? [{ kind, address, tls: kind === 'mqtts' || kind === 'wss' ? tls : undefined }] : []
  })

export interface HttpOpening {
  readonly address: Address
  readonly tls: Certificate | undefined
}

/** The HTTP listeners that are on. */
export const httpOpenings = ({ listen }: Config, tls: Certificate | undefined): HttpOpening[] =>
  (['http', 'https'] as const).flatMap((kind) => {
    const address = readAddress(listen[kind])
    return address ? [{ address, tls: kind === 'https' ? tls : undefined }] : []
  })

/** What the HTTP side is given of the settings. */
export const webParts = ({ web, cloud }: Config) => ({
  folder: web.folder === '' ? undefined : web.folder,
  origin: readOrigin(web.origin),
  cloud: readOrigin(cloud.url),
  cloudCa: cloud.ca === '' ? undefined : cloud.ca,
})

export const brokerLimits = ({ limits, rates }: Config): BrokerLimits => ({
  connections: limits.connections,
  perAddress: limits.perAddress,
  perKey: limits.perKey,
  connectMs: limits.connect,
  keepaliveSeconds: limits.keepalive,
  subscriptions: limits.subscriptions,
  pending: limits.pending,
  unsent: limits.unsent,
  connects: rates.connects,
  packets: rates.packets,
})

export const accessLimits = ({ limits, rates, visits }: Config): AccessLimits => ({
  requestsPerKey: rates.requestsPerKey,
  requestsPerDoor: rates.requestsPerDoor,
  doors: limits.doors,
  waiting: limits.waiting,
  answer: visits.answer,
  closed: visits.closed,
})

/** undefined: anybody may own doors here. */
export const ownersOf = ({ owners }: Config): ReadonlySet<Thumbprint> | undefined =>
  owners.length > 0 ? new Set(owners) : undefined
