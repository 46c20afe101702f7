import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dialAddress } from '#device/bolt/dial.ts'
import { Session } from '#device/bolt/session.ts'
import { systemClock } from '#device/clock/system.ts'
import { startSimulator } from '#hardware/simulator/program.ts'
import { hasProgram } from '#test/image/needs.ts'
import { rejection, until, within } from '#test/support/wait.ts'
import { SpokenError } from '../spoken.ts'
import { choosePort, findPort, greet, RIG_PORT } from './connect.ts'

const LOCAL = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const
const ports = suite('the rig’s port')

const codeOf = (choose: () => string): string => {
  try {
    return choose()
  } catch (error) {
    return error instanceof SpokenError ? error.code : String(error)
  }
}
const greeted = async (port: string): Promise<string> => {
  const error = await rejection(
    within(
      greet(port, systemClock(), () => true),
      port,
      10_000,
    ),
  )
  return error instanceof SpokenError ? error.code : String(error)
}

ports('is udev’s name, else the only board, and never one of several', () => {
  assert.is(
    codeOf(() => choosePort(true, [])),
    RIG_PORT,
  )
  assert.is(
    codeOf(() => choosePort(true, ['/dev/hausrecht-rigs/a'])),
    RIG_PORT,
  )
  assert.is(
    codeOf(() => choosePort(false, ['/dev/ttyUSB0'])),
    '/dev/ttyUSB0',
  )
  assert.is(
    codeOf(() => choosePort(true, ['/dev/ttyUSB0', '/dev/ttyUSB1'])),
    'rig_ports_several',
  )
  assert.is(
    codeOf(() => choosePort(false, ['/dev/ttyUSB0', '/dev/ttyUSB1'])),
    'rig_ports_several',
  )
  assert.is(
    codeOf(() => choosePort(false, [])),
    'rig_ports_none',
  )
})

ports('is what was typed, before all of that', async () => {
  assert.is(await findPort('/dev/ttyUSB7'), '/dev/ttyUSB7')
})

ports('is not what was typed when that is udev’s name, and more than one board has it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-ports-'))
  try {
    writeFileSync(join(folder, 'one'), '')
    assert.is(await findPort(RIG_PORT, folder), RIG_PORT)
    writeFileSync(join(folder, 'other'), '')
    const error = await rejection(findPort(RIG_PORT, folder))
    assert.is(error instanceof SpokenError && error.code, 'rig_ports_several')
    assert.is(await findPort(join(folder, 'other'), folder), join(folder, 'other'))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

ports('is told of when there is nothing, or something that is no port', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-port-'))
  try {
    writeFileSync(join(folder, 'file'), '')
    assert.is(await greeted(join(folder, 'nothing')), 'rig_port_absent')
    assert.is(await greeted(join(folder, 'file')), 'rig_port_unopened')
    assert.is(await greeted('tcp://127.0.0.1:1'), 'rig_port_absent')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

// Needs socat for the pseudo-terminal.
const held = hasProgram('socat') ? ports : ports.skip
held(
  `is told to be held while another program has it, which keeps it${held === ports ? '' : ' (needs socat)'}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hausrecht-port-'))
    const path = join(folder, 'rig')
    const simulator = await startSimulator({ variant: 'servo', serial: { kind: 'pty', path }, control: LOCAL })
    try {
      await until(() => existsSync(path), 'the port is there')
      // As the door's own program opens it.
      const line = await dialAddress(path)()
      const session = new Session(line, systemClock())
      try {
        assert.is(await greeted(path), 'rig_held')
        assert.is(await within(session.handshake(), 'its own greeting', 10_000), undefined)
      } finally {
        session.close()
      }
    } finally {
      await simulator.close()
      rmSync(folder, { recursive: true })
    }
  },
)

ports.run()
