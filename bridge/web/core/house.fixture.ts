// A bridge with the built pages, and a door of an owner whose seed is known, for trying the app in a real browser.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importJWK } from 'jose'
import { pino } from 'pino'
import { ConfigSchema } from '#bridge/config/config.ts'
import { openBridge, type RunningBridge } from '#bridge/open.ts'
import { asymmetric, publicPart, type SigningKey, signingKey } from '#protocol/keys.ts'
import { freshSeed, jwkOfSeed } from '#protocol/recovery.ts'
import { type DoorClient, startDoor } from '#test/support/door-client.ts'

export interface WebHouse {
  readonly seed: string
  readonly owner: SigningKey
  readonly door: DoorClient
  readonly at: { readonly url: string; readonly bridge: SigningKey['thumbprint'] }
  /** http://127.0.0.1:port */
  readonly origin: string
  /** Stops the bridge and starts it again on the same ports and data; the door comes back, too. */
  restart(): Promise<void>
  close(): Promise<void>
}

export const ownerOfSeed = async (seed: string): Promise<SigningKey> => {
  const jwk = jwkOfSeed(seed)
  return signingKey(asymmetric(await importJWK(jwk, 'EdDSA')), publicPart(jwk))
}

const config = (data: string, folder: string, mqtt: number, http: number) =>
  ConfigSchema.parse({
    data,
    listen: { mqtt: `127.0.0.1:${mqtt}`, ws: '', http: `127.0.0.1:${http}` },
    web: { folder },
  })

/** @param folder of the built pages */
export const startWebHouse = async (folder: string, seed = freshSeed()): Promise<WebHouse> => {
  const owner = await ownerOfSeed(seed)
  const data = await mkdtemp(join(tmpdir(), 'hausrecht-web-'))
  const open = (mqtt: number, http: number): Promise<RunningBridge> =>
    openBridge(config(data, folder, mqtt, http), pino({ level: process.env['HAUSRECHT_TEST_LOG'] ?? 'silent' }))
  let bridge = await open(0, 0)
  const mqtt = bridge.ports.mqtt ?? 0
  const [http = 0] = bridge.httpPorts
  const at = { url: `mqtt://127.0.0.1:${mqtt}`, bridge: bridge.key.thumbprint }
  let door = await startDoor({ ...at, owner })
  return {
    seed,
    owner,
    get door() {
      return door
    },
    at,
    origin: `http://127.0.0.1:${http}`,
    restart: async () => {
      await door.end()
      await bridge.close()
      bridge = await open(mqtt, http)
      door = await startDoor({ ...at, owner, goesOn: door })
    },
    close: async () => {
      await door.end()
      await bridge.close()
      await rm(data, { recursive: true, force: true })
    },
  }
}
