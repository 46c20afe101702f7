// A whole bridge from its settings: key, store, broker, HTTP, each as the configuration says.

import { join } from 'node:path'
import type { Logger } from 'pino'
import type { SigningKey } from '#protocol/keys.ts'
import { type Bridge, createBridge } from './bridge.ts'
import type { Ports } from './broker/port.ts'
import { realClock } from './clock.ts'
import type { Config } from './config/config.ts'
import { accessLimits, brokerLimits, httpOpenings, mqttOpenings, ownersOf } from './config/parts.ts'
import { httpFromSettings } from './http/from-settings.ts'
import { openHttp } from './http/http.ts'
import { claimStore } from './keys/claim.ts'
import { openKeyFile } from './keys/key-file.ts'
import { createMetrics } from './metrics/metrics.ts'
import { createPush } from './push/push.ts'
import { openVapid } from './push/vapid.ts'
import { openRelays } from './relay/open.ts'
import { openSqliteStore } from './store/sql/store.ts'
import { readCertificate } from './tls/certificate.ts'

export interface RunningBridge {
  readonly key: SigningKey
  readonly ports: Ports
  /** In the order of the listeners: HTTP, then HTTPS. */
  readonly httpPorts: readonly number[]
  /** Takes nothing new, finishes what is under way, closes the store. */
  close(): Promise<void>
}

/**
 * @throws HausrechtError what the part that failed says; nothing is left open then
 */
export const openBridge = async (config: Config, log: Logger): Promise<RunningBridge> => {
  const clock = realClock()
  const tls = config.tls.cert === '' ? undefined : readCertificate(config.tls, clock.now())
  const key = await openKeyFile(join(config.data, 'bridge-key.json'))
  const store = await openSqliteStore(join(config.data, 'bridge.sqlite'))
  const closing: (() => Promise<void>)[] = [() => store.close()]
  const close = async (): Promise<void> => {
    for (const end of closing.reverse()) await end()
  }
  try {
    await claimStore(store.settings, key.thumbprint)
    const owners = ownersOf(config)
    const limits = { broker: brokerLimits(config), access: accessLimits(config) }
    let counted: Pick<Bridge, 'connections' | 'doors'> | undefined
    const metrics = createMetrics({
      connections: () => counted?.connections() ?? 0,
      doors: () => counted?.doors() ?? 0,
    })
    const push = createPush({
      vapid: openVapid(join(config.data, 'push-key.json')),
      subject: config.push.contact,
      services: config.push.services,
      book: store.subscriptions,
      waiting: store.waitingPushes,
      clock,
      log,
      count: (outcome) => metrics.tally.pushed(outcome),
    })
    closing.push(() => push.close())
    await push.resume()
    const relays = openRelays(config.relay)
    const listen = mqttOpenings(config, tls)
    const known = { ...(owners && { owners }), ...(relays && { relays }) }
    const parts = { key, store, clock, log, listen, limits, tally: metrics.tally, push, ...known }
    const bridge = await createBridge(parts)
    closing.push(() => bridge.close())
    counted = bridge
    const web = httpFromSettings(config)
    closing.push(async () => web.clips?.close())
    const http = await openHttp(httpOpenings(config, tls), {
      key,
      store,
      clock,
      log,
      ports: () => bridge.ports,
      upgrade: bridge.upgrade,
      metrics,
      push,
      ...web,
    })
    closing.push(() => http.close())
    return { key, ports: bridge.ports, httpPorts: http.ports, close }
  } catch (error) {
    await close()
    throw error
  }
}
