// One visit at a door that runs from a package: simulated rig over a pty, bridge from the sources, the package's own
// command line. Everything on loopback and below one folder.

import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ControlClient } from '#hardware/simulator/control-client.ts'
import { FREQUENT } from '#scripts/bench/parts/bridge.ts'
import { freePort } from '#scripts/bench/parts/ports.ts'
import { startProgram, typescript } from '#scripts/bench/parts/program.ts'
import { pause, until } from '#test/support/wait.ts'

const PATIENCE = 40_000
const READY = 40_000

export interface Visited {
  /** The steps of the visit as the door told them. */
  readonly receipts: readonly string[]
  /** What the door says its version is. */
  readonly version: unknown
}

type Json = Readonly<Record<string, unknown>>
type Call = (...argv: readonly string[]) => Promise<Json>

/** How another machine's programs are run on this one. */
export interface Runner {
  readonly command: string
  readonly args: readonly string[]
}
export const OWN_NODE: Runner = { command: process.execPath, args: [] }

const lastJson = (out: string): Json => JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as Json

/** The command line of the package, in a home of its own. */
const callerOf =
  (payload: string, home: string, runner: Runner): Call =>
  (...argv) =>
    new Promise((resolve, reject) => {
      const child = spawn(runner.command, [...runner.args, join(payload, 'hausrecht.js'), ...argv, '--json'], {
        env: { ...process.env, HAUSRECHT_HOME: home, LANG: 'C.UTF-8' },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: PATIENCE,
        killSignal: 'SIGKILL',
      })
      let [out, err] = ['', '']
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        err += text
      })
      child.once('error', reject)
      child.once('close', (code) =>
        code === 0 ? resolve(lastJson(out)) : reject(new Error(`${argv.join(' ')} ended with ${code}: ${out}${err}`)),
      )
    })

interface Door {
  readonly rig: ControlClient
  readonly call: Call
  readonly http: string
  readonly data: string
}

const pair = async ({ rig, call, http, data }: Door): Promise<void> => {
  let code = ''
  await until(
    async () => {
      // The door may not have found its rig yet: then nobody hears the button.
      await rig.do({ do: 'press', button: 'pairing', ms: 300 })
      await pause(1000)
      code = (await readFile(join(data, 'pairing-code'), 'utf8').catch(() => '')).trim()
      return code !== ''
    },
    'a pairing code is shown',
    PATIENCE,
  )
  await call('key', 'make', '--name', 'owner')
  await call('pair', '--code', code, '--bridge', http, '--name', 'front', '--limit', '30s')
}

const visit = async (door: Door): Promise<Visited> => {
  const { call, rig } = door
  await pair(door)
  let state: Json = {}
  await until(
    async () => {
      state = ((await call('status'))['state'] ?? {}) as Json
      return state['camera'] === 'clear' && state['bolt'] === 'home'
    },
    'the camera is ok and the bolt is home',
    PATIENCE,
  )
  const opening = call('unlock', '--wait', '--hold', '5s')
  await until(async () => (await rig.observe()).bolt.place === 'out', 'the bolt is out', PATIENCE)
  await rig.do({ do: 'door.open' })
  await rig.do({ do: 'door.close' })
  const { answers = [] } = (await opening) as { answers?: { step: string }[] }
  return { receipts: answers.map(({ step }) => step), version: state['version'] }
}

const writeSettings = async (folder: string, name: string, lines: readonly string[]): Promise<string> => {
  const file = join(folder, `${name}.toml`)
  await mkdir(join(folder, name), { recursive: true, mode: 0o700 })
  await writeFile(file, [`data = "${join(folder, name)}"`, ...lines, ''].join('\n'), { mode: 0o600 })
  return file
}

/** @param payload the programs of hausrecht-device */
export const visitFrom = async (payload: string, folder: string, runner = OWN_NODE): Promise<Visited> => {
  const [control, mqtt, http] = [await freePort(), await freePort(), await freePort()]
  const ends: (() => unknown)[] = []
  const start = async (name: string, program: { command: string; args: readonly string[] }): Promise<void> => {
    const started = await startProgram({ name, ...program, limitMs: READY })
    ends.push(() => started.end())
  }
  try {
    const line = join(folder, 'rig')
    await start(
      'simulator',
      typescript('hardware/simulator/main.ts', '--listen', `pty:${line}`, '--control', `127.0.0.1:${control}`),
    )
    const listen = ['[listen]', `mqtt = "127.0.0.1:${mqtt}"`, 'ws = ""', `http = "127.0.0.1:${http}"`]
    const bridge = await writeSettings(folder, 'bridge', [...listen, ...FREQUENT, '[log]', 'level = "warn"'])
    await start('bridge', typescript('bridge/main.ts', '--config', bridge))
    const settings = await writeSettings(folder, 'device', [
      `rig = "${line}"`,
      ...['[bridge]', `url = "mqtt://127.0.0.1:${mqtt}"`, '[clock]', 'trust = "system"'],
      ...['[camera]', 'source = "scene"', 'width = 320', 'height = 180', '[log]', 'level = "warn"'],
    ])
    const device = [...runner.args, join(payload, 'device.js'), '--config', settings]
    await start('packaged door', { command: runner.command, args: device })
    const rig = await ControlClient.connect(`127.0.0.1:${control}`)
    ends.push(() => rig.close())
    const call = callerOf(payload, join(folder, 'home'), runner)
    return await visit({ rig, call, http: `http://127.0.0.1:${http}`, data: join(folder, 'device') })
  } finally {
    for (const end of ends.reverse()) await end()
  }
}
