// What the HTTP side has of the settings: pages, origin, clip service.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { HausrechtError } from '#protocol/fault.ts'
import type { Config } from '../config/config.ts'
import { webParts } from '../config/parts.ts'
import { openUpstream } from './clips/upstream.ts'
import type { HttpParts } from './parts.ts'
import { readSite } from './site/site.ts'

/** Beside the bundle it is `web`. */
const BUILT = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../web/dist' : 'web', import.meta.url))

/** @throws HausrechtError `cloud_ca_missing` */
export const httpFromSettings = (config: Config): Pick<HttpParts, 'site' | 'origin' | 'clips'> => {
  const { folder = BUILT, origin, cloud, cloudCa } = webParts(config)
  return {
    site: readSite(folder),
    ...(origin === undefined ? {} : { origin }),
    ...(cloud === undefined ? {} : { clips: openUpstream(cloud, cloudCa === undefined ? undefined : readCa(cloudCa)) }),
  }
}

const readCa = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new HausrechtError('cloud_ca_missing', `The file that cloud.ca names cannot be read: ${file}.`, { cause })
  }
}
