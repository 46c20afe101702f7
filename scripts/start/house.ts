// The whole house as separate programs: simulated rig, bridge, clip service, agent. The lock must not die because another did.

import { mkdir, writeFile } from 'node:fs/promises'
import { type Child, startChild } from './child.ts'
import type { Layout } from './layout.ts'
import { ownerThumbprint } from './people.ts'
import type { Ports } from './ports.ts'
import { bridgeSettings, cloudSettings, deviceSettings } from './settings.ts'

export interface HouseParts {
  readonly layout: Layout
  readonly ports: Ports
  /** Milliseconds the bolt stays out. */
  readonly hold: number
  readonly heard: (name: string, line: string) => void
}

export interface House {
  readonly layout: Layout
  readonly ports: Ports
  readonly children: readonly Child[]
  /** Where the bridge answers people. */
  readonly http: string
  /** Where clips are kept. */
  readonly cloud: string
  readonly control: string
  /** Resolves with the first child that ended by itself. */
  readonly broken: Promise<{ readonly name: string; readonly how: string }>
  /** Ends all of them, within three seconds. */
  close(): Promise<void>
}

const specs = ({ layout, ports, heard }: HouseParts) => {
  const at = (port: number): string => `127.0.0.1:${port}`
  const rig = ['--listen', `tcp://${at(ports.serial)}`, '--control', at(ports.control), '--state', layout.rig]
  return [
    { name: 'simulator', program: 'hardware/simulator/main.ts', args: rig, heard },
    { name: 'bridge', program: 'bridge/main.ts', args: ['--config', layout.bridge.config], heard },
    { name: 'cloud', program: 'cloud/main.ts', args: ['--config', layout.cloud.config], heard },
    { name: 'agent', program: 'device/main.ts', args: ['--config', layout.device.config], heard },
  ]
}

/**
 * Writes the settings and starts them.
 * @throws HausrechtError `child_failed`; then none is left running
 */
export const openHouse = async (parts: HouseParts): Promise<House> => {
  const { layout, ports, hold } = parts
  await mkdir(layout.root, { recursive: true, mode: 0o700 })
  await writeFile(layout.bridge.config, bridgeSettings(layout, ports, 'warn'), { mode: 0o600 })
  const owner = await ownerThumbprint(layout.home)
  await writeFile(layout.cloud.config, cloudSettings(layout, ports, owner, 'warn'), { mode: 0o600 })
  await writeFile(layout.device.config, deviceSettings(layout, ports, hold, 'warn'), { mode: 0o600 })
  let closing = false
  const heard: HouseParts['heard'] = (name, line) => {
    if (!closing) parts.heard(name, line)
  }
  const starting = await Promise.allSettled(specs({ ...parts, heard }).map(startChild))
  const children = starting.flatMap((child) => (child.status === 'fulfilled' ? [child.value] : []))
  const close = async (): Promise<void> => {
    closing = true
    await Promise.all(children.map((child) => child.end()))
  }
  const failed = starting.find((child) => child.status === 'rejected')
  if (failed) {
    await close()
    throw failed.reason
  }
  const ends = children.map(async ({ name, ended }) => ({ name, how: await ended }))
  return {
    layout,
    ports,
    children,
    http: `http://127.0.0.1:${ports.http}`,
    cloud: `http://127.0.0.1:${ports.cloud}`,
    control: `127.0.0.1:${ports.control}`,
    broken: Promise.race(ends),
    close,
  }
}
