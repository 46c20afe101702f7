// A store as it is named on the command line: a folder, or s3:FILE, where FILE says which bucket. Keys of a bucket stand
// in files of their own, never on the command line, where everybody on the machine can read them.

import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import * as z from 'zod'
import { readSecret } from '#cloud/config/secret.ts'
import { openFolderStore } from '#cloud/store/folder/folder.ts'
import type { Store } from '#cloud/store/port.ts'
import { readSettings } from '#protocol/settings.ts'
import type { EpochMs } from '#protocol/units.ts'
import { fault, usage } from '../spoken.ts'

const word = z.string().min(1).max(4096)

/** The same keys as `[store.s3]` of the clip service; the files are looked for beside this one. */
const BucketSchema = z.strictObject({
  endpoint: z.string().regex(/^https?:\/\/[^/]+\/?$/, 'must be https://host or http://host:port'),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be a name of a bucket'),
  region: z.string().max(64).default('us-east-1'),
  accessKeyFile: word,
  secretKeyFile: word,
})

const BUCKET = 's3:'

const openBucket = async (file: string): Promise<Store> => {
  const toml = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw fault('file_unreadable', { file }, cause)
  })
  const { accessKeyFile, secretKeyFile, ...place } = readSettings(BucketSchema, toml, file)
  const secret = (name: string, path: string): string => readSecret(name, resolve(dirname(file), path))
  // Only where it is wanted: its client is large.
  const { openS3Store } = await import('#cloud/store/s3/s3.ts')
  return openS3Store({
    ...place,
    accessKey: secret('accessKeyFile', accessKeyFile),
    secretKey: secret('secretKeyFile', secretKeyFile),
  })
}

/** Is it a store, rather than the address of a service? */
export const isStore = (text: string): boolean => !/^https?:/.test(text)

/** Where it is, so that two names of one place are known. */
export const storePlace = (text: string, folder: string): string =>
  text.startsWith(BUCKET) ? BUCKET + resolve(folder, text.slice(BUCKET.length)) : resolve(folder, text)

/**
 * @param place as `storePlace` gives it
 * @throws HausrechtError `settings_wrong`, `secret_unreadable`, `secret_exposed`, `store_failed`
 */
export const openStoreAt = async (place: string, now: EpochMs): Promise<Store> => {
  if (!isStore(place)) throw usage('move_store_url', { url: place })
  return place.startsWith(BUCKET) ? openBucket(place.slice(BUCKET.length)) : openFolderStore(place, now)
}
