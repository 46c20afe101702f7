// Sockets: MQTT over TCP, TLS and WebSocket, each a server of its own on its own address, each without Nagle's delay
// (a small QoS 1 exchange otherwise waits 40 ms for the other side's delayed acknowledgement).

import { createServer as createHttpServer, type Server as HttpServer, type IncomingMessage } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer } from 'node:tls'
import { createWebSocketStream, WebSocketServer } from 'ws'
import { HausrechtError } from '#protocol/fault.ts'

export interface Address {
  readonly host: string
  /** 0: whichever is free. */
  readonly port: number
}

/** PEM texts. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

export type ListenerKind = 'mqtt' | 'mqtts' | 'ws' | 'wss'

export interface Opening {
  readonly kind: ListenerKind
  readonly address: Address
  readonly tls: Certificate | undefined
}

export interface Listener {
  readonly kind: ListenerKind
  readonly port: number
  /** Takes no more connections; those that are stay until they are ended. */
  stop(): void
}

/** What is done with a fresh socket, before its first byte: false ends it. And with the stream of MQTT bytes in it. */
export interface Reception {
  enter(socket: Socket): boolean
  serve(stream: Duplex, address: string): void
}

const HANDSHAKE_MS = 5000
const BACKLOG = 1024
const FRAME_MOST = 512 * 1024

const tcp = (reception: Reception): Server =>
  createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 }, (socket) => {
    if (reception.enter(socket)) reception.serve(socket, socket.remoteAddress ?? '')
  })

const tls = (reception: Reception, certificate: Certificate): Server => {
  const server = createTlsServer(
    { ...certificate, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS, noDelay: true },
    (socket) => reception.serve(socket, socket.remoteAddress ?? ''),
  )
  // Counted before the handshake: that is the dear part of a connection.
  server.prependListener('connection', (socket: Socket) => {
    if (!reception.enter(socket)) socket.destroy()
  })
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  return server
}

const webSocket = (reception: Reception, certificate: Certificate | undefined): HttpServer => {
  const options = {
    noDelay: true,
    maxHeaderSize: 8192,
    headersTimeout: HANDSHAKE_MS,
    requestTimeout: HANDSHAKE_MS,
    connectionsCheckingInterval: 1000,
  }
  const server = certificate
    ? createHttpsServer({ ...options, ...certificate, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS })
    : createHttpServer(options)
  server.prependListener('connection', (socket: Socket) => {
    if (!reception.enter(socket)) socket.destroy()
  })
  server.on('request', (_request, response) => {
    response.writeHead(426, { connection: 'close', 'content-type': 'text/plain' }).end('MQTT over WebSocket only.\n')
  })
  server.on('upgrade', upgrading(reception))
  return server
}

/** Takes over the socket of a request to speak MQTT over WebSocket; whoever calls has let it `enter`. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

const upgrading = (reception: Reception): Upgrade => {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: FRAME_MOST,
    // [MQTT-6.0.0-3], [MQTT-6.0.0-4]
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  })
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const offered = request.headers['sec-websocket-protocol'] ?? ''
    if (!offered.split(',').some((name) => name.trim() === 'mqtt')) return refuseUpgrade(socket)
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const stream = createWebSocketStream(webSocket, { allowHalfOpen: false })
      reception.serve(stream, request.socket.remoteAddress ?? '')
    })
  }
}

/** As a listener of its own would, for a socket that another server took in. */
export const upgradeFor = (reception: Reception): Upgrade => {
  const upgrade = upgrading(reception)
  return (request, socket, head) => {
    if (reception.enter(request.socket)) upgrade(request, socket, head)
  }
}

const refuseUpgrade = (socket: Duplex): void => {
  socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
}

const serverFor = ({ kind, tls: certificate }: Opening, reception: Reception): Server => {
  if (kind === 'mqtt') return tcp(reception)
  if (kind === 'ws') return webSocket(reception, undefined)
  if (!certificate) {
    throw new HausrechtError('tls_missing', `The listener "${kind}" needs a certificate: set tls.cert and tls.key.`)
  }
  return kind === 'mqtts' ? tls(reception, certificate) : webSocket(reception, certificate)
}

/**
 * Opens one listener.
 * @throws HausrechtError `listen_failed` when the address is taken or not ours
 */
export const listen = async (opening: Opening, reception: Reception): Promise<Listener> => {
  const server = serverFor(opening, reception)
  const { host, port } = opening.address
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new HausrechtError('listen_failed', `Cannot listen for ${opening.kind} on ${host}:${port}.`, { cause }))
    })
    server.listen({ host, port, backlog: BACKLOG }, resolve)
  })
  server.removeAllListeners('error')
  server.on('error', () => undefined)
  const bound = server.address()
  return {
    kind: opening.kind,
    port: typeof bound === 'object' && bound ? bound.port : port,
    stop: () => {
      server.close()
    },
  }
}
