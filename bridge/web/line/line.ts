// One MQTT connection over a WebSocket, from a page to its bridge. It never comes back by itself and keeps nothing for
// later: what cannot be said now is an error now. The only folder that knows the MQTT library.

import { type Client, mqtt, type Publish, type SocketLike } from 'u8-mqtt/esm/web/basic-v4.js'
import { HausrechtError } from '#protocol/fault.ts'
import { createPackets } from './packets.ts'

const OPEN_LIMIT = 8000
const ANSWER_LIMIT = 5000
/** The bridge takes at most 120 s. */
const KEEPALIVE_SECONDS = 30
/** A socket that swallowed so much is dead, or so slow that it is no use. */
const UNSENT_MOST = 1024 * 1024

export interface LineParts {
  /** ws: or wss: */
  readonly url: string
  readonly clientId: string
  readonly username: string
  /** A connect token. Made while the connection opens: what it is signed with may have to be found out first. */
  readonly password: () => Promise<string>
  /** Filters that are subscribed in the same breath. */
  readonly listen?: readonly string[]
  /** @param retained an old word, kept by the bridge, not one of now */
  readonly hear: (topic: string, payload: string, retained: boolean) => void
}

export interface Line {
  /** Filters of those asked for at the beginning that the bridge gives. */
  readonly listens: readonly string[]
  /** Resolves when the bridge has confirmed it. @throws HausrechtError `link_down`, `link_slow` */
  publish(topic: string, payload: string, options: { readonly qos: 0 | 1; readonly retain: boolean }): Promise<void>
  /** @returns filters that the bridge refused */
  subscribe(filters: readonly string[]): Promise<readonly string[]>
  unsubscribe(filters: readonly string[]): Promise<void>
  /** Is somebody still there? Closes the line when nobody answers. */
  probe(): Promise<void>
  readonly isOpen: boolean
  readonly closed: Promise<void>
  close(): void
}

const decoder = new TextDecoder('utf-8')
/** [MQTT-3.9.3-2] */
const REFUSED = 0x80

const within = async <Value>(work: Promise<Value>, limit: number): Promise<Value> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HausrechtError('link_slow', 'The bridge did not answer in time.')), limit)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

const opened = (socket: WebSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    const fail = (): void => reject(new HausrechtError('link_refused', 'The bridge does not answer.'))
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', fail, { once: true })
    socket.addEventListener('close', fail, { once: true })
  })

/** The socket as the library sees it: one whole packet a message. */
const inPackets = (socket: WebSocket): SocketLike => {
  const read = createPackets()
  const seen: SocketLike = {
    readyState: WebSocket.OPEN,
    binaryType: 'arraybuffer',
    send: (bytes) => socket.send(bytes),
  }
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('message', ({ data }) => {
    const packets = data instanceof ArrayBuffer ? read(new Uint8Array(data)) : undefined
    if (!packets) socket.close()
    for (const packet of packets ?? []) seen.onmessage?.({ data: packet.buffer })
  })
  socket.addEventListener('close', () => seen.onclose?.({ wasClean: true }))
  return seen
}

const createClient = (hear: LineParts['hear']): Client => {
  const client = mqtt({
    sess_stg: null,
    keep_alive: 0,
    on_mqtt_type: {
      mqtt_publish: (packet: Publish) => {
        const { topic, payload, retain, qos, pkt_id: id } = packet
        // Confirmed before it is looked at: a page that was wrong about it once would be wrong about it again.
        if (qos === 1 && id !== undefined) client.puback({ pkt_id: id }).catch(() => undefined)
        hear(topic, decoder.decode(payload), retain)
      },
    },
    log_conn: () => undefined,
    on_error: () => undefined,
    on_disconnect: () => undefined,
    on_live: () => undefined,
  })
  return client
}

/** @throws HausrechtError `link_refused`, `link_slow` */
export const openLine = async ({ url, clientId, username, password, listen = [], hear }: LineParts): Promise<Line> => {
  const socket = new WebSocket(url, ['mqtt'])
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener('close', () => resolve(), { once: true })
  })
  const client = createClient(hear)
  const connected = async (): Promise<readonly string[]> => {
    const signed = password()
    // Told by the first that fails.
    signed.catch(() => undefined)
    await opened(socket)
    client.with_websock(inPackets(socket))
    const ended = closed.then(() => {
      throw new HausrechtError('link_refused', 'The bridge closed the connection.')
    })
    const flags = { clean_start: true } as const
    const who = { client_id: clientId, username, password: await signed }
    const asked = client.connect({ ...who, keep_alive: KEEPALIVE_SECONDS, flags })
    // A client need not wait for CONNACK [MQTT-3.1.4, non-normative]: a round trip less until the door is heard.
    const heard = listen.length === 0 ? [] : subscribeAtOnce(client, listen)
    const [, granted] = await Promise.race([Promise.all([asked, heard]), ended])
    return granted
  }
  let listens: readonly string[]
  try {
    listens = await within(connected(), OPEN_LIMIT)
  } catch (cause) {
    socket.close()
    if (cause instanceof HausrechtError) throw cause
    throw new HausrechtError('link_refused', 'The bridge does not want this key.', { cause })
  }
  return lineOver(client, socket, closed, listens)
}

const refusedOf = (filters: readonly string[], codes: readonly number[] = []): readonly string[] =>
  filters.filter((_, at) => Number(codes[at] ?? REFUSED) >= REFUSED)

const subscribeAtOnce = async (client: Client, filters: readonly string[]): Promise<readonly string[]> => {
  const packet = { topics: filters, qos: 1 } as const
  const [answer] = await client._send0('subscribe', packet, packet)
  const refused = new Set(refusedOf(filters, answer?.answers))
  return filters.filter((filter) => !refused.has(filter))
}

const lineOver = (client: Client, socket: WebSocket, closed: Promise<void>, listens: readonly string[]): Line => {
  const isOpen = (): boolean => socket.readyState === WebSocket.OPEN
  const down = (): HausrechtError => new HausrechtError('link_down', 'There is no connection to the bridge.')
  const ended = closed.then(() => {
    throw down()
  })
  ended.catch(() => undefined)

  /** Whoever does not answer in time is gone, long before the keep-alive says so. */
  const answered = async <Value>(ask: () => Promise<Value>): Promise<Value> => {
    if (!isOpen() || socket.bufferedAmount > UNSENT_MOST) throw down()
    try {
      return await within(Promise.race([ask(), ended]), ANSWER_LIMIT)
    } catch (error) {
      socket.close()
      throw error
    }
  }
  const probe = async (): Promise<void> => {
    await answered(() => client.ping())
  }
  const beat = setInterval(() => {
    if (isOpen()) probe().catch(() => undefined)
  }, KEEPALIVE_SECONDS * 500)
  closed.then(() => clearInterval(beat)).catch(() => undefined)

  return {
    get isOpen() {
      return isOpen()
    },
    listens,
    closed,
    probe: () => probe().catch(() => undefined),
    publish: async (topic, payload, { qos, retain }) => {
      const answer = await answered(() => client.pub({ topic, payload, qos, retain }))
      if (answer !== true && answer[0] === undefined)
        throw new HausrechtError('link_slow', 'The bridge did not confirm.')
    },
    subscribe: async (filters) => {
      const [answer] = await answered(() => client.subscribe(filters, { qos: 1 }))
      return refusedOf(filters, answer?.answers)
    },
    unsubscribe: async (filters) => {
      await answered(() => client.unsubscribe(filters))
    },
    close: () => {
      // The bridge frees the client id at once when it is said.
      if (isOpen()) client.disconnect().catch(() => undefined)
      socket.close()
    },
  }
}
