// A door in Home Assistant, real at every joint but Home Assistant itself: the whole house, a mosquitto, and whoever
// listens there held against the documentation. Attacks 19, 20 and 21 as they come by this way in.

import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '#protocol/units.ts'
import { writeRecord } from '#scripts/cli/home/file.ts'
import { openHome } from '#scripts/cli/home/home.ts'
import { layCable } from '#test/support/cable.ts'
import { type Mosquitto, mosquittoPath, startMosquitto } from '#test/support/mosquitto.ts'
import { grantClaims, makeGrant, makeKey } from '#test/support/people.ts'
import { visit } from '#test/support/visitor.ts'
import { pause, until, within } from '#test/support/wait.ts'
import { openWholeHouse, type WholeHouse } from '#test/support/whole-house.ts'
import { BETWEEN } from './command.ts'
import { DISCOVERY_TOPIC, unfit } from './documented.fixture.ts'
import {
  discoveryIn,
  doorJwkOf,
  SETTLING,
  showIn,
  stands,
  type Watcher,
  watchBroker,
} from './home-assistant.fixture.ts'

interface Stage {
  house: WholeHouse
  mosquitto: Mosquitto
  watcher: Watcher
}

const home = suite<Stage>('a door in Home Assistant: the whole way')

home.before(async (stage) => {
  stage.house = await openWholeHouse({ hold: 1500 })
})
home.after(async ({ house }) => {
  await house.close()
})
home.before.each(async (stage) => {
  stage.mosquitto = await startMosquitto()
  stage.watcher = await watchBroker(stage.mosquitto.url)
})
home.after.each(async ({ watcher, mosquitto }) => {
  await watcher.end()
  await mosquitto.end()
})

const settled = (): Promise<void> => pause(SETTLING + 100)
const isIdle = (house: WholeHouse): Promise<void> =>
  until(() => house.agent.door.open() === undefined, 'the visit is over', 10_000)

home('shows the door as documented, opens and locks it, and says who was there', async (stage) => {
  const { house, mosquitto, watcher } = stage
  const { gateway, topics, told } = await showIn(house, mosquitto, { jnl: true })
  try {
    await stands(watcher, topics.fresh, 'online')
    await stands(watcher, topics.gateway, 'online')
    const discovery = discoveryIn(watcher, topics)
    assert.is(unfit(discovery, watcher.said), undefined)
    assert.match(topics.config, DISCOVERY_TOPIC)
    assert.equal([watcher.said.get(topics.value('lock')), watcher.said.get(topics.value('leaf'))], ['LOCKED', 'OFF'])
    assert.is(watcher.said.get(topics.value('camera')), 'absent')
    await settled()

    await watcher.press(topics.command, 'UNLOCK')
    await stands(watcher, topics.value('lock'), 'UNLOCKED')
    house.rig.world.door.open()
    await stands(watcher, topics.value('leaf'), 'ON')
    house.rig.world.door.close()
    await stands(watcher, topics.value('leaf'), 'OFF')
    await stands(watcher, topics.value('lock'), 'LOCKED', 10_000)
    assert.match(watcher.said.get(topics.value('visitor')) ?? '', /^[\w-]{8}$/)
    assert.is(unfit(discovery, watcher.said), undefined)
    await isIdle(house)
    await pause(BETWEEN)

    await watcher.press(topics.command, 'UNLOCK')
    await stands(watcher, topics.value('lock'), 'UNLOCKED')
    await watcher.press(topics.command, 'LOCK')
    await stands(watcher, topics.value('lock'), 'LOCKED')
    assert.equal(
      told.filter(({ kind }) => kind === 'refused'),
      [],
    )
    // Nothing that lies there names anybody, and no command lies there.
    const late = await watchBroker(mosquitto.url)
    await stands(late, topics.gateway, 'online')
    assert.not(late.said.has(topics.command))
    await late.end()
    const all = [...watcher.said.values()].join('\n')
    assert.not(all.includes(house.owner.thumbprint))
    await isIdle(house)
  } finally {
    await gateway.close()
  }
  assert.is(watcher.said.get(topics.gateway), 'offline', 'it says goodbye')
})

home('shows another visitor by a code, and none at all without the right to read along', async (stage) => {
  const { house, mosquitto, watcher } = stage
  const { gateway, topics } = await showIn(house, mosquitto, { act: ['lock'] })
  try {
    await stands(watcher, topics.fresh, 'online')
    const courier = await makeKey()
    const claims = grantClaims(house.owner.thumbprint, courier.thumbprint, house.id, {}, epochMs(Date.now()))
    const knocking = await visit(house, courier, [await makeGrant(house.owner, claims)])
    assert.is(await knocking.knocks(), 'opened')
    await stands(watcher, topics.value('lock'), 'UNLOCKED')
    await isIdle(house)
    await stands(watcher, topics.value('lock'), 'LOCKED')
    assert.not(watcher.said.has(topics.value('visitor')))
    assert.equal(discoveryIn(watcher, topics).components['visitor'], { platform: 'sensor' })
    assert.not([...watcher.said.values()].some((text) => text.includes(courier.thumbprint.slice(0, 8))))
  } finally {
    await gateway.close()
  }
})

home('opens nothing without a grant that says so, and says why', async (stage) => {
  const { house, mosquitto, watcher } = stage
  const { gateway, topics } = await showIn(house, mosquitto, { act: ['lock'] })
  try {
    await stands(watcher, topics.fresh, 'online')
    await settled()
    await watcher.press(topics.command, 'UNLOCK')
    await stands(watcher, topics.value('refusal'), 'wrong_action')
    assert.match(watcher.said.get(topics.more('refusal')) ?? '', 'does not allow')
    await pause(500)
    assert.equal([...new Set(watcher.values(topics.value('lock')))], ['None', 'LOCKED'])
  } finally {
    await gateway.close()
  }
})

home(
  'opens nothing either when the program is made to ask: the bridge and the door decide (attack 26)',
  async (stage) => {
    const { house, mosquitto, watcher } = stage
    const lying = { may: new Set(['unlock', 'lock'] as const) }
    const { gateway, topics } = await showIn(house, mosquitto, { act: ['lock'] }, lying)
    try {
      await stands(watcher, topics.fresh, 'online')
      await settled()
      await watcher.press(topics.command, 'UNLOCK')
      await stands(watcher, topics.value('refusal'), 'wrong_action')
      assert.equal([...new Set(watcher.values(topics.value('lock')))], ['None', 'LOCKED'])
    } finally {
      await gateway.close()
    }
  },
)

home(
  'obeys no command that lies there, before it came or while it listens, and takes it away (attack 20)',
  async (stage) => {
    const { house, mosquitto, watcher } = stage
    // Before: as a stranger at the broker, or Home Assistant with `retain: true`, would leave it.
    await watcher.press(`hausrecht-home/${house.id}/lock/set`, 'UNLOCK', true)
    const { gateway, topics } = await showIn(house, mosquitto, {})
    try {
      await stands(watcher, topics.fresh, 'online')
      await stands(watcher, topics.value('refusal'), 'retained_command')
      await until(() => !watcher.said.has(topics.command), 'the command is taken away')
      await settled()
      await watcher.press(topics.command, 'UNLOCK', true)
      await until(() => !watcher.said.has(topics.command), 'the second command is taken away')
      await pause(700)
      assert.not(watcher.values(topics.value('lock')).includes('UNLOCKED'))
      // The honest one beside it.
      await watcher.press(topics.command, 'UNLOCK')
      await stands(watcher, topics.value('lock'), 'UNLOCKED')
      await isIdle(house)
    } finally {
      await gateway.close()
    }
  },
)

home('says offline as soon as the bridge is away, takes every value back, and comes again', async (stage) => {
  const { house, mosquitto, watcher } = stage
  const cable = await layCable(house.bridge.ports.mqtt ?? 0)
  const through = { ...house, id: house.id, bridge: { ...house.bridge, url: cable.url, store: house.bridge.store } }
  const { gateway, topics, told } = await showIn(through, mosquitto, {})
  try {
    await stands(watcher, topics.fresh, 'online')
    cable.plug()
    await stands(watcher, topics.fresh, 'offline')
    assert.ok(told.some((one) => one.kind === 'bridge' && !one.up))
    await stands(watcher, topics.fresh, 'online', 10_000)
    await stands(watcher, topics.value('lock'), 'LOCKED')
    const lock = watcher.values(topics.value('lock'))
    assert.equal(lock, ['None', 'LOCKED', 'None', 'LOCKED'])
  } finally {
    await gateway.close()
    await cable.close()
  }
})

home('says offline when the door itself is away', async (stage) => {
  const { house, mosquitto, watcher } = stage
  const { gateway, topics } = await showIn(house, mosquitto, {})
  try {
    await stands(watcher, topics.fresh, 'online')
    house.cable.pull()
    house.cable.plug()
    await stands(watcher, topics.fresh, 'offline')
    await stands(watcher, topics.value('lock'), 'None')
    await stands(watcher, topics.fresh, 'online', 15_000)
  } finally {
    await gateway.close()
  }
})

home('is said to be offline by the broker when it is killed, as the program that a person starts', async (stage) => {
  const { house, mosquitto, watcher } = stage
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-home-'))
  const { key } = await (await openHome(folder)).keys.make('house')
  const claims = grantClaims(house.owner.thumbprint, key.thumbprint, house.id, { jnl: true }, epochMs(Date.now()))
  const bridge = { mqtt: house.bridge.url, key: house.bridge.key.jwk }
  const chain = [await makeGrant(house.owner, claims)]
  await writeRecord(join(folder, 'house.json'), { v: 1, bridge, door: await doorJwkOf(house), chain })
  const words = ['home', 'run', '--mqtt', mosquitto.url, '--grant', './house.json', '--name', 'Haustür', '--lang', 'de']
  const main = new URL('../cli/main.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...words], {
    cwd: folder,
    env: { ...process.env, HAUSRECHT_HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (printed += text.toString()))
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const gateway = `hausrecht-home/${house.id}/gateway`
  try {
    await stands(watcher, gateway, 'online', 30_000).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${printed}`)
    })
    await stands(watcher, `hausrecht-home/${house.id}/lock`, 'LOCKED')
    const config = watcher.said.get(`homeassistant/device/hausrecht_${house.id}/config`) ?? ''
    assert.match(config, '"name":"Haustür"')
    assert.match(config, '"name":"Riegel"')
    assert.match(printed, 'Verbunden mit dem Broker')
    child.kill('SIGKILL')
    await stands(watcher, gateway, 'offline')
  } finally {
    child.kill('SIGKILL')
    await within(gone, 'the program to be gone')
    await rm(folder, { recursive: true, force: true })
  }
})

if (mosquittoPath === undefined) {
  process.stdout.write('skipped: a door in Home Assistant needs mosquitto (apt-get install mosquitto)\n')
  const without = suite('a door in Home Assistant, without a broker')
  without('is skipped', () => undefined)
  without.run()
} else {
  home.run()
}
