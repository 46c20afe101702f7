// The MQTT broker: aedes between our sockets and our doorkeeper. The only folder that knows aedes.
// Decides nothing itself but sizes and counts; who may say or hear what is asked of the doorkeeper every time.

import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { Aedes, type AedesPublishPacket, type Client, type ConnectPacket } from 'aedes'
import type { Clock } from '#protocol/clock.ts'
import { seconds } from '#protocol/units.ts'
import type { Peer } from '../connection/peer.ts'
import { gate } from './gate.ts'
import type { BrokerLimits } from './limits.ts'
import { wireLimits } from './limits.ts'
import { type Listener, listen, type Opening, type Reception, upgradeFor } from './listen.ts'
import type { Broker, Doorkeeper } from './port.ts'
import { inOrder, isRefused, newSession, type Session } from './session.ts'
import { shelf } from './shelf.ts'
import { Wire } from './wire.ts'

export interface BrokerOptions {
  readonly limits: BrokerLimits
  readonly clock: Clock
  readonly keeper: Doorkeeper
}

/** A topic that no filter can name: what is taken goes here. */
const NOWHERE = '$taken'
const CLOSE_WITHIN = seconds(2)

/** CONNECT as the protocol allows it and we do not. */
const connectProblem = (packet: ConnectPacket, limits: BrokerLimits): string | undefined => {
  if (packet.will) return 'will_refused'
  if (packet.clean === false) return 'kept_session_refused'
  const keepalive = packet.keepalive ?? 0
  if (keepalive < 1 || keepalive > limits.keepaliveSeconds) return 'keepalive_refused'
  if (typeof packet.username !== 'string' || !Buffer.isBuffer(packet.password)) return 'credentials_missing'
  return packet.clientId === '' ? 'client_id_missing' : undefined
}

/** CONNACK return codes (§3.2.2.3). */
const BAD_CREDENTIALS = 4
const NOT_AUTHORIZED = 5
const UNAVAILABLE = 3

const withCode = (message: string, returnCode: number) => Object.assign(new Error(message), { returnCode })

const openAedes = (options: BrokerOptions, sessions: WeakMap<Client, Session>): Promise<Aedes> => {
  const { keeper, limits } = options
  const sessionOf = (client: Client | null): Session | undefined => (client ? sessions.get(client) : undefined)
  return Aedes.createBroker({
    concurrency: 0, // no shared slots that slow readers could fill
    connectTimeout: limits.connectMs,
    drainTimeout: limits.connectMs,
    maxTopicLevels: 8,
    maxInflightInbound: 1,
    queueLimit: limits.pending,
    persistence: shelf(),
    preConnect: (client, packet, done) => {
      const problem = connectProblem(packet, limits)
      if (problem) keeper.trouble(problem, { address: sessionOf(client)?.wire.address ?? '' })
      done(problem ? new Error(problem) : null, problem === undefined)
    },
    authenticate: (client, username, password, done) => {
      const session = sessionOf(client)
      if (!session) return done(withCode('gone', NOT_AUTHORIZED), false)
      const { address } = session.wire
      const hello = { clientId: client.id, username: username ?? '', password: String(password ?? ''), address }
      keeper.hello(hello).then(
        (answer) => {
          if (!answer.ok) {
            keeper.trouble(answer.code, { address })
            const code = answer.code.startsWith('token_') ? BAD_CREDENTIALS : NOT_AUTHORIZED
            return done(withCode(answer.code, code), false)
          }
          session.peer = answer.peer
          session.wire.known(keeper.largest(answer.peer))
          done(null, true)
        },
        () => done(withCode('unavailable', UNAVAILABLE), false),
      )
    },
    authorizePublish: (client, packet, done) => {
      const session = sessionOf(client)
      const peer = session?.peer
      if (!session || !peer || packet.topic.startsWith('$')) return done(new Error('not_allowed'))
      const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload)
      const { topic, qos, retain } = packet
      inOrder(session, topic, limits.pending, () => keeper.publish(peer, { topic, payload, qos, retain })).then(
        (verdict) => {
          if (isRefused(verdict)) return done(new Error(verdict.code))
          if (verdict === 'taken') Object.assign(packet, { topic: NOWHERE, retain: false, payload: '' })
          done(null)
        },
        (fault: unknown) => done(fault instanceof Error ? fault : new Error('fault')),
      )
    },
    authorizeSubscribe: (client, subscription, done) => {
      const session = sessionOf(client)
      const { topic, qos } = subscription
      done(null, session && qos < 2 && mayHear(session, topic, limits, keeper) ? subscription : null)
    },
    authorizeForward: (client, packet) => {
      const session = sessionOf(client)
      if (!session?.peer) return null
      return session.told || keeper.forward(session.peer, packet.topic) ? packet : null
    },
  })
}

const mayHear = (session: Session, filter: string, limits: BrokerLimits, keeper: Doorkeeper): boolean => {
  if (!session.peer || (session.filters.size >= limits.subscriptions && !session.filters.has(filter))) return false
  if (!keeper.subscribe(session.peer, filter)) return false
  session.filters.add(filter)
  return true
}

/** Tells the doorkeeper of comings and goings. */
const watch = (aedes: Aedes, keeper: Doorkeeper, sessions: WeakMap<Client, Session>): void => {
  const withPeer = (client: Client, call: (peer: Peer, session: Session) => void): void => {
    const session = sessions.get(client)
    if (session?.peer) call(session.peer, session)
  }
  aedes.on('clientReady', (client) => withPeer(client, (peer) => keeper.ready(peer)))
  aedes.on('clientDisconnect', (client) => withPeer(client, (peer) => keeper.gone(peer)))
  aedes.on('subscribe', (subscriptions, client) => {
    withPeer(client, (peer, session) => {
      keeper.subscribed(
        peer,
        subscriptions.map(({ topic }) => topic).filter((topic) => session.filters.has(topic)),
      )
    })
  })
  aedes.on('unsubscribe', (filters, client) => {
    withPeer(client, (_peer, session) => {
      for (const filter of filters) session.filters.delete(filter)
    })
  })
  const failed = (client: Client, error: Error): void => {
    const session = sessions.get(client)
    if (!session) return
    const key = session.peer?.key
    keeper.trouble(error.message.slice(0, 80), { address: session.wire.address, ...(key ? { key } : {}) })
  }
  aedes.on('clientError', failed)
  aedes.on('connectionError', failed)
}

const packetOf = (topic: string, payload: string, retain: boolean): AedesPublishPacket =>
  ({ cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, retain, dup: false }) as AedesPublishPacket

/** Opens every listener, or none. */
const openAll = async (openings: readonly Opening[], reception: Reception): Promise<Listener[]> => {
  const opened = await Promise.allSettled(openings.map((opening) => listen(opening, reception)))
  const listeners = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const failed = opened.find((one) => one.status === 'rejected')
  if (!failed) return listeners
  for (const listener of listeners) listener.stop()
  throw failed.reason
}

/** Makes a broker that has no listener yet: it can publish already. */
export const openBroker = async (options: BrokerOptions): Promise<Broker> => {
  const { keeper, limits, clock } = options
  const sessions = new WeakMap<Client, Session>()
  const clients = new WeakMap<Peer, { readonly client: Client; readonly session: Session }>()
  const wires = new Set<Wire>()
  const entrance = gate(limits)
  const aedes = await openAedes(options, sessions)
  watch(aedes, keeper, sessions)
  aedes.on('clientReady', (client) => {
    const session = sessions.get(client)
    if (session?.peer) clients.set(session.peer, { client, session })
  })

  const reception: Reception = {
    enter: (socket: Socket) => {
      const address = socket.remoteAddress ?? ''
      const problem = entrance.enter(address, clock.monotonic())
      if (problem) {
        keeper.trouble(problem, { address })
        socket.destroy()
        return false
      }
      socket.once('close', () => entrance.leave(address))
      return true
    },
    serve: (stream: Duplex, address: string) => {
      const wire = new Wire(
        stream,
        address,
        wireLimits(limits),
        () => clock.monotonic(),
        (problem) => {
          keeper.trouble(problem, { address })
        },
      )
      wires.add(wire)
      wire.once('close', () => wires.delete(wire))
      const connection: Duplex = wire
      const client = aedes.handle(connection)
      sessions.set(client, newSession(wire))
    },
  }

  const listeners: Listener[] = []

  return {
    listen: async (openings) => {
      listeners.push(...(await openAll(openings, reception)))
      return Object.fromEntries(listeners.map(({ kind, port }) => [kind, port]))
    },
    upgrade: upgradeFor(reception),
    publish: (topic, payload, { retain }) =>
      new Promise((resolve, reject) => {
        aedes.publish(packetOf(topic, payload, retain), (error) => (error ? reject(error) : resolve()))
      }),
    tell: (peer, topic, payload) => {
      const found = clients.get(peer)
      if (!found || found.client.closed) return false
      found.session.told = true
      found.client.publish(packetOf(topic, payload, false), () => undefined)
      found.session.told = false
      return true
    },
    isSubscribed: (peer, filter) => clients.get(peer)?.session.filters.has(filter) ?? false,
    drop: (peer, why) => {
      keeper.trouble(why, peer)
      clients.get(peer)?.session.wire.destroy()
    },
    allow: (peer, largest) => clients.get(peer)?.session.wire.known(largest),
    connections: () => entrance.inside(),
    close: async () => {
      for (const listener of listeners) listener.stop()
      await new Promise<void>((resolve) => {
        const cancel = clock.after(CLOSE_WITHIN, resolve)
        aedes.close(() => {
          cancel()
          resolve()
        })
      })
      for (const wire of wires) wire.destroy()
    },
  }
}
