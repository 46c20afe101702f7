import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { encodeCommand, framed } from '#hardware/contract/rig.ts'
import { ControlClient, type ControlEvent } from './control-client.ts'
import { type Simulator, startSimulator } from './program.ts'
import { parseAddress } from './server/address.ts'
import { LINE_MAX } from './server/control.ts'

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
const until = async (holds: () => boolean | Promise<boolean>, what: string, ms = 5_000): Promise<void> => {
  for (const end = performance.now() + ms; performance.now() < end; await wait(10)) if (await holds()) return
  assert.unreachable(`waited ${ms} ms in vain: ${what}`)
}
const codeOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no fault',
    (fault: unknown) => (fault as { code?: unknown }).code,
  )

const folder = mkdtempSync(join(tmpdir(), 'hausrecht-sim-'))
const LOCAL = parseAddress('127.0.0.1:0')
const simulators: Simulator[] = []
const clients: ControlClient[] = []
const sockets: Socket[] = []

const start = async (options: Partial<Parameters<typeof startSimulator>[0]> = {}): Promise<Simulator> => {
  const simulator = await startSimulator({ variant: 'servo', serial: LOCAL, control: LOCAL, ...options })
  simulators.push(simulator)
  return simulator
}
const control = async (simulator: Simulator): Promise<ControlClient> => {
  const client = await ControlClient.connect(simulator.control)
  clients.push(client)
  return client
}
const dial = (address: string): { socket: Socket; received: () => number; closed: () => boolean } => {
  const parsed = parseAddress(address)
  assert.is(parsed.kind, 'tcp')
  const socket = parsed.kind === 'tcp' ? createConnection(parsed) : assert.unreachable()
  let received = 0
  let closed = false
  socket?.on('data', (bytes: Buffer) => {
    received += bytes.length
  })
  socket?.on('close', () => {
    closed = true
  })
  socket?.on('error', () => undefined)
  if (socket) sockets.push(socket)
  return { socket: socket as Socket, received: () => received, closed: () => closed }
}
const endAll = async (): Promise<void> => {
  for (const client of clients.splice(0)) client.close()
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const simulator of simulators.splice(0)) await simulator.close()
}

const program = suite('simulator: the program')

program(
  'opens its serial port over TCP, resets the chip then, and takes a lost connection for a pulled cable',
  async () => {
    const simulator = await start()
    const client = await control(simulator)
    const first = dial(simulator.serial)
    await until(() => first.received() > 30, 'bytes from the chip')
    const seen = await client.observe()
    assert.equal(seen.serial, { plugged: true, connected: true })
    assert.is(seen.resets.external, 1)
    first.socket.destroy()
    await until(async () => !(await client.observe()).serial.connected, 'the port to close')
    const again = dial(simulator.serial)
    await until(() => again.received() > 30, 'bytes on the second connection')
    assert.is((await client.observe()).resets.external, 2)
  },
)

program('closes the serial connection at an unplug and turns others away until it is plugged in', async () => {
  const simulator = await start()
  const client = await control(simulator)
  const first = dial(simulator.serial)
  await until(() => first.received() > 0, 'bytes from the chip')
  assert.ok((await client.do({ do: 'serial.unplug' })).ok)
  await until(() => first.closed(), 'the connection to end')
  const refused = dial(simulator.serial)
  await until(() => refused.closed(), 'the stranger to be turned away')
  assert.is(refused.received(), 0)
  await client.do({ do: 'serial.plug' })
  const again = dial(simulator.serial)
  await until(() => again.received() > 0, 'bytes after plugging in')
})

program('takes commands, refuses what the door refuses, and tells watchers', async () => {
  const simulator = await start({ serial: LOCAL, control: parseAddress(`unix:${join(folder, 'control')}`) })
  const client = await control(simulator)
  const events: ControlEvent[] = []
  await client.watch((event) => events.push(event), true)
  const { ok, ...rest } = await client.do({ do: 'door.open' })
  assert.not(ok)
  assert.is('why' in rest ? rest.why : '', 'bolt-home')
  // The firmware wants to have booted before a finger counts.
  await wait(600)
  assert.ok((await client.do({ do: 'press', button: 'egress', ms: 200 })).ok)
  await until(async () => (await client.observe()).bolt.place === 'out', 'the bolt to move')
  assert.ok((await client.do({ do: 'door.open' })).ok)
  await until(async () => (await client.observe()).door.open, 'the door to open')
  await until(() => events.some((event) => event.event === 'state' && event.state.door.open), 'the watcher to hear')
  const edge = events.find((event) => event.event === 'edge')
  const monotonic = Number(process.hrtime.bigint()) / 1e6
  assert.ok(edge?.event === 'edge' && edge.monotonicMs < monotonic && edge.monotonicMs > monotonic - 20_000)
  assert.ok(((await client.observe(true)).boltEdges?.length ?? 0) > 0)
})

program('answers what it does not understand and cuts off lines without end', async () => {
  const simulator = await start()
  const talker = dial(simulator.control)
  let said = ''
  talker.socket.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  for (const line of [
    '',
    'hello',
    '{}',
    '{"do":"fly"}',
    '{"do":"press","button":"red"}',
    '[1]',
    '{"do":"observe","x":1}',
  ]) {
    talker.socket.write(`${line}\n`)
  }
  await until(() => said.split('\n').length === 8, 'seven answers')
  assert.ok(
    said
      .trim()
      .split('\n')
      .every((line) => (JSON.parse(line) as { why?: string }).why === 'not-understood'),
  )
  talker.socket.write('x'.repeat(LINE_MAX + 1))
  await until(() => talker.closed(), 'the talker to be cut off')
  assert.match(said, 'line-too-long')
})

program('holds a sender who runs ahead of the line, and loses nothing of it', async () => {
  const simulator = await start({ resetOnOpen: false })
  const flood = dial(simulator.serial)
  await until(() => flood.received() > 0, 'the chip to have started')
  const heartbeat = framed(encodeCommand({ kind: 'heartbeat' }))
  flood.socket.write(Buffer.from(Array.from({ length: 2_000 }, () => heartbeat).flat()))
  await wait(200)
  assert.ok(simulator.rig.machine.chip.queued > 0)
  await until(() => simulator.rig.machine.chip.queued < 1_000, 'the line to drain', 8_000)
  assert.is(simulator.rig.machine.chip.overruns, 0)
})

program('finds door and bolt as they were after it was killed', async () => {
  const state = join(folder, 'state.json')
  const first = await start({ state })
  assert.ok(first.rig.world.key.turn('out').ok)
  await until(() => first.rig.observe().bolt.place === 'out', 'the bolt to move')
  assert.ok(first.rig.world.door.open().ok)
  await until(() => first.rig.observe().door.degrees > 50, 'the door to open')
  await wait(50)
  // As a kill leaves it: the file of the moment, no farewell.
  const { loadState } = await import('./server/state.ts')
  const left = loadState(state, 'servo')
  assert.ok((left?.world.door.degrees ?? 0) > 50)
  await first.close()
  const second = await start({ state })
  assert.ok(second.rig.observe().door.open)
  assert.is(second.rig.observe().bolt.place, 'out')
  assert.is(await codeOf(start({ state, variant: 'relay' })), 'sim_state_broken')
  writeFileSync(join(folder, 'broken.json'), '{"bolt":')
  assert.is(await codeOf(start({ state: join(folder, 'broken.json') })), 'sim_state_broken')
})

program('is reached on this machine only', async () => {
  for (const address of ['0.0.0.0:4000', 'tcp://192.168.1.4:4000', 'example.org:4000']) {
    assert.throws(
      () => parseAddress(address),
      (fault: { code?: string }) => fault.code === 'sim_not_loopback',
    )
  }
  for (const address of ['', '4000', '127.0.0.1:99999', '127.0.0.1']) {
    assert.throws(
      () => parseAddress(address),
      (fault: { code?: string }) => fault.code === 'sim_address_unknown',
    )
  }
  assert.is(await codeOf(ControlClient.connect('127.0.0.1:1')), 'sim_unreachable')
  const simulator = await start()
  assert.is(await codeOf(start({ control: parseAddress(simulator.control) })), 'sim_cannot_listen')
})

program('prints one line when ready and ends cleanly at SIGTERM', async () => {
  const args = ['--import', 'tsx', new URL('main.ts', import.meta.url).pathname, '--variant', 'relay']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((done) => child.on('exit', (code) => done(code)))
  try {
    let text = ''
    child.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString()
    })
    await until(() => text.endsWith('\n'), 'the ready line', 20_000)
    const ready = JSON.parse(text) as Record<string, unknown>
    assert.is(ready['ready'], true)
    assert.is(ready['variant'], 'relay')
    const client = await ControlClient.connect(String(ready['control']))
    assert.is((await client.observe()).variant, 'relay')
    client.close()
    child.kill('SIGTERM')
    let code: number | null | undefined
    ended.then((given) => {
      code = given
    }, assert.unreachable)
    await until(() => code !== undefined, 'the program to end')
    assert.is(code, 0)
  } finally {
    child.kill('SIGKILL')
  }
})

const onPath = (name: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((place) => existsSync(join(place, name)))

program('is a real serial device where socat is there', async () => {
  if (!onPath('socat')) {
    process.stdout.write('skipped, socat is missing: is a real serial device where socat is there\n')
    assert.is(await codeOf(start({ serial: parseAddress(`pty:${join(folder, 'tty')}`) })), 'sim_socat_missing')
    return
  }
  const path = join(folder, 'tty')
  const simulator = await start({ serial: parseAddress(`pty:${path}`) })
  assert.is(simulator.serial, `pty:${path}`)
  const client = await control(simulator)
  assert.not((await client.observe()).serial.connected)
  const reader = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    let received = 0
    reader.stdout.on('data', (bytes: Buffer) => {
      received += bytes.length
    })
    await until(() => received > 30, 'bytes through the device file')
    assert.is((await client.observe()).resets.external, 1)
    await client.do({ do: 'serial.unplug' })
    await until(() => !existsSync(path), 'the device file to vanish')
    await client.do({ do: 'serial.plug' })
    await until(() => existsSync(path), 'the device file to come back')
  } finally {
    reader.kill('SIGKILL')
  }
})

program.after.each(endAll)
program.after(() => rmSync(folder, { recursive: true, force: true }))
program.run()
