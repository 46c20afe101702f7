import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMAND, decodeCommand, encodeReport, LIMITS, type RigStatus } from '#hardware/contract/rig.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { millis, seconds } from '#protocol/units.ts'
import { handClock } from './bench.fixture.ts'
import { Board, type BoardOptions } from './board.fixture.ts'
import type { Line } from './line.ts'
import type { RigEvent, UnlockAnswer } from './port.ts'
import { createRig, type Rig } from './rig.ts'
import { SILENT } from './sim-bench.fixture.ts'

const STATUS: RigStatus = {
  kind: 'status',
  seq: 1,
  uptimeMs: 5000,
  bolt: 'home',
  position: 200,
  drive: 'idle',
  reason: 'boot',
  id: 0,
  remainingMs: 0,
  attempts: 0,
  supplyMv: 5000,
  railMv: 0,
  faults: [],
  resetCause: ['power-on'],
  doorOpen: false,
  egressPressed: false,
  pairingPressed: false,
  waitingForDoor: false,
  doorAlarm: false,
  cameraRelayOn: false,
  linkUp: true,
}

interface Wired {
  readonly rig: Rig
  readonly boards: Board[]
  readonly events: RigEvent[]
  advance(ms: number): Promise<void>
  board(): Board
  status(change?: Partial<RigStatus>): void
  kinds(): string[]
}

/** The adapter over scripted boards, one a connection. */
function wired(options: readonly BoardOptions[] = []): Wired {
  const { clock, advance } = handClock()
  const boards: Board[] = []
  let seq = 0
  const dial = async (): Promise<Line> => {
    const board = new Board(options[boards.length] ?? options.at(-1) ?? {})
    boards.push(board)
    return board.line
  }
  const rig = createRig({ dial, clock, log: SILENT })
  const events: RigEvent[] = []
  rig.listen((event) => events.push(event))
  const board = (): Board => boards.at(-1) ?? new Board()
  return {
    rig,
    boards,
    events,
    advance,
    board,
    status: (change) => {
      seq++
      board().report(encodeReport({ ...STATUS, seq, uptimeMs: 5000 + seq, ...change }))
    },
    kinds: () => events.map(({ kind }) => kind),
  }
}

async function connected(): Promise<Wired> {
  const wire = wired()
  await wire.advance(20)
  wire.status()
  await wire.advance(1)
  assert.equal(wire.kinds(), ['connected', 'reading'])
  return wire
}

const unlocks = (board: Board): number[] => board.commands().filter((number) => number === COMMAND.UNLOCK)

/** Keeps a promise's value where a test with its own clock can look at it. */
function kept(promise: Promise<UnlockAnswer>): { value?: UnlockAnswer } {
  const box: { value?: UnlockAnswer } = {}
  promise.then(
    (value) => {
      box.value = value
    },
    () => assert.unreachable('an unlock is answered, never rejected'),
  )
  return box
}

const connection = suite('a connection to a board')

connection('tells a wrong board by its name and says nothing to it but questions', async () => {
  const wire = wired([{ name: 'StandardFirmata', major: 2, minor: 5 }])
  await wire.advance(50)
  assert.equal(wire.events[0], { kind: 'lost', why: 'wrong board: StandardFirmata 2.5' })
  assert.equal(wire.board().commands(), [])
  assert.ok(wire.board().received.every((byte) => byte !== 0x91 && byte !== 0x90 && byte !== 0xf4 && byte !== 0xf5))
  assert.is(wire.board().closed, true)
  await wire.rig.close()
})

connection('refuses firmware of another version by its number', async () => {
  for (const [major, minor] of [
    [LIMITS.VERSION_MAJOR + 1, 0],
    [LIMITS.VERSION_MAJOR - 1, 9],
  ] as const) {
    const wire = wired([{ major, minor }])
    await wire.advance(50)
    const [first] = wire.events
    assert.match(first?.kind === 'lost' ? first.why : '', `hausrecht-rig-servo ${major}.${minor}`)
    assert.equal(wire.board().commands(), [])
    await wire.rig.close()
  }
})

connection('takes a name apart only as far as it can be printed', async () => {
  const wire = wired([{ name: `\u0007${'x'.repeat(200)}` }])
  await wire.advance(50)
  const [first] = wire.events
  assert.ok(first?.kind === 'lost' && first.why.length < 80 && !first.why.includes('\u0007'))
  await wire.rig.close()
})

connection('gives up on a line where nobody answers', async () => {
  const { clock, advance } = handClock()
  const events: RigEvent[] = []
  const mute: Line = { write: () => {}, listen: () => {}, close: () => {} }
  const rig = createRig({ dial: async () => mute, clock, log: SILENT })
  rig.listen((event) => events.push(event))
  await advance(5100)
  assert.equal(events, [{ kind: 'lost', why: 'no rig answers' }])
  await rig.close()
})

connection('puts an unlock on the wire in the turn of the call', async () => {
  const wire = await connected()
  const before = wire.board().received.length
  const asked = kept(wire.rig.unlock(seconds(10), 77))
  const sent = wire.board().received.slice(before)
  assert.is(sent[0], 0xf0)
  assert.equal(decodeCommand(sent[1] ?? 0, sent.slice(2, -1)), { kind: 'unlock', ms: 10_000, id: 77, seen: 1 })
  await wire.rig.close()
  await wire.advance(1)
  assert.equal(asked.value, { ok: false, code: 'rig_absent' })
})

connection('names the newest STATUS in an unlock, so that one that lay about is refused', async () => {
  const wire = await connected()
  wire.status({ seq: 4711 })
  await wire.advance(1)
  kept(wire.rig.unlock(seconds(10), 78))
  const [unlock] = unlocks(wire.board())
  assert.ok(unlock)
  const at = wire.board().received.lastIndexOf(COMMAND.UNLOCK)
  const command = decodeCommand(COMMAND.UNLOCK, wire.board().received.slice(at + 1, -1))
  assert.is(command?.kind === 'unlock' && command.seen, 4711)
  await wire.rig.close()
})

connection('translates each answer of the rig', async () => {
  const wire = await connected()
  for (const [code, expected] of [
    ['accepted', { ok: true }],
    ['busy', { ok: false, code: 'busy' }],
    ['jammed', { ok: false, code: 'bolt_jammed' }],
    ['supply-low', { ok: false, code: 'supply_low' }],
    ['stale', { ok: false, code: 'timed_out' }],
    ['out-of-bounds', { ok: false, code: 'rig_absent' }],
  ] as const) {
    const asked = kept(wire.rig.unlock(seconds(1), 5))
    wire.board().report(encodeReport({ kind: 'answer', id: 5, code }))
    await wire.advance(1)
    assert.equal(asked.value, expected, code)
  }
  await wire.rig.close()
})

connection('takes no answer to another unlock for its own, and waits a second at most', async () => {
  const wire = await connected()
  const asked = kept(wire.rig.unlock(seconds(1), 6))
  wire.board().report(encodeReport({ kind: 'answer', id: 7, code: 'accepted' }))
  await wire.advance(900)
  wire.status()
  assert.is(asked.value, undefined)
  await wire.advance(101)
  assert.equal(asked.value, { ok: false, code: 'timed_out' })
  await wire.rig.close()
})

connection('throws for an unlock that nobody may ask for', async () => {
  const wire = await connected()
  for (const [hold, id] of [
    [99, 1],
    [60_001, 1],
    [Number.NaN, 1],
    [1000, 0],
    [1000, 16_384],
  ] as const) {
    const thrown = await wire.rig.unlock(millis(hold), id).catch((fault: unknown) => fault)
    assert.is(thrown instanceof HausrechtError && thrown.code, 'unlock_out_of_bounds')
  }
  assert.equal(unlocks(wire.board()), [])
  await wire.rig.close()
})

connection('says each half second that it is alive', async () => {
  const wire = await connected()
  const beats = (): number =>
    wire
      .board()
      .commands()
      .filter((number) => number === COMMAND.HEARTBEAT).length
  const before = beats()
  for (let time = 0; time < 8; time++) {
    await wire.advance(250)
    wire.status()
  }
  assert.is(beats() - before, 4)
  await wire.rig.close()
})

connection('takes nothing for measured while the rig has only just started', async () => {
  const wire = wired()
  await wire.advance(20)
  wire.status({ uptimeMs: 100, doorOpen: true })
  await wire.advance(1)
  assert.is(wire.rig.reading(), undefined)
  await wire.rig.close()
})

connection('drops a STATUS in which one bit is wrong', async () => {
  const wire = await connected()
  const message = encodeReport({ ...STATUS, seq: 9, bolt: 'out', doorOpen: true })
  for (let at = 1; at < message.length; at++) {
    for (const bit of [0x01, 0x10, 0x40])
      wire.board().report(message.map((byte, index) => (index === at ? byte ^ bit : byte)))
  }
  await wire.advance(1)
  assert.is(wire.rig.reading()?.bolt, 'home')
  await wire.rig.close()
})

const supervision = suite('a rig that comes and goes')

supervision('is lost when it has been silent for a second and a half', async () => {
  const wire = await connected()
  await wire.advance(1400)
  assert.not(wire.kinds().includes('lost'))
  await wire.advance(400)
  assert.equal(wire.events.at(-1), { kind: 'lost', why: 'the rig is silent' })
  assert.is(wire.rig.reading(), undefined)
  await wire.rig.close()
})

supervision('gets a fresh line, Firmata and board each time, and the old line is dead', async () => {
  const wire = await connected()
  const [first] = wire.boards
  first?.unplug()
  await wire.advance(1)
  const said = first?.received.length
  wire.rig.lock()
  await wire.advance(150)
  assert.is(wire.boards.length, 2)
  assert.is(first?.received.length, said)
  first?.say([0xf0, ...encodeReport({ ...STATUS, seq: 99, bolt: 'out' }), 0xf7])
  await wire.advance(1)
  assert.is(wire.rig.reading(), undefined)
  wire.status()
  await wire.advance(1)
  assert.is(wire.rig.reading()?.bolt, 'home')
  await wire.rig.close()
})

supervision('keeps nothing for later: what is asked while it is away is never sent', async () => {
  const wire = await connected()
  wire.board().unplug()
  await wire.advance(1)
  const asked = [kept(wire.rig.unlock(seconds(10), 1)), kept(wire.rig.unlock(seconds(10), 2))]
  wire.rig.lock()
  await wire.advance(200)
  wire.status()
  await wire.advance(1000)
  assert.equal(
    asked.map(({ value }) => value),
    Array(2).fill({ ok: false, code: 'rig_absent' }),
  )
  assert.equal(unlocks(wire.board()), [])
  assert.not(wire.board().commands().includes(COMMAND.LOCK))
  await wire.rig.close()
})

supervision('answers what was asked of it when it goes away', async () => {
  const wire = await connected()
  const asked = kept(wire.rig.unlock(seconds(10), 3))
  wire.board().unplug()
  await wire.advance(1)
  assert.equal(asked.value, { ok: false, code: 'rig_absent' })
  assert.is(wire.kinds().at(-1), 'lost')
  await wire.rig.close()
})

supervision('takes a microcontroller that started anew for a lost one', async () => {
  const wire = await connected()
  wire.status({ uptimeMs: 40, bolt: 'between' })
  await wire.advance(1)
  assert.equal(wire.events.at(-1), { kind: 'lost', why: 'the rig started anew' })
  await wire.advance(150)
  assert.is(wire.boards.length, 2)
  await wire.rig.close()
})

supervision('does not take a counter that wrapped for a start', async () => {
  const wire = await connected()
  wire.status({ uptimeMs: 2 ** 28 - 100 })
  wire.status({ uptimeMs: 400 })
  await wire.advance(1)
  assert.not(wire.kinds().includes('lost'))
  await wire.rig.close()
})

supervision('ends a line that sends nothing but garbage', async () => {
  const wire = await connected()
  for (let time = 0; time < 10; time++) wire.board().say(Array.from({ length: 500 }, (_, at) => (at * 7) % 128))
  await wire.advance(1)
  assert.equal(wire.events.at(-1), { kind: 'lost', why: 'garbage on the line' })
  await wire.rig.close()
})

supervision('tries again after 100 ms, then ever more slowly, at most each 5 s, and says so once', async () => {
  const { clock, advance } = handClock()
  const tries: number[] = []
  const dial = async (): Promise<Line> => {
    tries.push(clock.monotonic())
    throw new HausrechtError('rig_unreachable', 'no such port')
  }
  const rig = createRig({ dial, clock, log: SILENT })
  const events: RigEvent[] = []
  rig.listen((event) => events.push(event))
  await advance(60_000)
  const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0))
  assert.equal(waits.slice(0, 8), [100, 200, 400, 800, 1600, 3200, 5000, 5000])
  assert.equal(events, [{ kind: 'lost', why: 'no such port' }])
  await rig.close()
  const before = tries.length
  await advance(20_000)
  assert.is(tries.length, before)
})

supervision('begins with short waits again after a connection that held', async () => {
  const wire = await connected()
  for (let time = 0; time < 44; time++) {
    await wire.advance(250)
    wire.status()
  }
  wire.board().unplug()
  const before = wire.boards.length
  await wire.advance(110)
  assert.is(wire.boards.length, before + 1)
  await wire.rig.close()
})

supervision('whatever bytes come: nothing is thrown, nothing unmeasured is told, and it finds back', async () => {
  const junk = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => [...bytes]),
      // What Firmata's parser takes for its own: sysex, analog and digital messages with any content.
      fc
        .record({
          number: fc.integer({ min: 0, max: 127 }),
          data: fc.array(fc.integer({ min: 0, max: 127 }), { maxLength: 30 }),
        })
        .map(({ number, data }) => [0xf0, number, ...data, 0xf7]),
      fc.tuple(
        fc.integer({ min: 0x80, max: 0xff }),
        fc.integer({ min: 0, max: 127 }),
        fc.integer({ min: 0, max: 127 }),
      ),
    ),
    { maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(junk, async (pieces) => {
      const wire = await connected()
      for (const bytes of pieces) wire.board().say(bytes)
      await wire.advance(1)
      const told = wire.events.slice(2)
      assert.ok(
        told.every(({ kind }) => kind === 'lost'),
        JSON.stringify(told),
      )
      await wire.advance(2000)
      // END_SYSEX ends what the junk began; the rig goes on talking.
      wire.board().say([0xf7])
      wire.status()
      wire.status()
      await wire.advance(1)
      assert.is(wire.rig.reading()?.bolt, 'home')
      assert.equal(wire.boards.flatMap(unlocks), [])
      await wire.rig.close()
    }),
    { numRuns: 150 },
  )
})

connection.run()
supervision.run()
