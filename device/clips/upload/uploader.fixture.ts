// An uploader over a real spool and a service on loopback, and a way to wait for what should happen.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import * as assert from 'uvu/assert'
import type { DoorId } from '#protocol/units.ts'
import { millis } from '#protocol/units.ts'
import { systemClock } from '../../clock/system.ts'
import { type Dropped, openIn, silent, withFolder } from '../spool/spool.fixture.ts'
import type { OpenSpool, SpoolOptions } from '../spool/spool.ts'
import { type Service, startService } from './service.fixture.ts'
import { createUploader, type Uploader, type UploaderParts } from './uploader.ts'

export const DOOR = 'D'.repeat(43) as DoorId

/** Resolves when it holds; at most twenty seconds. */
export const until = async (holds: () => boolean, what: string): Promise<void> => {
  const end = Date.now() + 20_000
  while (!holds()) {
    assert.ok(Date.now() < end, `in time: ${what}`)
    await sleep(2)
  }
}

export interface World {
  readonly folder: string
  readonly spool: OpenSpool & { readonly drops: Dropped[] }
  readonly service: Service
  readonly uploader: Uploader
}

export interface WorldOptions {
  readonly parts?: Partial<UploaderParts>
  readonly spool?: Partial<SpoolOptions>
  readonly log?: Logger
  /** Not told whose door it is. */
  readonly unowned?: boolean
}

export const uploaderOf = (spool: OpenSpool, base: string, options: WorldOptions = {}): Uploader => {
  const uploader = createUploader({
    base,
    door: DOOR,
    outbox: spool.outbox,
    clock: systemClock(),
    random: () => 0,
    log: options.log ?? silent,
    stillMost: millis(300),
    ...options.parts,
  })
  if (!options.unowned) uploader.own('ownership')
  return uploader
}

export const withWorld = (use: (world: World) => Promise<void>, options: WorldOptions = {}): Promise<void> =>
  withFolder(async (folder) => {
    const service = await startService()
    const spool = await openIn(folder, options.spool)
    const uploader = uploaderOf(spool, service.base, options)
    try {
      await use({ folder, spool, service, uploader })
    } finally {
      await uploader.close()
      await spool.close()
      await service.close()
    }
  })
