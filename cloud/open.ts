// A whole clip service from its settings: key, store, clips, HTTP, rounds. All state is in the store.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { Catalogue } from './clips/catalogue.ts'
import { Doors } from './clips/doors.ts'
import { Heads } from './clips/heads.ts'
import { Intake } from './clips/intake.ts'
import { Reads } from './clips/reads.ts'
import { Removal } from './clips/removal.ts'
import { Retention } from './clips/retention.ts'
import { Room } from './clips/room.ts'
import { Sweep } from './clips/sweep.ts'
import type { Config } from './config/config.ts'
import { addressOf, limitsOf, openStore } from './config/parts.ts'
import { openHttp } from './http/http.ts'
import { openKeyFile } from './keys/key-file.ts'
import type { Store } from './store/port.ts'
import { readCertificate } from './tls/certificate.ts'

export interface Cloud {
  readonly key: SigningKey
  readonly port: number
  /** One round now, as the clock brings one every hour. */
  sweep(): Promise<void>
  /** Takes nothing new, finishes what is under way, lets go of the store. */
  close(): Promise<void>
}

/** @throws HausrechtError what the part that failed says; nothing is left open then */
export const openCloud = async (config: Config, log: Logger, clock: Clock): Promise<Cloud> => {
  const tls = config.tls.cert === '' ? undefined : readCertificate(config.tls, clock.now())
  const key = await openKeyFile(config.key)
  const store = await openStore(config, clock.now())
  try {
    const { parts, sweep } = assemble(config, { key, store, log, clock })
    const http = await openHttp({ address: addressOf(config), tls }, parts)
    const cancel = clock.every(config.sweep, () => {
      sweep.round().catch(() => undefined)
    })
    const first = sweep.round()
    const close = async (): Promise<void> => {
      cancel()
      await http.close()
      await sweep.end()
      await first
      await store.close()
    }
    return { key, port: http.port, sweep: () => sweep.round(), close }
  } catch (error) {
    await store.close()
    throw error
  }
}

interface Base {
  readonly key: SigningKey
  readonly store: Store
  readonly log: Logger
  readonly clock: Clock
}

const assemble = (config: Config, { key, store, log, clock }: Base) => {
  const now = () => clock.now()
  const owners = new Set<string>(config.owners)
  const doors = new Doors(store, (owner) => config.open || owners.has(owner))
  const heads = new Heads(store)
  const room = new Room(store, config.quota, () => clock.monotonic())
  const retention = new Retention(store, config.retention)
  const reads = new Reads(store)
  const catalogue = new Catalogue(store, heads, retention)
  const removal = new Removal({ store, heads, room, key, now })
  const intake = new Intake({ store, doors, heads, room })
  const sweep = new Sweep({ store, catalogue, removal, retention, reads, log, now })
  const shared = { key, store, doors, intake, removal, catalogue, retention, reads, clock, log }
  return { parts: { ...shared, quota: config.quota, limits: limitsOf(config) }, sweep }
}
