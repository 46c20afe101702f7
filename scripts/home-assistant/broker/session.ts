// One connection to the owner's broker, from CONNECT to close. It never reconnects and never queues: a fresh one is made
// instead. MQTT 5 where the broker speaks it, since only that tells a retained message from a new one while listening
// (§3.8.3.1 Retain As Published); else 3.1.1. This folder alone of the scripts knows the MQTT client.

import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { HausrechtError } from '#protocol/fault.ts'
import { type Millis, millis } from '#protocol/units.ts'

export type { MqttClient }

export interface HouseBrokerParts {
  readonly url: string
  readonly clientId: string
  readonly user?: string | undefined
  readonly password?: string | undefined
  /** PEM of an authority to trust beside the system's. */
  readonly ca?: string | undefined
  /** Said retained by the broker when this program is gone. */
  readonly will: { readonly topic: string; readonly payload: string }
}

export interface HouseMessage {
  readonly topic: string
  readonly payload: string
  readonly retain: boolean
  readonly dup: boolean
}

export interface HouseBroker {
  /** QoS 1. @throws HausrechtError `home_broker_down` when it was not confirmed in time */
  publish(topic: string, payload: string, retain: boolean): Promise<void>
  /** @throws HausrechtError `home_broker_refused` when the broker does not let us */
  subscribe(topic: string): Promise<void>
  /** Does it say of every message whether it is a retained one? MQTT 3.1.1 does not, of those that come later. */
  readonly tellsRetained: boolean
  onMessage(handle: (message: HouseMessage) => void): void
  readonly closed: Promise<string>
  close(): Promise<void>
}

/** Any client of any broker; the bench measures with it. */
export const connectPlain = (url: string, options: IClientOptions): Promise<MqttClient> =>
  mqtt.connectAsync(url, options)

const CONNECT_LIMIT = millis(5000)
const ANSWER_LIMIT = millis(5000)
/** The will comes after one and a half times this. */
const KEEPALIVE_SECONDS = 10

const late = <Value>(promise: Promise<Value>, limit: Millis, fault: HausrechtError): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(fault), limit)
  })
  return Promise.race([promise, over]).finally(() => clearTimeout(timer))
}

const optionsOf = (parts: HouseBrokerParts, protocolVersion: 4 | 5): IClientOptions => ({
  clientId: parts.clientId,
  protocolVersion,
  clean: true,
  reconnectPeriod: 0,
  connectTimeout: CONNECT_LIMIT,
  keepalive: KEEPALIVE_SECONDS,
  queueQoSZero: false,
  resubscribe: false,
  will: { topic: parts.will.topic, payload: Buffer.from(parts.will.payload), qos: 1, retain: true },
  ...(parts.user === undefined ? {} : { username: parts.user }),
  ...(parts.password === undefined ? {} : { password: parts.password }),
  ...(parts.ca === undefined ? {} : { ca: parts.ca }),
})

const down = (why: string): HausrechtError =>
  new HausrechtError('home_broker_down', `No connection to the house's MQTT broker: ${why}`)

/** CONNACK "unacceptable protocol version": 1 in MQTT 3.1.1 §3.2.2.3, 132 in MQTT 5 §3.2.2.2. */
const wantsOlder = (error: unknown): boolean => {
  const { code } = error as { readonly code?: unknown }
  return code === 1 || code === 132
}

const connect = async (parts: HouseBrokerParts, version: 4 | 5): Promise<MqttClient> => {
  const client = mqtt.connect(parts.url, optionsOf(parts, version))
  const up = new Promise<void>((resolve, reject) => {
    let cause: Error | undefined
    client.on('error', (error) => {
      cause ??= error
    })
    client.once('connect', () => resolve())
    client.once('close', () => reject(cause ?? down('closed')))
  })
  try {
    await late(up, CONNECT_LIMIT, down('no answer'))
    return client
  } catch (error) {
    client.end(true)
    throw error
  }
}

/** @throws HausrechtError `home_broker_down` when nobody answers there or we are not let in */
export const openHouseBroker = async (parts: HouseBrokerParts): Promise<HouseBroker> => {
  try {
    return over(await connect(parts, 5), 5)
  } catch (error) {
    if (!wantsOlder(error)) throw told(error)
  }
  return over(
    await connect(parts, 4).catch((error: unknown) => {
      throw told(error)
    }),
    4,
  )
}

const told = (error: unknown): HausrechtError =>
  error instanceof HausrechtError ? error : down(error instanceof Error ? error.message : 'closed')

const over = (client: MqttClient, version: 4 | 5): HouseBroker => {
  let reason = 'closed'
  client.on('error', (error) => {
    reason = error.message
  })
  const closed = new Promise<string>((resolve) => client.once('close', () => resolve(reason)))
  const ended = closed.then((why) => {
    throw down(why)
  })
  ended.catch(() => undefined)
  const confirmed = <Value>(work: Promise<Value>): Promise<Value> =>
    late(Promise.race([work, ended]), ANSWER_LIMIT, down('no confirmation'))
  return {
    publish: async (topic, payload, retain) => {
      if (!client.connected) throw down('closed')
      await confirmed(client.publishAsync(topic, payload, { qos: 1, retain }))
    },
    subscribe: async (topic) => {
      const options = version === 5 ? ({ qos: 1, nl: true, rap: true, rh: 0 } as const) : ({ qos: 1 } as const)
      const refused = new HausrechtError('home_broker_refused', `The house's MQTT broker does not let us hear ${topic}`)
      const granted = await confirmed(client.subscribeAsync(topic, options)).catch((error: unknown) => {
        throw client.connected ? refused : told(error)
      })
      if (granted.some(({ qos }) => Number(qos) > 2)) throw refused
    },
    onMessage: (handle) => {
      client.on('message', (topic, payload, { retain, dup }) =>
        handle({ topic, payload: payload.toString(), retain, dup: dup === true }),
      )
    },
    tellsRetained: version === 5,
    closed,
    close: async () => {
      await late(client.endAsync(), millis(1000), down('no goodbye')).catch(() => client.stream.destroy())
    },
  }
}
