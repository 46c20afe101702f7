// Rig, bridge, clip service and agent as programs of their own, each at its most talkative, and everything that they
// say: what a person with access to their logs could read.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, startChild } from '#scripts/start/child.ts'
import type { House } from '#scripts/start/house.ts'
import { layoutIn } from '#scripts/start/layout.ts'
import { bringPeople, ownerThumbprint, type People } from '#scripts/start/people.ts'
import { choosePorts } from '#scripts/start/ports.ts'
import { bridgeSettings, cloudSettings, deviceSettings } from '#scripts/start/settings.ts'
import { type Gate, layGate } from './gate.ts'
import { pause } from './wait.ts'

export interface TalkingHouse {
  readonly house: House
  readonly people: People
  /** Between agent and clip service. */
  readonly gate: Gate
  readonly agent: Child
  /** Standard error of all of them and of their children, a line each. */
  readonly said: readonly string[]
  close(): Promise<void>
}

const LEVEL = 'trace'
const HOLD = 700
const SMALL = 'source = "scene"\nwidth = 320\nheight = 180\nfps = 10\nkilobits = 300\nencoder = "libx264"'

/** @param pages folder of the built pages, for who looks on in a browser */
export const openTalkingHouse = async (pages?: string): Promise<TalkingHouse> => {
  const root = await mkdtemp(join(tmpdir(), 'hausrecht-talking-'))
  const layout = layoutIn(root)
  const ports = await choosePorts(false)
  const gate = await layGate(ports.cloud)
  const said: string[] = []
  const heard = (name: string, line: string): void => void said.push(`[${name}] ${line}`)
  const children: Child[] = []
  const close = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.end()))
    // A camera whose agent had to be killed ends a moment after it.
    await pause(500)
    await gate.close()
    await rm(root, { recursive: true, force: true })
  }
  try {
    await mkdir(layout.home, { recursive: true, mode: 0o700 })
    const through = { ...ports, cloud: Number(new URL(gate.url).port) }
    const device = deviceSettings(layout, through, HOLD, LEVEL).replace('source = "scene"', SMALL)
    const web = pages === undefined ? '' : `[web]\nfolder = ${JSON.stringify(pages)}\n`
    const settings = [
      [layout.bridge.config, bridgeSettings(layout, ports, LEVEL) + web],
      [layout.cloud.config, cloudSettings(layout, ports, await ownerThumbprint(layout.home), LEVEL)],
      [layout.device.config, device],
    ] as const
    for (const [path, text] of settings) await writeFile(path, text, { mode: 0o600 })
    const at = (port: number): string => `127.0.0.1:${port}`
    const rig = ['--listen', `tcp://${at(ports.serial)}`, '--control', at(ports.control), '--state', layout.rig]
    const programs = [
      ['simulator', 'hardware/simulator/main.ts', rig],
      ['bridge', 'bridge/main.ts', ['--config', layout.bridge.config]],
      ['cloud', 'cloud/main.ts', ['--config', layout.cloud.config]],
      ['agent', 'device/main.ts', ['--config', layout.device.config]],
    ] as const
    const starting = await Promise.allSettled(
      programs.map(([name, program, args]) => startChild({ name, program, args, heard })),
    )
    for (const one of starting) {
      if (one.status === 'fulfilled') children.push(one.value)
    }
    const [, , , agent] = children
    if (!agent) throw new Error(`not all of them started: ${said.join('\n').slice(-2000)}`)
    const broken = Promise.race(children.map(async ({ name, ended }) => ({ name, how: await ended })))
    const house: House = {
      ...{ layout, ports, children, broken, close },
      http: `http://${at(ports.http)}`,
      cloud: `http://${at(ports.cloud)}`,
      control: at(ports.control),
    }
    return { house, people: await bringPeople(house), gate, agent, said, close }
  } catch (error) {
    await close()
    throw error
  }
}
