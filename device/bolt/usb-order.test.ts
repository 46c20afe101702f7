// Boards beside the rig, in whatever order USB finds them: a GPS that talks all the time, another Arduino, one that is
// mute, one that another program holds. The rig is found, kept, and found again at another socket; nobody else is told
// anything. As a law over scripted boards, and over two real serial ports.

import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { encodeReport, firmwareName, LIMITS } from '#hardware/contract/rig.ts'
import { startSimulator } from '#hardware/simulator/program.ts'
import { Pty } from '#hardware/simulator/server/pty.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { millis, seconds } from '#protocol/units.ts'
import { until, within } from '#test/support/wait.ts'
import { systemClock } from '../clock/system.ts'
import { handClock } from './bench.fixture.ts'
import { Board } from './board.fixture.ts'
import { ANY_RIG, dialRig } from './candidates.ts'
import type { Line } from './line.ts'
import { createRig, type Rig } from './rig.ts'
import { SILENT } from './sim-bench.fixture.ts'
import { STATUS } from './wired.fixture.ts'

const order = suite('boards beside the rig')

const DECOYS = ['mute', 'gps', 'arduino', 'old', 'held'] as const
type Decoy = (typeof DECOYS)[number]
type Kind = Decoy | 'rig'

const SENTENCE = Buffer.from('$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76\r\n')
const OLD = { name: firmwareName('servo'), major: LIMITS.VERSION_MAJOR - 1, minor: 0 }

/** Sockets with boards in them, each opened anew by every dial. */
class Hub {
  readonly told: Board[] = []
  readonly clock
  readonly advance
  readonly rig: Rig
  private readonly sockets = new Map<string, Kind>()
  private readonly open = new Map<Board, string>()
  private seq = 0

  constructor() {
    const { clock, advance } = handClock()
    this.clock = clock
    this.advance = advance
    const dial = dialRig(ANY_RIG, {
      clock,
      folder: '',
      namesIn: async () => [...this.sockets.keys()].sort(),
      dialOne: (name) => async () => this.dial(name),
    })
    this.rig = createRig({ dial, clock, log: SILENT })
    clock.every(millis(500), () => this.talk())
  }

  plug(socket: string, kind: Kind): void {
    this.sockets.set(socket, kind)
  }

  pull(socket: string): void {
    this.sockets.delete(socket)
    for (const [board, at] of this.open) if (at === socket) board.unplug()
  }

  /** @returns milliseconds until the rig was read; undefined: it was not */
  async findsRig(most: number): Promise<number | undefined> {
    const begun = this.clock.monotonic()
    while (this.rig.reading() === undefined) {
      if (this.clock.monotonic() - begun > most) return undefined
      await this.advance(50)
    }
    return this.clock.monotonic() - begun
  }

  private dial(socket: string): Line {
    const kind = this.sockets.get(socket)
    if (kind === undefined || kind === 'held') throw new HausrechtError('rig_unreachable', `${socket} does not open`)
    const board = new Board(
      kind === 'old' ? OLD : kind === 'rig' ? {} : { name: 'StandardFirmata', major: 2, minor: 5 },
    )
    this.open.set(board, socket)
    if (kind !== 'rig') this.told.push(board)
    const { line } = board
    const mute = kind === 'mute' || kind === 'gps'
    // What it is asked it does not understand.
    return mute
      ? {
          ...line,
          write: (bytes) => void board.received.push(...bytes),
          listen: (hears) => this.drone(hears, kind === 'gps', board),
        }
      : line
  }

  private drone(hears: Parameters<Line['listen']>[0], talks: boolean, board: Board): void {
    const stop = this.clock.every(seconds(1), () => {
      if (board.closed) stop()
      else if (talks) hears.data(SENTENCE)
    })
  }

  private talk(): void {
    for (const [board, socket] of this.open) {
      if (board.closed) this.open.delete(board)
      else if (this.sockets.get(socket) === 'rig')
        board.report(encodeReport({ ...STATUS, seq: this.seq, uptimeMs: 5000 + 500 * this.seq++ }))
    }
  }
}

/** Each other board may be waited for in vain, and after each the wait may be the longest. */
const mostFor = (decoys: number): number => 10_000 * (decoys + 1) + 4000

order('the rig is found whichever comes first, kept, and found again at another socket', async () => {
  const sockets = fc.shuffledSubarray(['1', '1.1', '1.2', '2', '3', '4'], { minLength: 6 })
  const boards = fc.array(fc.constantFrom(...DECOYS), { minLength: 1, maxLength: 3 })
  const gaps = fc.array(fc.integer({ min: 0, max: 8000 }), { minLength: 5, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(sockets, boards, gaps, fc.nat({ max: 3 }), async (places, decoys, waits, at) => {
      const hub = new Hub()
      const kinds: Kind[] = [...decoys]
      kinds.splice(at, 0, 'rig')
      const rigAt = places[kinds.indexOf('rig')] ?? ''
      for (const [n, kind] of kinds.entries()) {
        hub.plug(places[n] ?? '', kind)
        await hub.advance(waits[n] ?? 0)
      }
      assert.is.not(await hub.findsRig(mostFor(decoys.length)), undefined, 'it is found')
      for (let spell = 0; spell < 60; spell += 1) {
        await hub.advance(1000)
        assert.ok(hub.rig.reading(), 'it is kept')
      }
      hub.pull(rigAt)
      await hub.advance(waits[4] ?? 0)
      assert.is(hub.rig.reading(), undefined)
      hub.plug(places.at(-1) ?? '', 'rig')
      assert.is.not(await hub.findsRig(mostFor(decoys.length)), undefined, 'it is found again')
      assert.equal(
        hub.told.flatMap((board) => board.commands()),
        [],
        'nobody else is told anything',
      )
      await hub.rig.close()
    }),
    { numRuns: 40 },
  )
})

order('a cable touched for a second costs a second, not the time that another board takes to say nothing', async () => {
  const hub = new Hub()
  hub.plug('1', 'gps')
  hub.plug('2', 'rig')
  assert.is.not(await hub.findsRig(mostFor(1)), undefined)
  await hub.advance(30_000)
  const asked = hub.told.length
  hub.pull('2')
  await hub.advance(1000)
  hub.plug('2', 'rig')
  const took = (await hub.findsRig(mostFor(1))) ?? Number.POSITIVE_INFINITY
  assert.ok(took < 2000, `${took} ms`)
  assert.is(hub.told.length, asked, 'the other one is left alone')
  await hub.rig.close()
})

const onPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))

/** Firmata's REPORT_VERSION and REPORT_FIRMWARE, as a board with its own sketch says after a reset. */
const SKETCH = Buffer.from([
  ...[0xf9, 2, 5, 0xf0, 0x79, 2, 5],
  ...[...'StandardFirmata.ino'].flatMap((letter) => [letter.charCodeAt(0), 0]),
  0xf7,
])

interface OtherBoard {
  /** How often it was asked. */
  readonly asked: () => number
  readonly close: () => Promise<void>
}

const openOther = async (path: string): Promise<OtherBoard> => {
  const sockets = new Set<Socket>()
  let asked = 0
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).resume()
    asked += 1
    socket.write(SKETCH)
  })
  await within(new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)), 'a port')
  const address = server.address()
  const pty = await Pty.open(path, typeof address === 'object' && address ? address.port : 0)
  return {
    asked: () => asked,
    close: async () => {
      await pty.close()
      for (const socket of sockets) socket.destroy()
      await within(new Promise((resolve) => server.close(resolve)), 'its end')
    },
  }
}

interface Desk {
  readonly rig: Rig
  readonly other: OtherBoard
  /** As udev names a board, or takes its name away. */
  readonly name: (board: 'rig' | 'other', socket: string | undefined) => void
  readonly plug: (on: boolean) => void
}

const withBoards = async (use: (desk: Desk) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-usb-'))
  const named = join(folder, 'rigs')
  mkdirSync(named)
  const at = { rig: join(folder, 'ttyUSB0'), other: join(folder, 'ttyUSB1') }
  const control = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const
  const simulator = await startSimulator({ variant: 'servo', serial: { kind: 'pty', path: at.rig }, control })
  const other = await openOther(at.other)
  const links: Partial<Record<'rig' | 'other', string>> = {}
  const clock = systemClock()
  const rig = createRig({ dial: dialRig(ANY_RIG, { clock, folder: named }), clock, log: SILENT })
  try {
    await use({
      ...{ rig, other },
      name: (board, socket) => {
        const before = links[board]
        if (before !== undefined) rmSync(before)
        delete links[board]
        if (socket === undefined) return
        links[board] = join(named, socket)
        symlinkSync(at[board], join(named, socket))
      },
      plug: (on) => (on ? simulator.rig.world.plug() : simulator.rig.world.unplug()),
    })
  } finally {
    await rig.close()
    await other.close()
    await simulator.close()
    rmSync(folder, { recursive: true })
  }
}

const isThere = (rig: Rig): Promise<void> =>
  until(() => rig.reading()?.bolt === 'home' && rig.reading()?.leaf === 'shut', 'the rig is there', 30_000)

// Needs socat for the pseudo-terminals.
const real = onPath('socat') ? order : order.skip
const why = real === order ? '' : ' (needs socat)'

real(`over real ports: the other board first, and the rig at another socket afterwards${why}`, async () => {
  await withBoards(async ({ rig, other, name, plug }) => {
    name('other', 'usb-0:1.1:1.0')
    await until(() => other.asked() > 0, 'the other one is asked', 30_000)
    name('rig', 'usb-0:1.2:1.0')
    await isThere(rig)
    plug(false)
    name('rig', undefined)
    await until(() => rig.reading() === undefined, 'the rig is lost', 15_000)
    plug(true)
    name('rig', 'usb-0:1.0:1.0')
    await isThere(rig)
    assert.equal(await within(rig.unlock(seconds(1), 7), 'an answer'), { ok: true })
  })
})

real(`over real ports: the rig first, and the other board beside it is never asked${why}`, async () => {
  await withBoards(async ({ rig, other, name }) => {
    name('rig', 'usb-0:1.2:1.0')
    await isThere(rig)
    name('other', 'usb-0:1.1:1.0')
    assert.equal(await within(rig.unlock(seconds(1), 7), 'an answer'), { ok: true })
    await until(() => rig.reading()?.bolt === 'out', 'the bolt is out', 15_000)
    await until(() => rig.reading()?.bolt === 'home', 'the bolt is home', 15_000)
    assert.is(other.asked(), 0)
  })
})

order.run()
