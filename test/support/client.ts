// A real MQTT client with a key, for tests: what a courier's, an owner's, a door's or an attacker's program would be.

import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { CONNECT, type ConnectClaims } from '#protocol/connect.ts'
import { freshId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { signToken } from '#protocol/token.ts'
import { epochMs, type Thumbprint, toSeconds } from '#protocol/units.ts'
import { within } from './wait.ts'

export interface Heard {
  readonly topic: string
  readonly payload: string
  readonly retain: boolean
}

export interface Connecting {
  readonly url: string
  /** The bridge's thumbprint. */
  readonly bridge: Thumbprint | 'unpaired'
  readonly chain?: readonly string[]
  /** Set when one key has several connections. */
  readonly suffix?: string
  readonly now?: number
  /** What an attacker changes. */
  readonly claims?: Partial<ConnectClaims>
  readonly options?: IClientOptions
}

export interface Client {
  readonly key: SigningKey
  /** Everything heard so far, oldest first. */
  readonly heard: readonly Heard[]
  /** Resolves when it was acknowledged; rejects when the connection ended instead. */
  publish(topic: string, payload: string | Buffer, options?: { qos?: 0 | 1 | 2; retain?: boolean }): Promise<void>
  /** @returns the filters that were refused */
  subscribe(...filters: string[]): Promise<readonly string[]>
  /** The next message that fits, among those not yet taken by an earlier `next`. */
  next(fits: string | ((heard: Heard) => boolean), limit?: number): Promise<Heard>
  readonly closed: Promise<void>
  isConnected(): boolean
  end(): Promise<void>
  readonly mqtt: MqttClient
}

/** A connect token, as it should be but for the overrides. */
export const connectToken = (key: SigningKey, to: Connecting, clientId: string): Promise<string> =>
  signToken(
    CONNECT,
    {
      v: 1,
      iss: key.thumbprint,
      aud: to.bridge,
      jti: freshId(),
      iat: toSeconds(epochMs(to.now ?? Date.now())),
      cid: clientId,
      chain: [...(to.chain ?? [])],
      ...to.claims,
    },
    key,
  )

/** @throws when the broker says no */
export const connectAs = async (key: SigningKey, to: Connecting): Promise<Client> => {
  const clientId = to.suffix === undefined ? key.thumbprint : `${key.thumbprint}.${to.suffix}`
  const client = mqtt.connect(to.url, {
    clientId,
    username: key.thumbprint,
    password: await connectToken(key, to, clientId),
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: 2500,
    keepalive: 30,
    ...to.options,
  })
  const closed = new Promise<void>((resolve) => {
    client.once('close', () => resolve())
  })
  const heard = listening(client)
  try {
    await within(connected(client), 'the connection')
  } catch (error) {
    client.end(true)
    throw error
  }
  return over(client, key, heard, closed)
}

const connected = (client: MqttClient): Promise<void> =>
  new Promise((resolve, reject) => {
    let cause = new Error('the connection was closed')
    client.on('error', (error) => {
      cause = error
    })
    client.once('connect', () => resolve())
    client.once('close', () => reject(cause))
  })

interface Ear {
  readonly heard: Heard[]
  wake: () => void
}

const listening = (client: MqttClient): Ear => {
  const ear: Ear = { heard: [], wake: () => undefined }
  client.on('message', (topic, payload, { retain }) => {
    ear.heard.push({ topic, payload: payload.toString(), retain })
    ear.wake()
  })
  return ear
}

const over = (client: MqttClient, key: SigningKey, ear: Ear, closed: Promise<void>): Client => {
  const taken = new Set<Heard>()
  const nextOf = async (fits: (heard: Heard) => boolean): Promise<Heard> => {
    for (;;) {
      const found = ear.heard.find((one) => !taken.has(one) && fits(one))
      if (found) {
        taken.add(found)
        return found
      }
      await new Promise<void>((resolve) => {
        const before = ear.wake
        ear.wake = () => {
          before()
          resolve()
        }
      })
    }
  }
  return {
    key,
    heard: ear.heard,
    closed,
    mqtt: client,
    isConnected: () => client.connected,
    publish: async (topic, payload, options = {}) => {
      const ended = closed.then(() => Promise.reject(new Error('the connection ended')))
      const said = client.publishAsync(topic, payload, { qos: 1, ...options })
      await within(Promise.race([said, ended]), `the acknowledgement on ${topic}`)
    },
    subscribe: async (...filters) => {
      // MQTT.js throws for a refused filter; the refusals themselves are what a test asks for.
      const granted = await within(
        new Promise<readonly { topic: string; qos: number }[]>((resolve, reject) => {
          client.subscribe(filters, { qos: 1 }, (error, grants, packet) => {
            const codes = packet && 'granted' in packet ? (packet.granted as number[]) : undefined
            if (codes) resolve(filters.map((topic, at) => ({ topic, qos: codes[at] ?? 128 })))
            else if (error) reject(error)
            else resolve(grants ?? [])
          })
        }),
        `the answer on ${filters.join()}`,
      )
      return granted.filter(({ qos }) => qos === 128).map(({ topic }) => topic)
    },
    next: (fits, limit) => {
      const fitting = typeof fits === 'string' ? (one: Heard) => one.topic === fits : fits
      return within(nextOf(fitting), `a message (${String(fits)})`, limit)
    },
    end: async () => {
      client.end(true)
      await within(closed, 'the end of the connection')
    },
  }
}
