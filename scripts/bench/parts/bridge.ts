// The bridge as a process, with settings as an owner would write them: its own folder, MQTT on 127.0.0.1, the rest off.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type PublicJwk, PublicJwkSchema, thumbprintOf } from '#protocol/keys.ts'
import type { Thumbprint } from '#protocol/units.ts'
import { freePort } from './ports.ts'
import { type Program, startProgram, typescript } from './program.ts'

export interface BridgeProgram {
  readonly program: Program
  readonly url: string
  readonly port: number
  /** Where its pages are; empty where they are off. */
  readonly pages: string
  readonly jwk: PublicJwk
  readonly thumbprint: Thumbprint
}

/** A courier of a bench asks more often than one at a door. */
export const FREQUENT = [
  '[rates.requestsPerKey]',
  'burst = 1000',
  'perSecond = 1000',
  '[rates.requestsPerDoor]',
  'burst = 1000',
  'perSecond = 1000',
]

/**
 * @param more further lines of the settings: tables at the end
 * @param pages does it give out the web apps?
 */
export const startBridge = async (
  folder: string,
  more: readonly string[] = [],
  pages = false,
): Promise<BridgeProgram> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const port = await freePort()
  const http = pages ? `127.0.0.1:${await freePort()}` : ''
  const file = join(folder, 'bridge.toml')
  const listen = [`mqtt = "127.0.0.1:${port}"`, 'ws = ""', `http = "${http}"`]
  const settings = [`data = "${folder}"`, '[listen]', ...listen, '[log]', 'level = "warn"', ...more, '']
  await writeFile(file, settings.join('\n'))
  const program = await startProgram({
    name: 'bridge',
    ...typescript('bridge/main.ts', '--config', file),
    isReady: (line) => line.includes('"ready":true'),
  })
  const { key } = JSON.parse(program.ready) as { readonly key: unknown }
  const jwk = PublicJwkSchema.parse(key)
  const shown = pages ? `http://${http}` : ''
  return { program, url: `mqtt://127.0.0.1:${port}`, port, pages: shown, jwk, thumbprint: await thumbprintOf(jwk) }
}
