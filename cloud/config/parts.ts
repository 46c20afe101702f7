// The settings as the parts of the service take them.

import { HausrechtError } from '#protocol/fault.ts'
import { LIMITS, type Limits } from '../limits/limits.ts'
import { openFolderStore } from '../store/folder/folder.ts'
import type { Store } from '../store/port.ts'
import { type Address, readAddress } from './address.ts'
import type { Config } from './config.ts'
import { readSecret } from './secret.ts'

export const addressOf = ({ listen }: Config): Address => {
  const address = readAddress(listen)
  if (address === undefined) throw new HausrechtError('settings_wrong', 'listen: must be an address and a port')
  return address
}

export const limitsOf = ({ limits }: Config): Limits => ({
  ...LIMITS,
  connections: limits.connections,
  perAddress: limits.perAddress,
  inFlight: limits.inFlight,
  bring: { burst: limits.burst, perSecond: limits.perSecond },
})

/** @throws HausrechtError `store_failed`, `secret_unreadable`, `secret_exposed` */
export const openStore = async ({ store }: Config, now: number): Promise<Store> => {
  if (store.folder !== '') return openFolderStore(store.folder, now)
  // Only where it is wanted: its client takes as much memory as the rest of the service.
  const { openS3Store } = await import('../store/s3/s3.ts')
  const { endpoint, bucket, region, accessKeyFile, secretKeyFile } = store.s3
  return openS3Store({
    endpoint,
    bucket,
    region,
    accessKey: readSecret('store.s3.accessKeyFile', accessKeyFile),
    secretKey: readSecret('store.s3.secretKeyFile', secretKeyFile),
  })
}
