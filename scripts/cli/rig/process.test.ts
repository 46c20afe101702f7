// The rig's command line as a program of its own, as it stands on the Pi: over a pseudo-terminal, with the firmware behind
// it, and with somebody who does what is said. The door's own program, the service and its port are real ones too.

import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Simulator, startSimulator } from '#hardware/simulator/program.ts'
import type { Rig } from '#hardware/simulator/rig/rig.ts'
import { compileOnce } from '#scripts/bench/parts/built.ts'
import { startProgram, typescript } from '#scripts/bench/parts/program.ts'
import { hasProgram } from '#test/image/needs.ts'
import { until, within } from '#test/support/wait.ts'
import { PARTS } from './part.ts'

const LOCAL = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const
const WITHIN = 150_000
const missing = hasProgram('socat') ? undefined : 'needs socat'
const isLong = process.env['HAUSRECHT_LONG'] !== undefined

type Line = Readonly<Record<string, unknown>>

interface Ran {
  readonly exit: number | null
  readonly lines: readonly Line[]
  readonly last: Line
  readonly err: string
}

interface Bench {
  readonly folder: string
  readonly port: string
  readonly simulator: Simulator
}

const test = suite<{ bench: Bench }>(`rig … as a program${missing === undefined ? '' : ` (${missing})`}`)
// Needs socat for the pseudo-terminal.
const whole = missing === undefined ? test : test.skip

// Because each takes half a minute.
const unhurried = isLong && missing === undefined ? test : test.skip
const long = isLong ? '' : ' (needs --long: it takes half a minute)'

// The command line and the door are started again and again: compiled once.
let endBuilt: (() => void) | undefined
test.before(async () => {
  if (missing === undefined) endBuilt = await compileOnce()
})
test.after(() => endBuilt?.())
test.before.each(async (context) => {
  if (missing !== undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-rig-'))
  const port = join(folder, 'rig')
  const simulator = await startSimulator({ variant: 'servo', serial: { kind: 'pty', path: port }, control: LOCAL })
  context.bench = { folder, port, simulator }
  await until(() => existsSync(port), 'the port is there')
})
test.after.each(async ({ bench }) => {
  if (missing !== undefined) return
  await bench.simulator.close()
  rmSync(bench.folder, { recursive: true })
})

/** What somebody at the door does when told so. */
const HANDS: Readonly<Record<string, (rig: Rig) => void>> = {
  open_door: (rig) => void rig.world.door.open(),
  shut_door: (rig) => void rig.world.door.close(),
  press_egress: (rig) => void rig.world.press('egress'),
  press_pairing: (rig) => void rig.world.press('pairing'),
  type_all: (rig) => void rig.world.type('123456789*0#'),
}

interface Calling {
  readonly heard?: (line: Line) => void
  /** What is typed; the input ends with it. */
  readonly typed?: string
  readonly env?: Readonly<Record<string, string>>
}

const hausrecht = (
  { folder }: Bench,
  argv: readonly string[],
  { heard, typed = '', env }: Calling = {},
): Promise<Ran> => {
  const { command, args } = typescript('scripts/cli/main.ts', 'rig', ...argv, '--json')
  const child = spawn(command, [...args], {
    env: { ...process.env, LANG: 'C.UTF-8', HAUSRECHT_HOME: join(folder, 'home'), ...env },
    stdio: 'pipe',
    timeout: WITHIN,
    killSignal: 'SIGKILL',
  })
  child.stdin.end(typed)
  const lines: Line[] = []
  let [err, rest] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts.map((part) => JSON.parse(part) as Line)) {
      lines.push(line)
      heard?.(line)
    }
  })
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => resolve({ exit, lines, last: lines.at(-1) ?? {}, err }))
  })
  return within(ended, `rig ${argv.join(' ')}`, WITHIN)
}

const passed = ({ lines }: Ran): unknown[] =>
  lines.filter(({ ok, part }) => ok === true && part).map(({ part }) => part)

whole('tests a rig over its serial port and says each part as a line for a program', async ({ bench }) => {
  const ran = await hausrecht(bench, [
    'test',
    '--port',
    bench.port,
    '--yes',
    '--only',
    'light,supply,firmware,feedback',
  ])
  assert.is(ran.exit, 0, ran.err)
  assert.equal(passed(ran), ['firmware', 'supply', 'feedback', 'light'])
  assert.equal(ran.last, { ok: true, passed: ['firmware', 'supply', 'feedback', 'light'] })
  const { firmware } = (ran.lines[0]?.['measured'] ?? {}) as Line
  assert.match(String(firmware), /^hausrecht-rig-servo \d+\.\d+$/)
  assert.is(bench.simulator.rig.observe().tally.boltLeftHome, 0, 'no bolt is tested, so none is moved')
})

whole(
  'takes its answers a line each, names the wire, and ends with a fault where one part fails',
  async ({ bench }) => {
    const ran = await hausrecht(bench, ['test', '--port', bench.port, '--only', 'light,buzzer'], { typed: 'n\nj\n' })
    assert.is(ran.exit, 3, ran.err)
    assert.equal(
      ran.lines.filter(({ ask }) => ask).map(({ ask }) => ask),
      ['light', 'buzzer'],
    )
    const dark = ran.lines.find(({ wrong }) => wrong === 'light_dark')
    const [wire] = (dark?.['wires'] ?? []) as Line[]
    assert.is(wire?.['pin'], 'D13')
    assert.equal(passed(ran), ['buzzer'])
    assert.is(ran.last['fault'], 'rig_test_failed')
  },
)

whole('ends where nobody answers, with the buzzer silent', async ({ bench }) => {
  const ran = await hausrecht(bench, ['test', '--port', bench.port, '--only', 'buzzer'])
  assert.is(ran.exit, 3, ran.err)
  assert.is(ran.last['fault'], 'rig_no_answer')
  await until(() => !bench.simulator.rig.observe().buzzer, 'it is silent')
})

whole(
  'says that the door’s program holds the port, leaves that alone, and works once it is stopped',
  async ({ bench }) => {
    const config = join(bench.folder, 'device.toml')
    const settings = [
      `data = "${join(bench.folder, 'device')}"`,
      `rig = "${bench.port}"`,
      '[camera]',
      'source = "none"',
    ]
    writeFileSync(config, `${settings.join('\n')}\n[bridge]\nurl = "mqtt://127.0.0.1:9"\n`, { mode: 0o600 })
    const agent = await startProgram({
      name: 'door',
      ...typescript('device/main.ts', '--config', config),
      limitMs: 60_000,
    })
    try {
      await until(() => bench.simulator.rig.observe().serial.connected, 'the door has its rig', 20_000)
      for (const verb of ['test', 'flash']) {
        const ran = await hausrecht(bench, [verb, '--port', bench.port])
        assert.is(ran.exit, 3, ran.err)
        assert.is(ran.last['fault'], 'rig_held')
        assert.match(String(ran.last['text']), 'systemctl stop hausrecht-device')
      }
    } finally {
      await agent.end()
    }
    const ran = await hausrecht(bench, ['test', '--port', bench.port, '--only', 'firmware'])
    assert.is(ran.exit, 0, ran.err)
  },
)

unhurried(
  `stops a service around flashing and starts it again, also when nothing was flashed${long}`,
  async ({ bench }) => {
    const log = join(bench.folder, 'systemctl.log')
    const fake = join(bench.folder, 'systemctl')
    // Starts and stops nothing; one unit cannot be stopped.
    writeFileSync(fake, `#!/bin/sh\necho "$*" >>'${log}'\n[ "$2" != stuck ] || { echo 'no right' >&2; exit 1; }\n`)
    chmodSync(fake, 0o755)
    const env = { PATH: `${bench.folder}${delimiter}${process.env['PATH'] ?? ''}` }
    const absent = join(bench.folder, 'nothing')
    const ran = await hausrecht(bench, ['flash', '--port', absent, '--service', 'hausrecht-device'], { env })
    assert.is(ran.last['fault'], 'rig_port_absent', ran.err)
    assert.is(readFileSync(log, 'utf8'), 'stop hausrecht-device\nstart hausrecht-device\n')
    rmSync(log)
    const stuck = await hausrecht(bench, ['flash', '--port', bench.port, '--service', 'stuck'], { env })
    assert.is(stuck.last['fault'], 'flash_service_failed')
    assert.match(String(stuck.last['text']), 'no right')
    assert.is(readFileSync(log, 'utf8'), 'stop stuck\n', 'what did not stop is not started, and nothing was flashed')
    rmSync(log)
    const option = await hausrecht(bench, ['flash', '--port', bench.port, '--service=--root=/tmp'], { env })
    assert.is(option.last['usage'], 'flash_service_failed')
    assert.not(existsSync(log), 'an option is no unit')
  },
)

unhurried(`tests everything but the camera${long}`, async ({ bench }) => {
  const { rig } = bench.simulator
  const ran = await hausrecht(bench, ['test', '--port', bench.port, '--yes', '--only', PARTS.slice(0, -1).join(',')], {
    heard: ({ tell }) => void setTimeout(() => HANDS[String(tell)]?.(rig), 700),
  })
  assert.is(ran.exit, 0, `${ran.err}${JSON.stringify(ran.lines)}`)
  assert.equal(passed(ran), PARTS.slice(0, -1))
  await until(() => rig.observe().bolt.place === 'home', 'it is left locked', 15_000)
  assert.not(rig.observe().cameraRelay)
})

test.run()
