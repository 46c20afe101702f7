import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMAND, encodeReport } from '#hardware/contract/rig.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { seconds } from '#protocol/units.ts'
import { handClock } from './bench.fixture.ts'
import type { Line } from './line.ts'
import type { RigEvent } from './port.ts'
import { createRig } from './rig.ts'
import { SILENT } from './sim-bench.fixture.ts'
import { connected, kept, STATUS, unlocks } from './wired.fixture.ts'

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

supervision.run()
