// The house's own relay as the settings name it.

import { HausrechtError } from '#protocol/fault.ts'
import { minutes } from '#protocol/units.ts'
import { readPrivateFile } from '../keys/private-file.ts'
import { createRelays, type Relays } from './relay.ts'

export interface RelaySettings {
  readonly urls: readonly string[]
  /** Path of a file. */
  readonly secret: string
  readonly minutes: number
}

/**
 * @returns undefined when no relay is named
 * @throws HausrechtError `relay_secret_missing`, `key_exposed`, `key_failed`
 */
export const openRelays = (settings: RelaySettings): Relays | undefined => {
  if (settings.urls.length === 0) return undefined
  return createRelays(
    settings.urls,
    settings.secret === '' ? '' : readSecret(settings.secret),
    minutes(settings.minutes),
  )
}

const readSecret = (file: string): string => {
  const secret = readPrivateFile(file)?.trim() ?? ''
  if (secret !== '') return secret
  const next = "put coturn's static-auth-secret into it, alone"
  throw new HausrechtError('relay_secret_missing', `${file} (relay.secret) is empty or not there: ${next}`)
}
