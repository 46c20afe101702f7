// Attack 31: the rig is stolen, or its SD card, with everything on it: the spool in the middle of a recording, the
// journal, the door's private key; and the thief has the store as well. He can read no clip, not of now and not of
// before; he cannot change one unseen; and what he films with the rig as his own does not come among the owner's.
// Source: the attacker model of Ho et al. 2016, "Smart Locks", with physical access to the Pi.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exportJWK } from 'jose'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadDoorKey } from '#device/keys/door-key.ts'
import { CLIP_END } from '#protocol/clip/end.ts'
import { openIdentity } from '#protocol/clip/film.ts'
import { framePart, readFramed } from '#protocol/clip/framing.ts'
import { CLIP } from '#protocol/clip/head.ts'
import { PART } from '#protocol/clip/part.ts'
import { hashBytes, hashText } from '#protocol/hash.ts'
import { verifyKey } from '#protocol/keys.ts'
import { pairOfSeed } from '#protocol/seal/of-key.ts'
import { freshPair, seal, unseal } from '#protocol/seal/seal.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { type ClipId, epochMs, millis } from '#protocol/units.ts'
import { openService } from '#scripts/cli/clips/service.ts'
import { type CameraHouse, openCameraHouse, PATIENCE } from '#test/support/camera-house.ts'
import { lootOf, plainIn } from '#test/support/loot.ts'
import { makeKey } from '#test/support/people.ts'
import type { Visitor } from '#test/support/visitor.ts'
import { pause, until } from '#test/support/wait.ts'
import { pairWith } from '#test/support/whole-house.ts'

const attack = suite('attack 31: a stolen rig')
let house: CameraHouse
let courier: Visitor
/** Of a visit: ended, and in the store. */
let clip: ClipId

attack.before(async () => {
  house = await openCameraHouse()
  courier = await house.courier()
  const request = await house.comes(courier)
  clip = await house.clipOf((head) => head.request === request, 'the visit’s clip')
})
attack.after(() => house.close())

const stored = (...path: string[]): string => join(house.store, 'clips', house.house.id, clip, ...path)
const keyFile = (): string => join(house.house.folder, 'door-key.json')
const doorKey = async () => (await loadDoorKey(keyFile())).signing

/** In what lies on the rig and in the store; the door's own key is where it belongs. */
const search = async (): Promise<readonly string[]> => {
  const loot = await lootOf(house.house.folder, house.store)
  assert.ok(loot.length > 20, 'there is something to search')
  return loot.flatMap(({ path, bytes }) => (path === keyFile() ? [] : plainIn(bytes).map((form) => `${form}: ${path}`)))
}

const replaced = async (path: string, bytes: string | Uint8Array, meanwhile: () => Promise<void>): Promise<void> => {
  const before = await readFile(path)
  await writeFile(path, bytes)
  try {
    await meanwhile()
  } finally {
    await writeFile(path, before)
  }
}

const codesWith = async (path: string, bytes: string | Uint8Array): Promise<readonly string[]> => {
  let codes: readonly string[] = []
  await replaced(path, bytes, async () => {
    codes = (await house.open(clip)).codes
  })
  return codes
}

attack('the search finds each thing it looks for, where there is one', async () => {
  const { film } = await house.open(clip)
  const age = (await freshPair()).identity
  for (const [form, bytes] of [
    ['a JPEG', Buffer.concat([Buffer.alloc(40, 7), Buffer.from('ffd8ffe000104a46494600', 'hex')])],
    ['an MP4 file', film],
    ['a piece of an MP4 film', film],
    ['an H.264 configuration', film],
    ['an H.264 stream', Buffer.from('000000016742c01ed9005005bb0110000000016841', 'hex')],
    ['a Matroska film', Buffer.from('1a45dfa3934282886d6174726f736b61', 'hex')],
    ['an age identity', Buffer.from(`x${age}`)],
    ['an age identity', Buffer.from(`x${age.toLowerCase()}`)],
    ['a private key', await readFile(keyFile())],
  ] as const) {
    assert.ok(plainIn(bytes).includes(form), form)
  }
})

attack('nothing on the rig or in the store can be seen, while it films and afterwards', async () => {
  house.gate.turn('cut')
  const request = await house.letIn(courier)
  house.house.rig.world.door.open()
  await until(async () => (await house.state()).recording, 'it films', PATIENCE)
  assert.equal(await search(), [], 'while it films')
  house.house.rig.world.door.close()
  await house.closed()
  house.gate.turn('open')
  await house.clipOf((head) => head.request === request, 'the clip is there')
  assert.equal(await search(), [], 'afterwards')
})

attack('no key on the rig opens a clip, and the owner’s does', async () => {
  const head = CLIP.schema.parse(peekClaims(await readFile(stored('head'), 'utf8')))
  const identity = new Uint8Array(await readFile(stored('identity')))
  const part = readFramed(new Uint8Array(await readFile(stored('parts', '000001'))))
  assert.ok(part)
  const { d } = JSON.parse(await readFile(keyFile(), 'utf8')) as { d: string }
  const service = JSON.parse(await readFile(join(house.store, '..', 'cloud-key.json'), 'utf8')) as { d: string }
  for (const seed of [d, service.d]) {
    const own = pairOfSeed(seed).identity
    assert.equal(await openIdentity(identity, own, head), { ok: false, why: 'wrong_key' })
    assert.equal(await unseal(part.sealed, own), { ok: false, why: 'wrong_key' })
  }
  const opened = await openIdentity(identity, house.identity, head)
  assert.ok(opened.ok)
  assert.ok((await unseal(part.sealed, opened.identity)).ok, 'the honest case')
  // What opens the clip is nowhere, in no spelling: neither as text nor as the bytes it stands for.
  const loot = await lootOf(house.house.folder, house.store)
  for (const secret of [opened.identity, house.identity]) {
    for (const spelled of [secret, secret.toLowerCase(), secret.slice(16)]) {
      const found = loot.filter(({ bytes }) => bytes.includes(spelled)).map(({ path }) => path)
      assert.equal(found, [])
    }
  }
})

attack('with the door’s key a finished clip can be neither shortened nor lengthened nor made anew unseen', async () => {
  const door = await doorKey()
  const [head, end] = await Promise.all(['head', 'end'].map((name) => readFile(stored(name), 'utf8')))
  assert.ok(head && end)
  const told = CLIP_END.schema.parse(peekClaims(end))
  const last = readFramed(new Uint8Array(await readFile(stored('parts', '000001'))))
  assert.ok(last)

  const shorter = { ...told, parts: 2, last: await hashText(last.line), lasts: millis(1000), by: 'door' as const }
  const cut = await codesWith(stored('end'), await signToken(CLIP_END, shorter, door))
  assert.ok(cut.includes('beyond_end') && cut.includes('end_differs'), cut.join())

  const sealed = await seal(new Uint8Array([1, 2, 3]), [CLIP.schema.parse(peekClaims(head)).recipient])
  const claims = { ...PART.schema.parse(peekClaims(last.line)), hash: await hashBytes(sealed), size: sealed.length }
  const line = await signToken(PART, claims, door)
  const changed = await codesWith(stored('parts', '000001'), framePart({ line, sealed }))
  assert.ok(changed.includes('line_forged'), changed.join())

  const own = await makeKey()
  const anew = { ...CLIP.schema.parse(peekClaims(head)), key: own.jwk }
  const fresh = await signToken(CLIP, anew, door)
  const forged = await codesWith(stored('head'), fresh)
  assert.ok(forged.includes('head_differs'), forged.join())

  const base = `http://127.0.0.1:${house.cloud.port}/v1/doors/${house.house.id}/clips/${clip}`
  const put = async (path: string, type: string, body: string): Promise<number> => {
    const headers = { 'content-type': type }
    const response = await fetch(base + path, { method: 'PUT', headers, body, signal: AbortSignal.timeout(5000) })
    await response.arrayBuffer()
    return response.status
  }
  const identity = (await readFile(stored('identity'))).toString('base64url')
  assert.is(await put('/end', 'text/plain', await signToken(CLIP_END, shorter, door)), 409)
  assert.is(await put('', 'application/json', JSON.stringify({ head: fresh, identity })), 409)
  assert.equal((await house.open(clip)).codes, [], 'nothing was written over')
})

attack(
  'a rig paired anew brings the owner nothing, takes nothing from the owner, and gives the thief nothing',
  async () => {
    const thief = await makeKey()
    const before = await house.service.usage()
    assert.ok(before.ok)
    await pairWith(house.house.agent, house.house.rig, house.house.bridge, thief)
    house.house.rig.world.key.turn('out')
    const alarmed = async (): Promise<boolean> => (await house.state()).alarms.includes('forced_entry')
    await until(alarmed, 'the thief’s rig has something to film', PATIENCE)
    await until(async () => (await house.state()).recording, 'it films', PATIENCE)
    house.house.rig.world.key.turn('home')
    // Long enough for the camera to have tried.
    await pause(1500)

    const reads = openService({
      ...{ url: `http://127.0.0.1:${house.cloud.port}`, key: await verifyKey(house.cloud.key.jwk) },
      ...{ door: house.house.id, reader: { owner: thief }, now: () => epochMs(Date.now()) },
    })
    const told = await reads.clip(clip)
    assert.is(told.ok ? 'read' : told.code, 'not_allowed')
    const removed = await reads.remove(clip)
    assert.is(removed?.code, 'not_allowed')
    const seed = (await exportJWK(thief.privateKey)).d ?? ''
    const head = CLIP.schema.parse(peekClaims(await readFile(stored('head'), 'utf8')))
    const identity = new Uint8Array(await readFile(stored('identity')))
    assert.not.ok((await openIdentity(identity, pairOfSeed(seed).identity, head)).ok)

    const after = await house.service.usage()
    assert.ok(after.ok)
    assert.equal([after.clips, after.bytes], [before.clips, before.bytes], 'nothing of the thief’s came')
    assert.equal((await house.open(clip)).film.length > 0, true, 'the owner has what was the owner’s')
  },
)

attack.run()
