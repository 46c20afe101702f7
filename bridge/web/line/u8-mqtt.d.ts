// The part of u8-mqtt that is used: one connection, without its router and without its own reconnecting.

declare module 'u8-mqtt/esm/web/basic-v4.js' {
  /** An answer, or why there is none. */
  type Answer<Packet> = [packet: Packet | undefined, error?: unknown]

  export interface Publish {
    readonly topic: string
    readonly payload: Uint8Array
    readonly qos: number
    readonly retain: boolean
    readonly pkt_id?: number
  }

  /** What it uses of a WebSocket. */
  export interface SocketLike {
    readonly readyState: number
    binaryType: string
    send(bytes: Uint8Array<ArrayBuffer>): void
    onmessage?: (event: { readonly data: ArrayBufferLike }) => void
    onerror?: () => void
    onclose?: (event: { readonly wasClean: boolean }) => void
  }

  export interface Client {
    with_websock(socket: SocketLike): this
    connect(packet: {
      readonly client_id: string
      readonly username: string
      readonly password: string
      readonly keep_alive: number
      readonly flags: { readonly clean_start: true }
    }): Promise<unknown>
    /** Does not wait until the connection was confirmed. The last is whose answer it waits for. */
    _send0<Packet extends { readonly topics: readonly string[]; readonly qos: 0 | 1 }>(
      type: 'subscribe',
      packet: Packet,
      key: Packet,
    ): Promise<Answer<{ readonly answers: readonly number[] }>>
    disconnect(): Promise<unknown>
    ping(): Promise<unknown>
    puback(packet: { readonly pkt_id: number }): Promise<unknown>
    pub(packet: {
      readonly topic: string
      readonly payload: string
      readonly qos: 0 | 1
      readonly retain: boolean
    }): Promise<Answer<object> | true>
    subscribe(
      topics: readonly string[],
      options: { readonly qos: 0 | 1 },
    ): Promise<Answer<{ readonly answers: readonly number[] }>>
    unsubscribe(topics: readonly string[]): Promise<Answer<object>>
  }

  export const mqtt: (options: {
    readonly sess_stg: null
    /** 0: it pings by itself not at all. */
    readonly keep_alive: 0
    readonly on_mqtt_type: { mqtt_publish(packet: Publish): void }
    log_conn(): void
    on_error(error: unknown): void
    on_disconnect(): void
    on_live(): void
  }) => Client
}
