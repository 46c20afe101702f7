// A door as a process that boots with the wrong time: a Pi has no clock of its own, and this one's is half a year
// behind. The owner's key and a PIN open at the door. With the right time that nobody vouches for, it is at its bridge
// and refuses a courier's good grant with clock_untrusted; once that is synchronised it lets the courier in.

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashPin } from '#device/pin/scrypt.ts'
import { ControlClient } from '#hardware/simulator/control-client.ts'
import { freshRequestId } from '#protocol/ids.ts'
import { verifyKey } from '#protocol/keys.ts'
import { ORDER } from '#protocol/order.ts'
import type { StateClaims } from '#protocol/state.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { epochMs, toSeconds } from '#protocol/units.ts'
import { pairOnDisk } from '#scripts/bench/parts/agent.ts'
import { FREQUENT, startBridge } from '#scripts/bench/parts/bridge.ts'
import { type Courier, connectCourier } from '#scripts/bench/parts/courier.ts'
import { rigMeasured } from '#scripts/bench/parts/local.ts'
import { type Program, startProgram, typescript } from '#scripts/bench/parts/program.ts'
import { startSimulator } from '#scripts/bench/parts/simulator.ts'
import { makePerson } from '#scripts/bench/people.ts'
import { askLocally, localChallenge } from '#scripts/cli/local/ask.ts'
import { openLocalLine } from '#scripts/cli/local/line.ts'
import type { Place } from '#scripts/cli/reach/place.ts'
import { pause, until } from '#test/support/wait.ts'

const test = suite('a door that boots with the wrong time')
const PATIENCE = 30_000
const HALF_A_YEAR = 182 * 86_400_000
const now = () => epochMs(Date.now())

/** In place of the system's own: says that time is synchronised once a file is there. */
const TIMEDATECTL = '#!/bin/sh\ntest -e "$(dirname "$0")/synchronised" && echo yes || echo no\n'

const openScene = async (folder: string) => {
  const ends: (() => unknown)[] = []
  const close = async (): Promise<void> => {
    for (const end of ends.reverse()) await end()
  }
  try {
    const owner = await makePerson()
    const bridge = await startBridge(join(folder, 'bridge'), FREQUENT)
    ends.push(() => bridge.program.end())
    const simulator = await startSimulator('relay')
    ends.push(() => simulator.end())
    const { control } = JSON.parse(simulator.program.ready) as { control: string }
    const rig = await ControlClient.connect(control)
    ends.push(() => rig.close())
    const data = join(folder, 'door')
    // Its journal was last written today: a floor for its time.
    const door = await pairOnDisk(data, owner.key.jwk, bridge.jwk)
    const [bin, offset] = [join(folder, 'bin'), join(folder, 'offset')]
    await mkdir(bin)
    await writeFile(join(bin, 'timedatectl'), TIMEDATECTL)
    await chmod(join(bin, 'timedatectl'), 0o755)
    await writeFile(offset, String(-HALF_A_YEAR))
    const settings = join(folder, 'device.toml')
    const tables = [`[bridge]`, `url = "${bridge.url}"`, '[camera]', 'source = "none"', '[log]', 'level = "warn"']
    await writeFile(settings, [`data = "${data}"`, `rig = "${simulator.serial}"`, ...tables, ''].join('\n'))
    const preload = import.meta.resolve('./wall-clock.fixture.mjs')
    const { command, args } = typescript('device/main.ts', '--config', settings)
    const agent: Program = await startProgram({
      ...{ name: 'agent', command, args: ['--import', preload, ...args] },
      env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, HAUSRECHT_WALL_OFFSET: offset },
      isReady: (line) => line.includes('"ready":true'),
    })
    ends.push(() => agent.end())
    await rigMeasured(data, PATIENCE)
    const socket = join(data, 'door.sock')
    const line = await openLocalLine(socket)
    ends.push(() => line.close())
    const doorKey = await verifyKey((await line.ask({ do: 'state' }))['door'] as never)
    const at = { mqtt: bridge.url, key: bridge.jwk }
    const place: Place = {
      ...{
        door,
        doorKey,
        bridge: at,
        bridgeKey: await verifyKey(bridge.jwk),
        key: owner.key,
        chain: [],
        name: 'front',
      },
    }
    return {
      ...{ owner, bridge, rig, door, line, place, socket, close },
      state: async () => peekClaims(String((await line.ask({ do: 'state' }))['state'])) as StateClaims,
      setRight: () => writeFile(offset, '0'),
      synchronise: () => writeFile(join(bin, 'synchronised'), ''),
    }
  } catch (fault) {
    await close()
    throw fault
  }
}
type Scene = Awaited<ReturnType<typeof openScene>>

const isHome = async ({ rig }: Scene): Promise<boolean> => (await rig.observe()).bolt.place === 'home'
const isOut = async ({ rig }: Scene): Promise<boolean> => (await rig.observe()).bolt.place === 'out'

const ownerOpens = async (scene: Scene): Promise<void> => {
  const asking = await askLocally(scene.place, { act: 'unlock', hold: 500 as never }, scene.socket, now)
  if ('ok' in asking) return assert.unreachable(asking.code)
  try {
    for (const step of ['opened', 'closed']) assert.is((await asking.next(PATIENCE as never))?.step, step)
  } finally {
    await asking.end()
  }
}

const pinOpens = async (scene: Scene): Promise<void> => {
  const { line, place, owner, door, rig } = scene
  const chl = await localChallenge(line, place)
  assert.type(chl, 'string')
  const what = { kind: 'pin', slot: 3, ...(await hashPin('135790')) } as const
  const named = { v: 1 as const, jti: freshRequestId(), iss: owner.key.thumbprint, aud: door, iat: toSeconds(now()) }
  const token = await signToken(ORDER, { ...named, chl: chl as string, what }, owner.key)
  assert.equal(await line.ask({ do: 'order', token }), { ok: true })
  await rig.do({ do: 'type', keys: '3135790#' })
  await until(() => isOut(scene), 'the PIN opens', PATIENCE)
  await until(() => isHome(scene), 'it locks again', PATIENCE)
}

/** The bridge knows the door once that was connected: it is tried again within seconds. */
const patientCourier = async ({ owner, bridge, door }: Scene): Promise<Courier> => {
  let courier: Courier | undefined
  const connect = async (): Promise<boolean> => {
    try {
      courier = await connectCourier({ url: bridge.url, bridge: bridge.thumbprint, door, owner })
    } catch {
      await pause(500)
    }
    return courier !== undefined
  }
  await until(connect, 'the door is at its bridge', 60_000)
  return courier as unknown as Courier
}

test('lets in its owner and a PIN, no courier; and the courier once the time is synchronised', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-time-'))
  const scene = await openScene(folder)
  try {
    assert.is((await scene.state()).clock, 'untrusted')
    await ownerOpens(scene)
    await pinOpens(scene)
    await scene.setRight()
    const courier = await patientCourier(scene)
    try {
      const knock = async (): Promise<string> => {
        const prepared = await courier.prepare(300)
        await prepared.publish().acknowledged
        return prepared.opened.then(
          () => prepared.closed.then(() => 'opened'),
          (fault: unknown) => String(fault).replace(/.*: /, ''),
        )
      }
      assert.is(await knock(), 'clock_untrusted')
      assert.ok(await isHome(scene))
      await scene.synchronise()
      await until(
        async () => (await scene.state()).clock === 'trusted' || pause(200).then(() => false),
        'the time is known',
        PATIENCE,
      )
      assert.is(await knock(), 'opened')
    } finally {
      await courier.end()
    }
  } finally {
    await scene.close()
    await rm(folder, { recursive: true, force: true })
  }
})

test.run()
