// What a bridge says of itself over HTTP: its key and where it listens for MQTT.

import * as z from 'zod'
import { parseJson } from '#protocol/canonical.ts'
import { PublicJwkSchema } from '#protocol/keys.ts'
import { seconds } from '#protocol/units.ts'
import type { Bridge } from '../home/doors.ts'
import { fault, usage } from '../spoken.ts'

const LIMIT = seconds(5)
const BYTES = 16 * 1024

const port = z.int().min(1).max(65_535)
const WellKnownSchema = z.object({
  v: z.literal(1),
  key: PublicJwkSchema,
  ports: z.object({ mqtt: port.optional(), mqtts: port.optional(), ws: port.optional(), wss: port.optional() }),
})

const SCHEMES = ['mqtts', 'wss', 'mqtt', 'ws'] as const

/**
 * Asks the bridge at this address.
 * @throws SpokenError `bridge_away`, `bridge_strange`, `url_unreadable`
 */
export const fetchBridge = async (address: string): Promise<Bridge> => {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) throw usage('url_unreadable', { url: address.slice(0, 100) })
  const text = await get(new URL('/.well-known/hausrecht', url))
  const read = WellKnownSchema.safeParse(parseJson(text))
  if (!read.success) throw fault('bridge_strange', { url: url.origin })
  const { key, ports } = read.data
  const scheme = SCHEMES.find((name) => ports[name] !== undefined)
  if (scheme === undefined) throw fault('bridge_strange', { url: url.origin })
  return { http: url.origin, mqtt: `${scheme}://${url.hostname}:${ports[scheme]}`, key }
}

const get = async (url: URL): Promise<string> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(LIMIT), redirect: 'error' })
    const text = await response.text()
    if (response.ok && text.length <= BYTES) return text
  } catch (cause) {
    throw fault('bridge_away', { url: url.origin }, cause)
  }
  throw fault('bridge_strange', { url: url.origin })
}
