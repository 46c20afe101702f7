// One MQTT connection from CONNECT to close. It never reconnects and never queues: a fresh one is made instead,
// so nothing said into a dead connection is ever said later.

import { Socket } from 'node:net'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { CONNECT } from '#protocol/connect.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { freshId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { signToken } from '#protocol/token.ts'
import { TOPICS } from '#protocol/topics.ts'
import { type EpochMs, type Millis, millis, type Thumbprint, toSeconds } from '#protocol/units.ts'
import { watchFrames } from './frames.ts'
import { within } from './within.ts'

const CONNECT_LIMIT = millis(5000)
const ANSWER_LIMIT = millis(5000)
const KEEPALIVE_SECONDS = 20
/** The largest message there is, its topic and packet id. */
const PACKET_BYTES = Math.max(...Object.values(TOPICS).map(({ maxBytes }) => maxBytes)) + 1024

export interface SessionParts {
  readonly url: string
  readonly key: SigningKey
  /** The bridge's thumbprint, or `unpaired`. */
  readonly audience: Thumbprint | 'unpaired'
  /** A courier's grants; doors and owners have none. */
  readonly chain?: readonly string[]
  /** Set when a key has more than one session at a time. */
  readonly suffix?: string
  /** PEM of an authority to trust beside the system's, for a bridge with a certificate of its own making. */
  readonly ca?: string
  now(): EpochMs
}

export interface Session {
  /** Resolves when the bridge has it (QoS 1); throws `link_down` or `link_slow`. */
  publish(topic: string, payload: string, options: { readonly qos: 0 | 1; readonly retain: boolean }): Promise<void>
  /** @returns the filters the bridge did not grant */
  subscribe(filters: readonly string[]): Promise<readonly string[]>
  /**
   * Messages one at a time, in order: the next comes when the promise is settled. A handler that fails ends the
   * session, its message unconfirmed. Set before subscribing.
   */
  onMessage(handle: (topic: string, payload: string) => Promise<void> | void): void
  /** Resolves with the reason when the connection has ended, however it did. */
  readonly closed: Promise<string>
  readonly connected: boolean
  close(limit?: Millis): Promise<void>
}

const optionsOf = async (parts: SessionParts): Promise<IClientOptions> => {
  const { key, audience } = parts
  const clientId = parts.suffix === undefined ? key.thumbprint : `${key.thumbprint}.${parts.suffix}`
  const claims = {
    v: 1 as const,
    iss: key.thumbprint,
    aud: audience,
    jti: freshId(),
    iat: toSeconds(parts.now()),
    cid: clientId,
  }
  return {
    clientId,
    username: key.thumbprint,
    password: await signToken(CONNECT, { ...claims, chain: [...(parts.chain ?? [])] }, key),
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_LIMIT,
    keepalive: KEEPALIVE_SECONDS,
    queueQoSZero: false,
    resubscribe: false,
    ...(parts.ca === undefined ? {} : { ca: parts.ca }),
  }
}

const opened = (client: MqttClient): Promise<void> =>
  new Promise((resolve, reject) => {
    let cause: Error | undefined
    client.once('connect', () => resolve())
    client.on('error', (error) => {
      cause ??= error
    })
    client.once('close', () => {
      reject(
        new HausrechtError('link_refused', `No connection to the bridge: ${cause?.message ?? 'closed'}`, { cause }),
      )
    })
  })

/**
 * Opens a session.
 * @throws HausrechtError `link_refused` when the bridge does not answer or does not want this key
 */
export const openSession = async (parts: SessionParts): Promise<Session> => {
  const client = mqtt.connect(parts.url, await optionsOf(parts))
  let reason = 'closed'
  client.on('error', (error) => {
    reason = error.message
  })
  const isSound = watchFrames(PACKET_BYTES)
  client.stream.on('data', (chunk: Buffer) => {
    if (!isSound(chunk)) client.stream.destroy()
  })
  const closed = new Promise<string>((resolve) => {
    client.once('close', () => resolve(reason))
  })
  try {
    await within(opened(client), CONNECT_LIMIT, 'link_refused', 'The bridge did not answer in time')
  } catch (error) {
    client.end(true)
    throw error
  }
  sendAtOnce(client)
  return sessionOver(client, closed)
}

/**
 * No Nagle on our side either: a small message after a confirmation that is not acknowledged yet would wait for the
 * other side's delayed ACK, 40 ms (RFC 1122 §4.2.3.2, §4.2.3.4).
 */
const sendAtOnce = (client: MqttClient): void => {
  const stream: object = client.stream
  if (stream instanceof Socket) stream.setNoDelay(true)
}

/** Return code 0x80 [MQTT-3.9.3-2]. */
const REFUSED = 128

/** The bridge's answer, filter by filter. MQTT.js takes one no among them for an error. */
const subscribed = (client: MqttClient, filters: readonly string[]): Promise<readonly unknown[]> =>
  new Promise((resolve, reject) => {
    client.subscribe([...filters], { qos: 1 }, (error, _, packet) => {
      if (packet) resolve(packet.granted)
      else reject(error ?? new HausrechtError('link_down', 'Not connected to the bridge'))
    })
  })

/** A bridge that refuses a message ends the connection, which is all MQTT 3.1.1 has to say so [MQTT-3.3.5-2]. */
const endOf = (closed: Promise<string>): Promise<never> => {
  const ended = closed.then((reason) => {
    throw new HausrechtError('link_down', `The bridge ended the connection: ${reason}`)
  })
  ended.catch(() => undefined)
  return ended
}

const sessionOver = (client: MqttClient, closed: Promise<string>, ended = endOf(closed)): Session => ({
  closed,
  get connected() {
    return client.connected
  },
  publish: async (topic, payload, options) => {
    if (!client.connected) throw new HausrechtError('link_down', 'Not connected to the bridge')
    const said = within(
      Promise.race([client.publishAsync(topic, payload, options), ended]),
      ANSWER_LIMIT,
      'link_slow',
      'The bridge did not confirm',
    )
    // A connection that does not confirm is dead, long before the keep-alive says so.
    await said.catch((error: unknown) => {
      client.stream.destroy()
      throw error
    })
  },
  subscribe: async (filters) => {
    const codes = await within(subscribed(client, filters), ANSWER_LIMIT, 'link_slow', 'The bridge did not confirm')
    return filters.filter((_, at) => codes[at] === REFUSED)
  },
  onMessage: (handle) => {
    // MQTT.js confirms a message and reads the next one only when this calls back.
    client.handleMessage = (packet, done) => {
      const handled = Promise.resolve().then(() => handle(packet.topic, packet.payload.toString()))
      // An error handed to `done` would end up in a stream that nobody listens to, and end the program.
      handled.then(
        () => done(),
        () => client.stream.destroy(),
      )
    }
  },
  close: async (limit = millis(1000)) => {
    const ended = within(client.endAsync(), limit, 'link_slow', 'The bridge did not see us off')
    // MQTT.js takes no second, harder `end`.
    await ended.catch(() => client.stream.destroy())
  },
})
