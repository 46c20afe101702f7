// What every BoltPort must do: run on the fake and on the real adapter with the simulated rig, in virtual time.

import { type Context, suite, type Test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Bolt } from '#protocol/state.ts'
import { millis, seconds } from '#protocol/units.ts'
import { type Bench, until } from './bench.fixture.ts'
import type { Reading, RigEvent, UnlockAnswer } from './port.ts'

const read = (bench: Bench): Reading => {
  const reading = bench.port.reading()
  assert.ok(reading, 'the rig is there')
  return reading
}
const boltIs = (bench: Bench, bolt: Bolt, within = seconds(3)): Promise<boolean> =>
  until(bench, within, () => bench.port.reading()?.bolt === bolt)

/** Asks for the bolt out and lets time pass until the answer is there. */
async function unlock(bench: Bench, hold: number, id: number): Promise<UnlockAnswer> {
  let answer: UnlockAnswer | undefined
  const asked = bench.port.unlock(millis(hold), id).then((given) => {
    answer = given
  })
  assert.ok(await until(bench, seconds(1.1), () => answer !== undefined), 'an answer within a second')
  await asked
  return answer as UnlockAnswer
}

/**
 * @param make a bench whose rig is connected, home and shut
 * @param strike lets go in an open door, where a bolt waits for it to be shut
 */
export function boltSuite(name: string, make: () => Promise<Bench>, strike = false): Test<Context> {
  const test = suite(name)
  const run = (title: string, body: (bench: Bench) => Promise<void>): void => {
    test(title, async () => {
      const bench = await make()
      try {
        await body(bench)
      } finally {
        await bench.close()
      }
    })
  }

  run('says that it is connected, with the firmware name, before the first reading', async (bench) => {
    assert.ok(await until(bench, seconds(1), () => bench.port.reading() !== undefined))
    const kinds = bench.heard.map(({ kind }) => kind)
    assert.ok(kinds.indexOf('connected') < kinds.indexOf('reading'))
    const said = bench.heard.find((event) => event.kind === 'connected')
    assert.match(said?.kind === 'connected' ? said.firmware : '', /^hausrecht-rig-(servo|relay) 1\.\d+$/)
  })

  run('never moves the bolt by itself', async (bench) => {
    await bench.advance(3000)
    assert.is(read(bench).bolt, 'home')
    assert.is(read(bench).leaf, 'shut')
    assert.is(read(bench).unlockId, 0)
  })

  run('moves the bolt out for the hold and home again', async (bench) => {
    assert.equal(await unlock(bench, 2000, 7), { ok: true })
    assert.ok(await boltIs(bench, 'out'))
    assert.is(read(bench).unlockId, 7)
    assert.ok(read(bench).remaining > 0 && read(bench).remaining <= 2000)
    assert.ok(await boltIs(bench, 'home', seconds(4)))
    assert.is(read(bench).moved, 'deadman')
    assert.is(read(bench).unlockId, 0)
  })

  run('locks at once when told to', async (bench) => {
    await unlock(bench, 10_000, 8)
    assert.ok(await boltIs(bench, 'out'))
    bench.port.lock()
    assert.ok(await boltIs(bench, 'home', seconds(2)))
    assert.is(read(bench).moved, 'lock')
  })

  run('never throws a bolt into an open door', async (bench) => {
    await unlock(bench, 1000, 9)
    assert.ok(await boltIs(bench, 'out'))
    bench.openDoor()
    assert.ok(await until(bench, seconds(1), () => read(bench).leaf === 'open'))
    await bench.advance(3000)
    assert.is(read(bench).bolt === 'home', strike)
    assert.is(read(bench).waitingForDoor, !strike)
    bench.shutDoor()
    assert.ok(await until(bench, seconds(3), () => read(bench).bolt === 'home' && read(bench).leaf === 'shut'))
  })

  run('lets people out by the inside button and says so', async (bench) => {
    bench.egress()
    assert.ok(await boltIs(bench, 'out'))
    assert.is(read(bench).moved, 'egress')
    assert.is(read(bench).unlockId, 0)
    assert.ok(await boltIs(bench, 'home', seconds(13)))
  })

  run('reports a jam instead of a position and answers so', async (bench) => {
    bench.jam(true)
    assert.equal(await unlock(bench, 20_000, 10), { ok: true })
    assert.ok(await boltIs(bench, 'jammed', seconds(12)))
    assert.ok(read(bench).faults.includes('jam'))
    assert.equal(await unlock(bench, 1000, 11), { ok: false, code: 'bolt_jammed' })
  })

  run('refuses to be kept open beyond a minute', async (bench) => {
    await unlock(bench, 60_000, 12)
    assert.ok(await boltIs(bench, 'out'))
    await bench.advance(1000)
    assert.equal(await unlock(bench, 60_000, 13), { ok: false, code: 'busy' })
  })

  run('hands on keys and the pairing button', async (bench) => {
    bench.type('12#')
    bench.pressPairing(true)
    assert.ok(await until(bench, seconds(3), () => read(bench).pairing))
    const typed = (): string => bench.heard.map((event) => (event.kind === 'key' ? event.key : '')).join('')
    assert.ok(await until(bench, seconds(3), () => typed() === '12#'))
    bench.pressPairing(false)
    assert.ok(await until(bench, seconds(3), () => !read(bench).pairing))
  })

  run('says that the rig is lost and takes nothing from its last reading', async (bench) => {
    bench.unplug()
    assert.ok(await until(bench, seconds(2), () => bench.heard.some(({ kind }) => kind === 'lost')))
    assert.is(bench.port.reading(), undefined)
    assert.equal(await unlock(bench, 1000, 14), { ok: false, code: 'rig_absent' })
  })

  run('connects again by itself, and nothing said in between is ever carried out', async (bench) => {
    bench.unplug()
    assert.ok(await until(bench, seconds(2), () => bench.heard.some(({ kind }) => kind === 'lost')))
    await unlock(bench, 1000, 15)
    bench.plug()
    assert.ok(await until(bench, seconds(10), () => bench.port.reading() !== undefined))
    await bench.advance(2000)
    assert.is(read(bench).bolt, 'home')
    assert.not(bench.heard.some((event) => event.kind === 'reading' && event.reading.bolt === 'out'))
    assert.equal(await unlock(bench, 1000, 16), { ok: true })
    assert.ok(await boltIs(bench, 'out'))
  })

  run('tells whoever listens later that the rig is there, and what it read last', async (bench) => {
    const heard: RigEvent[] = []
    bench.port.listen((event) => heard.push(event))
    await Promise.resolve()
    assert.equal(
      heard.map(({ kind }) => kind),
      ['connected', 'reading'],
    )
    bench.unplug()
    assert.ok(await until(bench, seconds(2), () => heard.some(({ kind }) => kind === 'lost')))
    const none: RigEvent[] = []
    bench.port.listen((event) => none.push(event))
    await Promise.resolve()
    assert.equal(none, [])
  })

  run('tells nobody who has stopped listening', async (bench) => {
    let heard = 0
    const stop = bench.port.listen(() => {
      heard++
    })
    assert.ok(await until(bench, seconds(1), () => heard > 0))
    stop()
    heard = 0
    await bench.advance(600)
    assert.is(heard, 0)
  })

  return test
}
