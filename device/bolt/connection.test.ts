import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMAND, decodeCommand, encodeReport, LIMITS } from '#hardware/contract/rig.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { millis, seconds } from '#protocol/units.ts'
import { handClock } from './bench.fixture.ts'
import type { Line } from './line.ts'
import type { RigEvent } from './port.ts'
import { createRig } from './rig.ts'
import { SILENT } from './sim-bench.fixture.ts'
import { connected, kept, STATUS, unlocks, wired } from './wired.fixture.ts'

const connection = suite('a connection to a board')

connection('tells a wrong board by its name and says nothing to it but questions', async () => {
  const wire = wired([{ name: 'StandardFirmata', major: 2, minor: 5 }])
  await wire.advance(50)
  assert.equal(wire.events[0], {
    kind: 'lost',
    why: 'wrong board: StandardFirmata 2.5',
    misfit: 'wrong_board',
  })
  assert.equal(wire.board().commands(), [])
  assert.ok(wire.board().received.every((byte) => byte !== 0x91 && byte !== 0x90 && byte !== 0xf4 && byte !== 0xf5))
  assert.is(wire.board().closed, true)
  await wire.rig.close()
})

connection('refuses firmware of another version by its number', async () => {
  for (const [major, minor, misfit] of [
    [LIMITS.VERSION_MAJOR + 1, 0, 'newer'],
    [LIMITS.VERSION_MAJOR - 1, 9, 'outdated'],
  ] as const) {
    const wire = wired([{ major, minor }])
    await wire.advance(50)
    const [first] = wire.events
    assert.match(first?.kind === 'lost' ? first.why : '', `hausrecht-rig-servo ${major}.${minor}`)
    assert.is(first?.kind === 'lost' && first.misfit, misfit)
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

connection.run()
