import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { seconds } from '#protocol/units.ts'
import { until } from './bench.fixture.ts'
import { type SimBench, simBench } from './sim-bench.fixture.ts'
import { boltSuite } from './suite.fixture.ts'

const servo = boltSuite('a simulated servo rig', () => simBench('servo'))
const relay = boltSuite('a simulated strike', () => simBench('relay'), true)
const outputs = suite<{ bench: SimBench }>('light, buzzer and power of a simulated rig')

outputs.before.each(async (context) => {
  context.bench = await simBench('servo')
})
outputs.after.each(async ({ bench }) => {
  await bench.close()
})

outputs('shows that it is open, then nothing any more', async ({ bench }) => {
  bench.port.signal('ok')
  await bench.advance(50)
  assert.is(bench.sim.observe().statusLed, true)
  assert.is(bench.sim.observe().buzzer, true)
  await bench.advance(2000)
  assert.is(bench.sim.observe().statusLed, false)
  assert.is(bench.sim.observe().buzzer, false)
})

outputs('goes on with an alarm after a passing signal, until it is off', async ({ bench }) => {
  bench.port.signal('alarm')
  bench.port.signal('refused')
  await bench.advance(2000)
  let lit = 0
  for (let time = 0; time < 20; time++) {
    await bench.advance(100)
    if (bench.sim.observe().statusLed) lit++
  }
  assert.ok(lit > 5 && lit < 15, `blinks: ${lit} of 20`)
  bench.port.signal('off')
  await bench.advance(50)
  assert.is(bench.sim.observe().statusLed, false)
  assert.is(bench.sim.observe().buzzer, false)
})

outputs('switches the camera and measures what it gets', async ({ bench }) => {
  assert.is(bench.sim.observe().cameraRelay, false)
  bench.port.power({ camera: true, infrared: true })
  await bench.advance(600)
  assert.is(bench.sim.observe().cameraRelay, true)
  assert.is(bench.sim.observe().infrared, true)
  assert.ok((bench.port.reading()?.railMillivolts ?? 0) > 4000)
  bench.port.signal('ok')
  await bench.advance(2000)
  assert.is(bench.sim.observe().cameraRelay, true, 'a write to the buzzer leaves the relay alone')
  bench.port.power({ camera: false, infrared: false })
  await bench.advance(1500)
  assert.is(bench.sim.observe().cameraRelay, false)
  assert.ok((bench.port.reading()?.railMillivolts ?? 9999) < 500)
})

outputs('gives a rig that comes back the power it should have', async ({ bench }) => {
  bench.port.power({ camera: true, infrared: false })
  bench.unplug()
  assert.ok(await until(bench, seconds(2), () => bench.port.reading() === undefined))
  bench.plug()
  assert.ok(await until(bench, seconds(10), () => bench.port.reading() !== undefined))
  assert.is(bench.sim.observe().cameraRelay, true)
})

outputs('never moves the bolt with any of it', async ({ bench }) => {
  const before = bench.sim.observe().tally
  for (const pattern of ['alarm', 'ok', 'pairing', 'refused', 'off'] as const) {
    bench.port.signal(pattern)
    bench.port.power({ camera: pattern !== 'off', infrared: pattern === 'ok' })
    await bench.advance(300)
  }
  assert.equal(bench.sim.observe().tally, before)
})

servo.run()
relay.run()
outputs.run()
