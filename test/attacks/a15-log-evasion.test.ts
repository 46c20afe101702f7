// Attack 15: log evasion. Whoever opens a door and keeps its journal from leaving the house shall not stay unseen: the
// journal stays at the door, the gap shows at the bridge, and what was kept back arrives later.
// Source: Ho et al. 2016, "Smart Locks: Lessons for Securing Commodity Internet of Things Devices" (access log evasion).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Happening } from '#protocol/entry.ts'
import { NoticeSchema } from '#protocol/notice.ts'
import { type TopicName, writeTopic } from '#protocol/topics.ts'
import { seconds } from '#protocol/units.ts'
import type { Client } from '#test/support/client.ts'
import { type House, openHouse } from '#test/support/house.ts'
import { type ShiftedClock, shiftedClock } from '#test/support/shifted-clock.ts'
import { until } from '#test/support/wait.ts'

interface Scene {
  house: House
  clock: ShiftedClock
  owner: Client
}

const evasion = suite<Scene>('attack 15: log evasion')

evasion.before.each(async (scene) => {
  scene.clock = shiftedClock()
  scene.house = await openHouse({ bridge: { clock: scene.clock } })
  const { id } = scene.house.door
  scene.owner = await scene.house.connect(scene.house.owner)
  const hears: TopicName[] = ['journal', 'notice']
  await scene.owner.subscribe(...hears.map((name) => writeTopic(name, { door: id })))
})
evasion.after.each(async ({ house }) => {
  await house.close()
})

const entry: Happening = { kind: 'egress' }
const write = async ({ house }: Scene, count: number): Promise<string[]> => {
  const lines: string[] = []
  for (let n = 0; n < count; n++) lines.push(await house.door.line(entry))
  return lines
}
const headOf = async ({ house }: Scene): Promise<number> =>
  (await house.bridge.store.journals.head(house.door.id))?.n ?? -1
const notice = async ({ house, owner }: Scene, limit?: number) =>
  NoticeSchema.parse(JSON.parse((await owner.next(writeTopic('notice', { door: house.door.id }), limit)).payload))
const noticesOf = ({ house, owner }: Scene): number =>
  owner.heard.filter(({ topic }) => topic === writeTopic('notice', { door: house.door.id })).length

evasion('hears of entries that exist and do not come, and takes them when they do', async (scene) => {
  const { house, clock } = scene
  const kept = await write(scene, 5)
  // The state still gets through and names the end of the journal, signed: who blocks both is offline, and seen so.
  await house.door.state()
  clock.pass(seconds(31))
  const { notice: what, detail } = await notice(scene, 8000)
  assert.equal([what, detail.includes('5')], ['journal_gap', true])
  assert.is((await house.bridge.store.journals.findings(house.door.id))[0]?.kind, 'gap')
  await house.door.send(kept)
  assert.is(await headOf(scene), 5)
})

evasion('asks for lines that were dropped on the way, and tells the owner when they are not given', async (scene) => {
  const { house } = scene
  const head = writeTopic('journalHead', { door: house.door.id })
  const lines = await write(scene, 6)
  await house.door.client.next(head)
  await house.door.send(lines.slice(4))
  const asked = await house.door.client.next(head)
  assert.is((JSON.parse(asked.payload) as { n: number }).n, 0)
  assert.is(noticesOf(scene), 0, 'once may be bad luck')
  await house.door.send(lines.slice(4))
  assert.is((await notice(scene)).notice, 'journal_gap')
  await house.door.send(lines)
  assert.is(await headOf(scene), 6)
})

evasion('acknowledges nothing that is not kept: after a restart every acknowledged line is there', async (scene) => {
  const { house } = scene
  const lines = await write(scene, 20)
  for (let at = 0; at < 20; at += 5) await house.door.send(lines.slice(at, at + 5))
  await house.bridge.restart()
  const held = await house.bridge.store.journals.read(house.door.id, 1, 100, 1_000_000)
  assert.equal(
    held.map(({ line }) => line),
    lines,
  )
})

evasion('says nothing of a journal that comes as it should', async (scene) => {
  const { house, owner, clock } = scene
  const lines = await write(scene, 3)
  await house.door.send(lines)
  await house.door.state()
  const heard = await owner.next(writeTopic('journal', { door: house.door.id }))
  assert.is(heard.payload, lines.join('\n'))
  clock.pass(seconds(60))
  await house.door.send(await write(scene, 1))
  await house.door.state()
  await until(async () => (await headOf(scene)) === 4, 'the line is kept')
  assert.is(noticesOf(scene), 0)
})

evasion.run()
