// The key of the clip service: asked for once, remembered at the first use, and another one later is told, not taken.

import { WellKnownSchema } from '#protocol/clip/answers.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { type PublicJwk, PublicJwkSchema, type VerifyKey, verifyKey } from '#protocol/keys.ts'
import type { Http } from '../core/app.ts'

export interface Pins {
  get(name: string): string | null
  set(name: string, value: string): void
}

/** This browser's; a browser that keeps nothing asks anew each time. */
export const browserPins: Pins = {
  get: (name) => {
    try {
      return localStorage.getItem(name)
    } catch {
      return null
    }
  },
  set: (name, value) => {
    try {
      localStorage.setItem(name, value)
    } catch {
      // Private windows: nothing is remembered.
    }
  },
}

const WELL_KNOWN = '/api/clips/.well-known/hausrecht-cloud'
const NAME = 'hausrecht.clip-service'

const pinned = (pins: Pins): PublicJwk | undefined => {
  try {
    const read = PublicJwkSchema.safeParse(JSON.parse(pins.get(NAME) ?? 'null'))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}

/** @throws HausrechtError `cloud_key_changed`, `cloud_strange`, `offline`, or the bridge's code where it has no clips */
export const keyOfService = async (http: Pick<Http, 'json'>, pins: Pins = browserPins): Promise<VerifyKey> => {
  const read = WellKnownSchema.safeParse(await http.json(WELL_KNOWN))
  if (!read.success) throw new HausrechtError('cloud_strange', 'What answers there is no clip service.')
  const key = await verifyKey(read.data.key)
  const known = pinned(pins)
  if (!known) pins.set(NAME, JSON.stringify(key.jwk))
  else if ((await verifyKey(known)).thumbprint !== key.thumbprint)
    throw new HausrechtError('cloud_key_changed', 'The clip service has another key than before.')
  return key
}

/** The owner has looked into it, and the new key is right. */
export const forgetServiceKey = (pins: Pins = browserPins): void => pins.set(NAME, 'null')
