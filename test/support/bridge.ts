// A real bridge in this process for a test: its own folder, key, SQLite file and free ports on 127.0.0.1.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import { type Bridge, type BridgeParts, createBridge } from '#bridge/bridge.ts'
import { realClock } from '#bridge/clock.ts'
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
  /** What a client needs to connect. */
  readonly at: { readonly url: string; readonly bridge: Thumbprint }
  connections(): number
  /** Stops it and starts it again on the same store, with the same key, on the same port. */
  restart(): Promise<void>
  close(): Promise<void>
}

export type BridgeChanges = Partial<Omit<BridgeParts, 'store' | 'key'>>

const silent = (): Logger => pino({ level: process.env['HAUSRECHT_TEST_LOG'] ?? 'silent' })

/** @param changes limits, owners, clock … where a test needs others */
export const startBridge = async (changes: BridgeChanges = {}): Promise<TestBridge> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-bridge-'))
  const key = await makeKey()
  const file = join(folder, 'bridge.sqlite')
  const open = async (port: number): Promise<{ bridge: Bridge; store: StorePort }> => {
    const store = await openSqliteStore(file)
    const bridge = await createBridge({
      key,
      store,
      clock: realClock(),
      log: silent(),
      listen: [{ kind: 'mqtt', address: { host: '127.0.0.1', port }, tls: undefined }],
      ...changes,
    })
    return { bridge, store }
  }
  let running = await open(0)
  const port = running.bridge.ports.mqtt ?? 0
  const stop = async (): Promise<void> => {
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
    at: { url, bridge: key.thumbprint },
    connections: () => running.bridge.connections(),
    restart: async () => {
      await stop()
      running = await open(port)
    },
    close: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
