// rig flash with the real avrdude and the real serial port, over a pseudo-terminal, against a simulated boot loader.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { BootLoaderOptions } from '#hardware/simulator/chip/boot-loader.ts'
import { type Simulator, startSimulator } from '#hardware/simulator/program.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { type Caller, openCaller, type Printed } from '../call.fixture.ts'
import { changed, hexOf, hexPath, older, stampedVersion } from './image.fixture.ts'

const LOCAL = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const
const FLASH_WITHIN = 60_000
const PAGE = 128

const missing = ['avrdude', 'socat'].filter((program) => spawnSync('which', [program]).status !== 0)

interface Bench {
  readonly folder: string
  readonly port: string
  readonly simulator: Simulator
  readonly cli: Caller
}

const within = <Value>(promise: Promise<Value>, ms: number): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HausrechtError('test_late', `not within ${ms} ms`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

const open = async (
  variant: 'servo' | 'relay',
  bootLoader: BootLoaderOptions,
  hex = hexOf(variant),
): Promise<Bench> => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-flash-'))
  const port = join(folder, 'rig')
  const serial = { kind: 'pty', path: port } as const
  const simulator = await startSimulator({ variant, serial, control: LOCAL, hex, bootLoader })
  return { folder, port, simulator, cli: await openCaller() }
}

const close = async ({ folder, simulator, cli }: Bench): Promise<void> => {
  await simulator.close()
  await cli.close()
  rmSync(folder, { recursive: true })
}

/** socat makes the port anew after each that used it. */
const flash = async ({ cli, port }: Bench, ...more: string[]): Promise<Printed> => {
  await new Promise((over) => setTimeout(over, 700))
  for (let left = 50; left > 0 && !existsSync(port); left--) await new Promise((over) => setTimeout(over, 100))
  return within(cli('rig', 'flash', '--port', port, '--json', ...more), FLASH_WITHIN)
}

const flashing = suite<{ benches: Bench[] }>('rig flash: with avrdude')
flashing.before.each((context) => {
  context.benches = []
})
flashing.after.each(async ({ benches }) => {
  for (const bench of benches) await close(bench)
})

const kept = async (benches: Bench[], bench: Promise<Bench>): Promise<Bench> => {
  const opened = await bench
  benches.push(opened)
  return opened
}

const scenarios = (): void => {
  flashing(
    'brings an old rig up to date, locked all the while, and reads the new version back',
    async ({ benches }) => {
      const pages: number[] = []
      const wrote = (address: number): void => void pages.push(address / PAGE)
      const bench = await kept(benches, open('servo', { wrote }, older('servo')))
      const { exit, json, err, out } = await flash(bench)
      assert.is(exit, 0, out + err)
      assert.equal(json['from'], { name: 'hausrecht-rig-servo', major: 0, minor: 9 })
      assert.equal(json['to'], { name: 'hausrecht-rig-servo', ...stampedVersion('servo') })
      assert.is(json['bolt'], 'home')
      assert.is(bench.simulator.rig.observe().tally.boltLeftHome, 0)
      // The page where the chip begins comes first, to hold it still, and once more when all the rest is there.
      assert.equal(pages, [...pages.slice(0, -1).map((_, at) => at), 0])
      assert.ok(pages.length > 10)
    },
  )

  if (process.env['HAUSRECHT_LONG'] === undefined) {
    process.stdout.write('skipped: pulled cables, strange chips and refusals (they take a minute: --long)\n')
    return
  }
  flashing('leaves no board behind that cannot be flashed again when the cable is pulled', async ({ benches }) => {
    let pull = true
    const wrote = (address: number): void => {
      if (pull && address >= 20 * PAGE) setImmediate(() => benches[0]?.simulator.rig.world.unplug())
      if (address >= 20 * PAGE) pull = false
    }
    const bench = await kept(benches, open('servo', { wrote }))
    const broken = await flash(bench)
    assert.is(broken.exit, 3)
    assert.is(broken.json['fault'], 'flash_broken_off')
    bench.simulator.rig.world.plug()
    await new Promise((plugged) => setTimeout(plugged, 1500))
    assert.is((await flash(bench)).json['fault'], 'flash_no_variant', 'it holds still, and says nothing')
    const again = await flash(bench, '--variant', 'servo', '--anyway')
    assert.is(again.exit, 0, again.out + again.err)
    assert.is(bench.simulator.rig.observe().tally.boltLeftHome, 0)
  })

  flashing('holds a board still whose old pages stand among new ones, and writes it whole', async ({ benches }) => {
    let pull = true
    const wrote = (address: number): void => {
      if (pull && address >= 20 * PAGE) setImmediate(() => benches[0]?.simulator.rig.world.unplug())
      if (address >= 20 * PAGE) pull = false
    }
    // As on a board that drove a strike until now: its pages and the new ones do not fit together anywhere.
    const bench = await kept(benches, open('servo', { wrote }, hexOf('relay')))
    const { rig } = bench.simulator
    const over = ['--variant', 'servo', '--anyway']
    const broken = await flash(bench, ...over)
    assert.is(broken.json['fault'], 'flash_broken_off', broken.out + broken.err)
    const before = rig.observe().tally.boltLeftHome
    // On and off, as somebody does who looks for the fault.
    for (let time = 0; time < 2; time++) {
      rig.world.plug()
      await new Promise((waited) => setTimeout(waited, 2500))
      rig.world.unplug()
    }
    rig.world.plug()
    await new Promise((plugged) => setTimeout(plugged, 1500))
    const unasked = await flash(bench, '--variant', 'servo')
    assert.is(unasked.json['fault'], 'flash_strange', 'it says nothing that could be told for ours')
    assert.is(rig.observe().tally.boltLeftHome, before, 'nothing moved')
    const again = await flash(bench, ...over)
    assert.is(again.exit, 0, again.out + again.err)
    assert.equal(again.json['to'], { name: 'hausrecht-rig-servo', ...stampedVersion('servo') })
  })

  flashing('writes nothing onto a chip of another kind', async ({ benches }) => {
    let pages = 0
    const bench = await kept(benches, open('servo', { signature: [0x1e, 0x98, 0x01], wrote: () => pages++ }))
    const { exit, json } = await flash(bench)
    assert.is(exit, 3)
    assert.is(json['fault'], 'flash_wrong_chip')
    assert.is(pages, 0)
  })

  flashing('says it when what it reads back is not what it wrote', async ({ benches }) => {
    const bench = await kept(benches, open('servo', { worn: 0x400 }, older('servo')))
    const image = changed('servo', (bytes) => {
      bytes[0x400] = (bytes[0x400] ?? 0) ^ 0x55
    })
    const file = join(bench.folder, 'changed.hex')
    writeFileSync(file, image)
    const { exit, json } = await flash(bench, '--hex', file)
    assert.is(exit, 3)
    assert.is(json['fault'], 'flash_verify')
  })

  flashing(
    'refuses the other variant, an older version and an unlocked bolt, and touches nothing',
    async ({ benches }) => {
      let pages = 0
      const bench = await kept(benches, open('servo', { wrote: () => pages++ }))
      const old = join(bench.folder, 'old.hex')
      writeFileSync(old, older('servo'))
      assert.is((await flash(bench, '--hex', hexPath('relay'))).json['fault'], 'flash_other_variant')
      assert.is((await flash(bench, '--hex', old)).json['fault'], 'flash_older')
      bench.simulator.rig.world.fault.boltSensor('cut')
      assert.is((await flash(bench)).json['fault'], 'flash_not_locked')
      assert.is((await flash(bench, '--variant', 'servo', '--anyway')).json['fault'], 'flash_not_locked')
      assert.is(pages, 0)
      const meant = await flash(bench, '--unlocked')
      assert.is(meant.exit, 0, meant.out + meant.err)
      assert.ok(pages > 0)
    },
  )

  flashing('says how a board is written again that was written whole and says nothing', async ({ benches }) => {
    const bench = await kept(benches, open('servo', {}))
    const file = join(bench.folder, 'mute.hex')
    // It stays where it begins.
    writeFileSync(
      file,
      changed('servo', (bytes) => bytes.set([0xff, 0xcf])),
    )
    const mute = await flash(bench, '--hex', file)
    assert.is(mute.exit, 3)
    assert.is(mute.json['fault'], 'flash_mute', mute.out + mute.err)
    assert.match(String(mute.json['text']), '--variant servo --anyway')
    const again = await flash(bench, '--variant', 'servo', '--anyway')
    assert.is(again.exit, 0, again.out + again.err)
  })
}

if (missing.length === 0) scenarios()
else {
  flashing('reads what the committed images say they are', () => {
    process.stdout.write(`skipped: flashing with avrdude (${missing.join(', ')} not installed)\n`)
    assert.ok(stampedVersion('servo').major >= 1)
  })
}

flashing.run()
