// Attack 16, the bridge's half: a journal edited, reordered, cut at the tail or written anew by a thief who has the rig
// and its key. The bridge has seen signed lines and heads before, keeps them, and shows what does not fit them.
// Source: docs/threat-model.md, promise 5; Schneier and Kelsey 1999, "Secure audit logs to support computer forensics".

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ENTRY, type Entry, type Happening, lineHash } from '#protocol/entry.ts'
import { NoticeSchema } from '#protocol/notice.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import type { Client } from '#test/support/client.ts'
import { type House, openHouse } from '#test/support/house.ts'
import { rejection, until } from '#test/support/wait.ts'

interface Scene {
  house: House
  owner: Client
  /** What the bridge has: entries 0 to 9. */
  lines: string[]
}

const edited = suite<Scene>('attack 16: a journal that does not fit what the bridge has')

edited.before.each(async (scene) => {
  scene.house = await openHouse()
  const { door } = scene.house
  scene.owner = await scene.house.connect(scene.house.owner)
  await scene.owner.subscribe(writeTopic('notice', { door: door.id }), writeTopic('journal', { door: door.id }))
  for (let n = 1; n < 10; n++) await door.line({ kind: n % 2 ? 'egress' : 'boot', version: 'v' })
  await door.send(door.lines().slice(1))
  scene.lines = [...door.lines()]
})
edited.after.each(async ({ house }) => {
  await house.close()
})

const held = async ({ house }: Scene): Promise<string[]> =>
  (await house.bridge.store.journals.read(house.door.id, 0, 100, 1_000_000)).map(({ line }) => line)
const notice = async ({ house, owner }: Scene) => {
  const heard = await owner.next(writeTopic('notice', { door: house.door.id }))
  return NoticeSchema.parse(JSON.parse(heard.payload)).notice
}
/** The thief signs another entry with the door's own key, behind entry `after`. */
const forge = async ({ house, lines }: Scene, after: number, what: Happening): Promise<string> => {
  const prev = await lineHash(lines[after] ?? '')
  const entry: Entry = { v: 1, iss: house.door.id, n: after + 1, prev, at: epochMs(Date.now()), what }
  return signToken(ENTRY, entry, house.door.key)
}

edited('keeps its own line and the other one when an entry was written anew', async (scene) => {
  const { house } = scene
  const other = await forge(scene, 4, { kind: 'oddity', what: 'nothing happened' })
  await house.door.send([other])
  assert.is(await notice(scene), 'journal_forked')
  assert.equal(await held(scene), scene.lines)
  const [finding] = await house.bridge.store.journals.findings(house.door.id)
  assert.equal([finding?.kind, finding?.n, finding?.line], ['fork', 5, other])
  const next = await house.door.line({ kind: 'egress' })
  await house.door.send([next])
  assert.equal(await held(scene), [...scene.lines, next])
})

edited('never lets lines in that the door did not sign', async (scene) => {
  const { house, lines } = scene
  const good = await house.door.line({ kind: 'egress' })
  const [header, body, signature] = good.split('.')
  const claims = { ...(peekClaims(good) as Entry), what: { kind: 'oddity', what: 'edited' } }
  const bad = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
  assert.ok(body)
  await rejection(house.door.send([bad]))
  assert.equal(await held(scene), lines)
  const again = await house.anotherDoor({ goesOn: house.door })
  await again.send([good])
  assert.equal(await held(scene), [...lines, good])
})

edited('sees by the signed state that the tail was cut off', async (scene) => {
  const { house, lines } = scene
  const at = epochMs(Date.now() + 60_000)
  await house.door.state({ jn: 6, jh: await lineHash(lines[6] ?? ''), at })
  assert.is(await notice(scene), 'journal_cut')
  assert.equal(await held(scene), lines)
})

edited('sees by the signed state that the tail was cut off and written anew', async (scene) => {
  const { house } = scene
  const other = await forge(scene, 6, { kind: 'egress' })
  await house.door.state({ jn: 7, jh: await lineHash(other) })
  assert.is(await notice(scene), 'journal_forked')
})

edited('takes lines in their own order only, however they are sent', async (scene) => {
  const { house, lines } = scene
  const fresh: string[] = []
  for (let n = 0; n < 4; n++) fresh.push(await house.door.line({ kind: 'egress' }))
  await house.door.send([...fresh].reverse())
  await house.door.send(fresh.slice(2))
  await house.door.send([...lines.slice(3), ...fresh.slice(0, 3)])
  await house.door.send(fresh)
  assert.equal(await held(scene), [...lines, ...fresh])
})

edited('keeps the journal over a restart, and knows the same forgery again', async (scene) => {
  const { house } = scene
  const other = await forge(scene, 8, { kind: 'egress' })
  await house.bridge.restart()
  const door = await house.anotherDoor({ goesOn: house.door })
  await door.send([other])
  await until(async () => (await house.bridge.store.journals.findings(door.id)).length === 1, 'the fork is found')
  assert.equal(await held(scene), scene.lines)
})

edited('is not moved to another door, and no other door moves it', async (scene) => {
  const { house, lines } = scene
  const other = await house.anotherDoor()
  await rejection(other.send(lines))
  assert.is((await house.bridge.store.journals.head(other.id))?.n, 0)
  assert.equal(await held(scene), lines)
})

edited.run()
