import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Simulator, startSimulator } from '#hardware/simulator/program.ts'
import { parseAddress } from '#hardware/simulator/server/address.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { seconds } from '#protocol/units.ts'
import { until, within } from '#test/support/wait.ts'
import { systemClock } from '../clock/system.ts'
import { dialAddress } from './dial.ts'
import { createRig, type Rig } from './rig.ts'
import { SILENT } from './sim-bench.fixture.ts'

const dialling = suite('an address of a rig')

const onPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))

const connect = (address: string): Rig => createRig({ dial: dialAddress(address), clock: systemClock(), log: SILENT })

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const fault = await within(
    promise.catch((thrown: unknown) => thrown),
    'a refusal',
  )
  return fault instanceof HausrechtError ? fault.code : 'none'
}

/** A whole opening over a real connection, on the wall clock. */
async function opens(rig: Rig, simulator: Simulator): Promise<void> {
  await until(() => rig.reading()?.bolt === 'home' && rig.reading()?.leaf === 'shut', 'the rig is there', 5000)
  assert.equal(await within(rig.unlock(seconds(1), 9), 'an answer'), { ok: true })
  await until(() => rig.reading()?.bolt === 'out', 'the bolt is out')
  await until(() => rig.reading()?.bolt === 'home', 'the bolt is home', 5000)
  assert.is(simulator.rig.observe().bolt.place, 'home')
}

async function andAgain(rig: Rig, simulator: Simulator): Promise<void> {
  simulator.rig.world.unplug()
  await until(() => rig.reading() === undefined, 'the rig is lost')
  simulator.rig.world.plug()
  await until(() => rig.reading()?.bolt === 'home', 'the rig is there again', 8000)
}

dialling('opens over TCP, and again after the cable was out', async () => {
  const local = parseAddress('tcp://127.0.0.1:0')
  const simulator = await startSimulator({ variant: 'servo', serial: local, control: local })
  const rig = connect(simulator.serial)
  try {
    await opens(rig, simulator)
    await andAgain(rig, simulator)
  } finally {
    await rig.close()
    await simulator.close()
  }
})

dialling('opens over a serial port, and again after the cable was out', async () => {
  if (!onPath('socat')) {
    process.stdout.write('skipped, socat is missing: opens over a serial port, and again after the cable was out\n')
    return assert.not(onPath('socat'))
  }
  const folder = mkdtempSync(join(tmpdir(), 'rig-'))
  const path = join(folder, 'tty')
  const simulator = await startSimulator({
    variant: 'relay',
    serial: parseAddress(`pty:${path}`),
    control: parseAddress('tcp://127.0.0.1:0'),
  })
  const rig = connect(path)
  try {
    await opens(rig, simulator)
    await andAgain(rig, simulator)
  } finally {
    await rig.close()
    await simulator.close()
    rmSync(folder, { recursive: true })
  }
})

dialling('is refused when it leaves this machine or is none', () => {
  for (const address of [
    'tcp://192.168.0.9:4000',
    'tcp://127.0.0.1',
    'tcp://127.0.0.1:1:2',
    'ttyUSB0',
    '',
    'udp://127.0.0.1:1',
  ])
    assert.throws(
      () => dialAddress(address),
      (fault: unknown) => fault instanceof HausrechtError && fault.code === 'rig_address_wrong',
    )
})

dialling('says that nobody answers there', async () => {
  const server = createServer()
  const port = await listening(server)
  server.close()
  assert.is(await codeOf(dialAddress(`tcp://127.0.0.1:${port}`)()), 'rig_unreachable')
  assert.is(await codeOf(dialAddress('/dev/hausrecht-no-such-port')()), 'rig_unreachable')
})

dialling('gives up a rig that does not read, and sends it nothing more', async () => {
  const sockets: Socket[] = []
  const server = createServer((socket) => sockets.push(socket.pause()))
  const port = await listening(server)
  const line = await dialAddress(`tcp://127.0.0.1:${port}`)()
  const gone: string[] = []
  line.listen({ data: () => {}, gone: (why) => gone.push(why) })
  const chunk = new Uint8Array(256 * 1024)
  for (let time = 0; time < 200 && gone.length === 0; time++) line.write(chunk)
  assert.equal(gone, ['the rig does not read'])
  line.write(chunk)
  for (const socket of sockets) socket.destroy()
  server.close()
})

function listening(server: Server): Promise<number> {
  return within(
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    }),
    'a port',
  )
}

dialling.run()
