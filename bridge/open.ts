// Makes a bridge's parts from its settings: store, key, certificate, listeners. What `main` starts.

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Thumbprint } from '#protocol/units.ts'
import { type Bridge, createBridge } from './bridge.ts'
import type { Ports } from './broker/port.ts'
import { realClock } from './clock.ts'
import type { Config } from './config/config.ts'
import { accessLimits, brokerLimits, httpOpenings, mqttOpenings, ownersOf } from './config/parts.ts'
import { openHttp } from './http/http.ts'
import { openKeyFile } from './keys/key-file.ts'
import { createMetrics } from './metrics/metrics.ts'
import { openSqliteStore } from './store/sql/store.ts'
import { readCertificate } from './tls/certificate.ts'

export interface OpenBridge {
  readonly thumbprint: Thumbprint
  readonly ports: Ports
  /** In the order of `http` and `https`. */
  readonly http: readonly number[]
  /** Takes nothing new, ends what is under way, closes the store. */
  close(): Promise<void>
}

/**
 * Opens everything in order; what was opened is closed again when a later part fails.
 * @throws HausrechtError of the part that failed
 */
export const openBridge = async (config: Config, log: Logger): Promise<OpenBridge> => {
  await mkdir(config.data, { recursive: true, mode: 0o700 })
  const clock = realClock()
  const tls = config.tls.cert === '' ? undefined : readCertificate(config.tls, clock.now())
  const key = await openKeyFile(join(config.data, 'bridge-key.json'))
  const store = await openSqliteStore(join(config.data, 'bridge.sqlite'))
  let bridge: Bridge | undefined
  const metrics = createMetrics({ connections: () => bridge?.connections() ?? 0 })
  try {
    const limits = { broker: brokerLimits(config), access: accessLimits(config) }
    const owners = ownersOf(config)
    const allowed = owners === undefined ? {} : { owners }
    const listen = mqttOpenings(config, tls)
    bridge = await createBridge({ key, store, clock, log, listen, limits, tally: metrics.tally, ...allowed })
    const { ports } = bridge
    const http = await openHttp(httpOpenings(config, tls), { key, store, clock, log, ports: () => ports, metrics })
    return { thumbprint: key.thumbprint, ports, http: http.ports, close: closing(http, bridge, store) }
  } catch (error) {
    await bridge?.close()
    await store.close()
    throw error
  }
}

const closing =
  (...parts: readonly { close(): Promise<void> }[]): (() => Promise<void>) =>
  async () => {
    for (const part of parts) await part.close()
  }
