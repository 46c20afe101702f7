// Attacks 27 and 28 at the rig's own command line: what tests and flashes the microcontroller meets a wrong board, an old
// one, and one that a pulled cable left half written. The bolt stays home throughout, what is on the board
// afterwards moves nothing, the door says what is wrong and opens for nobody; then it is flashed again, and opens.
// Source: half-written boot loader boards (Arduino forum, "avrdude: stk500_recv(): programmer is not responding").

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { handClock } from '#device/bolt/bench.fixture.ts'
import { Board } from '#device/bolt/board.fixture.ts'
import { dialAddress } from '#device/bolt/dial.ts'
import { createRig } from '#device/bolt/rig.ts'
import { SILENT, type SimBench } from '#device/bolt/sim-bench.fixture.ts'
import { STATUS } from '#device/bolt/wired.fixture.ts'
import { systemClock } from '#device/clock/system.ts'
import { RunningDoor } from '#device/visit/running.fixture.ts'
import { encodeReport, firmwareName, LIMITS } from '#hardware/contract/rig.ts'
import type { BootLoaderOptions } from '#hardware/simulator/chip/boot-loader.ts'
import { type Simulator, startSimulator } from '#hardware/simulator/program.ts'
import { seconds } from '#protocol/units.ts'
import { type Caller, openCaller, type Printed } from '#scripts/cli/call.fixture.ts'
import { changed, foreign, hexOf, hexPath, stampedVersion } from '#scripts/cli/rig/image.fixture.ts'
import { hasProgram } from '#test/image/needs.ts'
import { pause, until, within } from '../support/wait.ts'

const LOCAL = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const
const WITHIN = 90_000
const PAGE = 128
const missing = ['avrdude', 'socat'].filter((name) => !hasProgram(name))
const isLong = process.env['HAUSRECHT_LONG'] !== undefined

interface Bench {
  readonly folder: string
  readonly port: string
  readonly simulator: Simulator
  readonly cli: Caller
}

const all = suite<{ benches: Bench[] }>('attacks 27, 28: testing and flashing the rig')
all.before.each((context) => {
  context.benches = []
})
all.after.each(async ({ benches }) => {
  for (const { simulator, cli, folder } of benches) {
    await simulator.close()
    await cli.close()
    rmSync(folder, { recursive: true })
  }
})
// Needs avrdude, and socat for the pseudo-terminal.
const test = missing.length === 0 ? all : all.skip
const title = missing.length === 0 ? '' : ` (needs ${missing.join(', ')})`
// Because it takes half a minute.
const slow = isLong ? test : all.skip
const slowTitle = isLong ? title : ' (needs --long: it takes half a minute)'

const open = async (benches: Bench[], bootLoader: BootLoaderOptions, hex: string): Promise<Bench> => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-flash-'))
  const port = join(folder, 'rig')
  const serial = { kind: 'pty', path: port } as const
  const simulator = await startSimulator({ variant: 'servo', serial, control: LOCAL, hex, bootLoader })
  const bench = { folder, port, simulator, cli: await openCaller() }
  benches.push(bench)
  return bench
}

const rig = async ({ cli, port }: Bench, verb: 'test' | 'flash', ...more: string[]): Promise<Printed> => {
  // The pseudo-terminal is made anew after each that used it.
  await pause(700)
  await until(() => existsSync(port), 'the port is there', 8000)
  return within(cli('rig', verb, '--port', port, '--json', ...more), `rig ${verb}`, WITHIN)
}

const boltLeftHome = ({ simulator }: Bench): number => simulator.rig.observe().tally.boltLeftHome

test(`name a wrong board, and write nothing onto it unasked${title}`, async ({ benches }) => {
  let pages = 0
  const bench = await open(benches, { wrote: () => pages++ }, foreign('servo'))
  const tested = await rig(bench, 'test')
  assert.is(tested.exit, 3)
  assert.is(tested.json['fault'], 'rig_foreign')
  assert.match(String(tested.json['text']), 'StandardFirmata.ino')
  assert.is((await rig(bench, 'flash')).json['fault'], 'flash_no_variant')
  assert.is(pages, 0)
  assert.is(boltLeftHome(bench), 0)
})

test(`write no other thing onto the rig than its own firmware${title}`, async ({ benches }) => {
  let pages = 0
  const bench = await open(benches, { wrote: () => pages++ }, hexOf('servo'))
  const file = join(bench.folder, 'evil.hex')
  writeFileSync(file, foreign('servo'))
  assert.is((await rig(bench, 'flash', '--hex', file)).json['fault'], 'flash_foreign_hex')
  assert.is((await rig(bench, 'flash', '--hex', hexPath('relay'))).json['fault'], 'flash_other_variant')
  assert.is(pages, 0)
  assert.is(boltLeftHome(bench), 0)
  // The honest case: it is what it was, and passes.
  const tested = await rig(bench, 'test', '--only', 'firmware,feedback')
  assert.is(tested.exit, 0, tested.out + tested.err)
})

all('meet old firmware at a door that says so, sends it nothing, and opens once it is new', async () => {
  const { clock, advance } = handClock()
  const old = { name: firmwareName('servo'), major: LIMITS.VERSION_MAJOR - 1, minor: 9 }
  const rigBoard = new Board()
  const met: Board[] = []
  const port = createRig({
    clock,
    log: SILENT,
    dial: async () => {
      const board = met.length < 3 ? new Board(old) : rigBoard
      met.push(board)
      return board.line
    },
  })
  const bench = { port, clock, advance, heard: [], close: () => port.close() } as unknown as SimBench
  const door = await RunningDoor.open(bench)
  await advance(200)
  assert.equal(door.alarms(), ['rig_outdated'])
  assert.equal(await port.unlock(seconds(1), 1), { ok: false, code: 'rig_absent' })
  assert.equal(door.steps(door.ask()), ['refused'])
  await advance(1000)
  rigBoard.report(encodeReport(STATUS))
  await advance(3000)
  assert.not(door.alarms().includes('rig_outdated'))
  assert.equal(
    met.slice(0, 3).flatMap((board) => board.commands()),
    [],
  )
  await door.close()
})

/** What the door itself makes of that board, in its own program's way. */
const doorAt = async ({ port }: Bench, use: (rig: ReturnType<typeof createRig>) => Promise<void>): Promise<void> => {
  await pause(700)
  await until(() => existsSync(port), 'the port is there', 8000)
  const door = createRig({ dial: dialAddress(port), clock: systemClock(), log: SILENT })
  try {
    await use(door)
  } finally {
    await door.close()
  }
}

slow(
  `find a half-written board with its bolt home: the door waits, and it is flashed again${slowTitle}`,
  async ({ benches }) => {
    // As a pulled cable leaves it (scripts/cli/rig/flash.test.ts pulls one): the beginning is there, the rest is erased.
    const torn = changed('servo', (bytes) => bytes.fill(0xff, 20 * PAGE))
    const bench = await open(benches, {}, torn)
    await doorAt(bench, async (door) => {
      await pause(5000)
      assert.is(door.reading(), undefined)
      assert.equal(await door.unlock(seconds(1), 1), { ok: false, code: 'rig_absent' })
    })
    const mute = await rig(bench, 'test', '--only', 'firmware')
    assert.is(mute.json['fault'], 'rig_mute', mute.out)
    assert.is((await rig(bench, 'flash')).json['fault'], 'flash_no_variant', 'it cannot tell any more what it drives')
    assert.is(boltLeftHome(bench), 0)

    const unasked = await rig(bench, 'flash', '--variant', 'servo')
    assert.is(unasked.json['fault'], 'flash_strange', 'it may be anybody’s board by now')
    const again = await rig(bench, 'flash', '--variant', 'servo', '--anyway')
    assert.is(again.exit, 0, again.out + again.err)
    assert.equal(again.json['to'], { name: firmwareName('servo'), ...stampedVersion('servo') })
    assert.is(boltLeftHome(bench), 0)
    await doorAt(bench, async (door) => {
      await until(() => door.reading()?.bolt === 'home', 'the rig is there', 15_000)
      assert.equal(await within(door.unlock(seconds(1), 2), 'an answer', 8000), { ok: true })
      await until(() => door.reading()?.bolt === 'home' && boltLeftHome(bench) === 1, 'it opened, and is home', 15_000)
    })
  },
)

all.run()
