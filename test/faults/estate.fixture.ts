// The house as three processes that can be killed: simulator, bridge, agent, on ports and folders they keep.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSession } from '#device/link/session.ts'
import { ControlClient, type ControlState } from '#hardware/simulator/control-client.ts'
import type { PublicJwk, SigningKey } from '#protocol/keys.ts'
import { PAIR_OFFER, rendezvousOf, sealPairing } from '#protocol/pairing.ts'
import { signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { type DoorId, epochMs, type Thumbprint } from '#protocol/units.ts'
import { freePort } from '#scripts/bench/parts/ports.ts'
import { type Program, startProgram, typescript } from '#scripts/bench/parts/program.ts'
import { peekThumbprint } from '#test/faults/wellknown.fixture.ts'
import { pause, until } from '#test/support/wait.ts'

export const PARTS = ['simulator', 'bridge', 'agent'] as const
export type Part = (typeof PARTS)[number]

export interface Estate {
  readonly folder: string
  readonly url: string
  /** Port of the bridge's HTTP side. */
  readonly http: number
  readonly bridge: { readonly thumbprint: Thumbprint; readonly jwk: PublicJwk }
  readonly door: DoorId
  /** -9, and at once a new one. */
  kill(part: Part): Promise<void>
  /** Everything up and talking to each other. */
  whole(): Promise<void>
  rig(): Promise<ControlState>
  control(): Promise<ControlClient>
  close(): Promise<void>
}

interface Ports {
  readonly serial: number
  readonly control: number
  readonly mqtt: number
  readonly http: number
}

const commands = (folder: string, ports: Ports): Record<Part, ReturnType<typeof typescript>> => ({
  simulator: typescript(
    'hardware/simulator/main.ts',
    '--listen',
    `tcp://127.0.0.1:${ports.serial}`,
    '--control',
    `127.0.0.1:${ports.control}`,
    '--state',
    join(folder, 'rig.json'),
  ),
  bridge: typescript('bridge/main.ts', '--config', join(folder, 'bridge.toml')),
  agent: typescript('device/main.ts', '--config', join(folder, 'device.toml')),
})

const settings = async (folder: string, ports: Ports, hold: number, more: readonly string[]): Promise<void> => {
  const bridge = [
    `data = "${join(folder, 'bridge')}"`,
    '[listen]',
    `mqtt = "127.0.0.1:${ports.mqtt}"`,
    'ws = ""',
    `http = "127.0.0.1:${ports.http}"`,
    '[rates]',
    'requestsPerKey = { burst = 100, perSecond = 50 }',
    'requestsPerDoor = { burst = 100, perSecond = 50 }',
    'connects = { burst = 500, perSecond = 50 }',
    '[log]',
    'level = "warn"',
    ...more,
  ]
  const device = [
    `data = "${join(folder, 'device')}"`,
    `rig = "tcp://127.0.0.1:${ports.serial}"`,
    `bridge.url = "mqtt://127.0.0.1:${ports.mqtt}"`,
    `unlock.hold = ${hold}`,
    'camera.source = "none"',
    'clock.trust = "system"',
    'log.level = "warn"',
  ]
  await mkdir(join(folder, 'device'), { recursive: true, mode: 0o700 })
  await writeFile(join(folder, 'bridge.toml'), bridge.join('\n'))
  await writeFile(join(folder, 'device.toml'), device.join('\n'))
}

type Pair = (estate: Omit<Estate, 'close'>, code: () => Promise<string>) => Promise<void>

/** Types the code that the door shows, as this owner. */
export const pairing =
  (owner: SigningKey): Pair =>
  async (estate, code) => {
    const now = () => epochMs(Date.now())
    const shown = await code()
    const rendezvous = await rendezvousOf(shown)
    const claims = { v: 1 as const, iss: owner.thumbprint, bridge: estate.bridge.jwk, at: now() }
    const offer = JSON.stringify(await sealPairing(shown, 'offer', await signToken(PAIR_OFFER, claims, owner)))
    const session = await openSession({ url: estate.url, key: owner, audience: estate.bridge.thumbprint, now })
    let answered = false
    session.onMessage(() => {
      answered = true
    })
    await session.subscribe([writeTopic('pairingAnswer', { rendezvous })])
    for (let tries = 0; tries < 50 && !answered; tries++) {
      await session.publish(writeTopic('pairingOffer', { rendezvous }), offer, { qos: 1, retain: false })
      await pause(100)
    }
    await session.close()
    if (!answered) throw new Error('the door was not paired')
  }

/**
 * @param pair presses the button and pairs an owner through the code
 * @param more lines for the bridge's settings, behind all others
 */
export const openEstate = async (hold: number, pair: Pair, more: readonly string[] = []): Promise<Estate> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-estate-'))
  const [serial, control, mqtt, http] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const ports = { serial, control, mqtt, http }
  await settings(folder, ports, hold, more)
  const command = commands(folder, ports)
  const running = new Map<Part, Program>()
  const start = async (part: Part): Promise<Program> => {
    const program = await startProgram({ name: part, ...command[part] })
    running.set(part, program)
    return program
  }
  await start('simulator')
  await start('bridge')
  const agent = await start('agent')
  const door = (JSON.parse(agent.ready) as { door: DoorId }).door
  const talk = async <Value>(ask: (client: ControlClient) => Promise<Value>): Promise<Value> => {
    const client = await ControlClient.connect(`127.0.0.1:${control}`)
    try {
      return await ask(client)
    } finally {
      client.close()
    }
  }
  const estate: Omit<Estate, 'close'> = {
    folder,
    url: `mqtt://127.0.0.1:${mqtt}`,
    http,
    bridge: await peekThumbprint(http),
    door,
    kill: async (part) => {
      await running.get(part)?.end('SIGKILL')
      await start(part)
    },
    whole: async () => {
      await until(
        async () => (await talk((client) => client.observe())).serial.connected,
        'the rig is connected',
        15_000,
      )
    },
    rig: () => talk((client) => client.observe()),
    control: () => ControlClient.connect(`127.0.0.1:${control}`),
  }
  const code = async (): Promise<string> => {
    const file = join(folder, 'device', 'pairing-code')
    for (let tries = 0; tries < 100; tries++) {
      const text = await readFile(file, 'utf8').catch(() => '')
      if (text !== '') return text.trim()
      if (tries % 10 === 0) await talk((client) => client.do({ do: 'press', button: 'pairing', ms: 300 }))
      await pause(100)
    }
    throw new Error('no pairing code was shown')
  }
  await pair(estate, code)
  return {
    ...estate,
    close: async () => {
      await Promise.all([...running.values()].map((program) => program.end('SIGKILL')))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
