// A real bridge in this process for a test: its own folder, key, SQLite file and free ports on 127.0.0.1.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import { type Bridge, type BridgeParts, createBridge } from '#bridge/bridge.ts'
import { realClock } from '#bridge/clock.ts'
import { type Http, openHttp } from '#bridge/http/http.ts'
import { readSite } from '#bridge/http/site/site.ts'
import type { StorePort } from '#bridge/store/port.ts'
import { openSqliteStore } from '#bridge/store/sql/store.ts'
import type { SigningKey } from '#protocol/keys.ts'
import type { Thumbprint } from '#protocol/units.ts'
import { makeKey } from './people.ts'

export interface TestBridge {
  readonly key: SigningKey
  readonly thumbprint: Thumbprint
  readonly store: StorePort
  /** mqtt://127.0.0.1:port */
  readonly url: string
  readonly ports: Bridge['ports']
  /** http://127.0.0.1:port, where pages were asked for; else empty. */
  readonly origin: string
  /** What a client needs to connect. */
  readonly at: { readonly url: string; readonly bridge: Thumbprint }
  connections(): number
  /** Stops it and starts it again on the same store, with the same key, on the same port. */
  restart(): Promise<void>
  close(): Promise<void>
}

export type BridgeChanges = Partial<Omit<BridgeParts, 'store' | 'key'>> & {
  /** Folder of built pages, given out over HTTP with all that belongs to them. */
  readonly pages?: string
}

const webOf = (folder: string, port: number, bridge: Bridge, store: StorePort, parts: BridgeParts): Promise<Http> =>
  openHttp([{ address: { host: '127.0.0.1', port }, tls: undefined }], {
    ...{ key: parts.key, store, clock: parts.clock, log: parts.log, ports: () => bridge.ports },
    ...{ upgrade: bridge.upgrade, site: readSite(folder) },
  })

const silent = (): Logger => pino({ level: process.env['HAUSRECHT_TEST_LOG'] ?? 'silent' })

/** @param changes limits, owners, clock … where a test needs others */
export const startBridge = async ({ pages, ...changes }: BridgeChanges = {}): Promise<TestBridge> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-bridge-'))
  const key = await makeKey()
  const file = join(folder, 'bridge.sqlite')
  const open = async (port: number, httpPort: number) => {
    const store = await openSqliteStore(file)
    const parts: BridgeParts = {
      key,
      store,
      clock: realClock(),
      log: silent(),
      listen: [{ kind: 'mqtt', address: { host: '127.0.0.1', port }, tls: undefined }],
      ...changes,
    }
    const bridge = await createBridge(parts)
    const http = pages === undefined ? undefined : await webOf(pages, httpPort, bridge, store, parts)
    return { bridge, store, http }
  }
  let running = await open(0, 0)
  const port = running.bridge.ports.mqtt ?? 0
  const [httpPort = 0] = running.http?.ports ?? []
  const stop = async (): Promise<void> => {
    await running.http?.close()
    await running.bridge.close()
    await running.store.close()
  }
  const url = `mqtt://127.0.0.1:${port}`
  return {
    key,
    thumbprint: key.thumbprint,
    get store() {
      return running.store
    },
    get ports() {
      return running.bridge.ports
    },
    url,
    origin: httpPort === 0 ? '' : `http://127.0.0.1:${httpPort}`,
    at: { url, bridge: key.thumbprint },
    connections: () => running.bridge.connections(),
    restart: async () => {
      await stop()
      running = await open(port, httpPort)
    },
    close: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
