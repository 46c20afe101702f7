// What the rest of the bridge needs of an MQTT broker, and what the broker asks of it.

import type { Refused } from '#protocol/refusals.ts'
import type { Thumbprint } from '#protocol/units.ts'
import type { Peer } from '../connection/peer.ts'
import type { Opening, Upgrade } from './listen.ts'

/** CONNECT, as the client said it. Wills, kept sessions and other versions were refused before. */
export interface Hello {
  readonly clientId: string
  readonly username: string
  readonly password: string
  readonly address: string
}

export interface Message {
  readonly topic: string
  readonly payload: Buffer
  readonly qos: 0 | 1 | 2
  readonly retain: boolean
}

/**
 * `forward`: to whoever hears it. `taken`: acknowledged, and goes no further.
 * A refusal ends the connection: MQTT 3.1.1 knows no other no to a PUBLISH [MQTT-3.3.5-2].
 */
export type Verdict = 'forward' | 'taken' | Refused

/** What the broker asks. Nothing here may throw but for a fault, which ends that one connection. */
export interface Doorkeeper {
  hello(hello: Hello): Promise<{ readonly ok: true; readonly peer: Peer } | Refused>
  /** Most bytes of one packet of this client. */
  largest(peer: Peer): number
  ready(peer: Peer): void
  gone(peer: Peer): void
  /** Asked in order for one client and topic; acknowledged only after the answer. */
  publish(peer: Peer, message: Message): Promise<Verdict>
  subscribe(peer: Peer, filter: string): boolean
  subscribed(peer: Peer, filters: readonly string[]): void
  /** Asked for every single delivery, retained ones too. */
  forward(peer: Peer, topic: string): boolean
  /** A connection was refused or ended for cause. */
  trouble(problem: string, who: { readonly address: string; readonly key?: Thumbprint }): void
}

export interface Broker {
  /**
   * Opens the listeners: all of them, or none.
   * @throws HausrechtError `listen_failed`, `tls_missing`
   */
  listen(openings: readonly Opening[]): Promise<Ports>
  /** A request for MQTT over WebSocket that came to another listener. */
  readonly upgrade: Upgrade
  /** To whoever hears the topic. */
  publish(topic: string, payload: string, options: { readonly retain: boolean }): Promise<void>
  /** To this one client, with QoS 1, whether or not it asked for the topic. @returns false when it is gone */
  tell(peer: Peer, topic: string, payload: string): boolean
  isSubscribed(peer: Peer, filter: string): boolean
  drop(peer: Peer, why: string): void
  /** Packets of this client may be this large from now on. */
  allow(peer: Peer, largest: number): void
  connections(): number
  close(): Promise<void>
}

/** The ports in use, by listener; absent: not listening. */
export interface Ports {
  readonly mqtt?: number
  readonly mqtts?: number
  readonly ws?: number
  readonly wss?: number
}
