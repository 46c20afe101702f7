// A door without a network for a week (six hours in the short run), by a clock that the test moves: it goes on asking
// for its bridge, writes down what happens and hardly anything else, and on the way back loses nothing of it.

import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Agent } from '#device/agent.ts'
import { createFakeRig } from '#device/bolt/fake.ts'
import { type HandClock, handClock } from '#device/clock/hands.fixture.ts'
import { ConfigSchema } from '#device/config/config.ts'
import { openAgent } from '#device/open.ts'
import { CHALLENGE } from '#protocol/challenge.ts'
import { peekClaims } from '#protocol/token.ts'
import { epochMs } from '#protocol/units.ts'
import { pairOnDisk } from '#scripts/bench/parts/agent.ts'
import { freePort } from '#scripts/bench/parts/ports.ts'
import { startBridge, type TestBridge } from '#test/support/bridge.ts'
import { makeKey } from '#test/support/people.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const LASTS = process.env['HAUSRECHT_LONG'] === '1' ? 7 * DAY : 6 * HOUR
/** Somebody goes out so often. */
const OUT_EACH = 2 * HOUR
/** No longer than a few tries to connect. */
const STEP = process.env['HAUSRECHT_LONG'] === '1' ? 60_000 : 15_000
/** Entries of one who goes out, and of a day on which nothing happens. */
const ENTRIES_OUT = 6
const ENTRIES_DAY = 4
const BYTES_AN_ENTRY = 2048
const silent = pino({ level: 'silent' })

const test = suite(`a door without a network for ${LASTS / HOUR} hours`)

/** The way to the bridge: there, or nobody answers. */
const openWay = async (bridge: number) => {
  const port = await freePort()
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (near) => {
    const far = createConnection({ host: '127.0.0.1', port: bridge, noDelay: true })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => one.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  const there = (): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  const gone = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of [...sockets]) socket.destroy()
    })
  await there()
  return { url: `mqtt://127.0.0.1:${port}`, there, gone }
}

/** Time goes by slowly enough for an answer over a socket. */
const passUntil = async (clock: HandClock, isSo: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  for (let tries = 0; !(await isSo()); tries += 1) {
    assert.ok(tries < 1500, what)
    clock.pass(250)
    await sleep(10)
  }
}

const bytesIn = async (folder: string): Promise<number> => {
  const sizes = (await readdir(folder)).map(async (name) => (await lstat(join(folder, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

const challengeOf = async ({ door }: Agent): Promise<string> =>
  CHALLENGE.schema.parse(peekClaims(await door.challenge())).chl

const hasAll = async (bridge: TestBridge, agent: Agent): Promise<boolean> =>
  (await bridge.store.journals.head(agent.id))?.hash === agent.door.head().hash

test('asks on, writes little, and has the bridge hear everything afterwards', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-week-'))
  const clock = handClock(epochMs(Date.now() + 1000))
  const bridge = await startBridge({ clock })
  const way = await openWay(bridge.ports.mqtt ?? 0)
  const rig = createFakeRig(clock)
  let agent: Agent | undefined
  try {
    const owner = await makeKey()
    await pairOnDisk(folder, owner.jwk, bridge.key.jwk)
    const config = ConfigSchema.parse({
      ...{ data: folder, bridge: { url: way.url }, camera: { source: 'none' }, clock: { trust: 'system' } },
    })
    const door = await openAgent(config, silent, { clock, bolt: rig })
    agent = door
    await passUntil(clock, () => door.link.up, 'it is at its bridge')
    await passUntil(clock, () => hasAll(bridge, door), 'the bridge has its journal')
    const [entries, bytes] = [door.door.head().n, await bytesIn(join(folder, 'journal'))]

    await way.gone()
    let out = 0
    for (let past = 0; past < LASTS; past += STEP) {
      clock.pass(STEP)
      await sleep(1)
      if (past % OUT_EACH !== 0) continue
      rig.egress()
      out += 1
    }
    assert.not(door.link.up)
    const written = door.door.head().n - entries
    assert.ok(written >= out, `${written} entries, ${out} went out`)
    const most = out * ENTRIES_OUT + Math.ceil(LASTS / DAY) * ENTRIES_DAY
    assert.ok(written <= most, `${written} entries of ${most}`)
    assert.ok((await bytesIn(join(folder, 'journal'))) - bytes <= most * BYTES_AN_ENTRY)
    assert.ok((await readdir(folder)).length < 12, (await readdir(folder)).join(' '))
    assert.is.not(await challengeOf(door), await challengeOf(door))

    await way.there()
    await passUntil(clock, () => door.link.up, 'it is at its bridge again')
    await passUntil(clock, () => hasAll(bridge, door), 'the bridge has all of it')
    assert.equal(await bridge.store.journals.findings(door.id), [])
    const kinds = (await bridge.store.journals.read(door.id, 0, 5000, 1e7)).map(({ kind }) => kind)
    assert.is(kinds.filter((kind) => kind === 'egress').length, out)
  } finally {
    await agent?.close()
    await way.gone()
    await bridge.close()
    await rm(folder, { recursive: true, force: true })
  }
})

test.run()
