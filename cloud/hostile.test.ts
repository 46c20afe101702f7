// Hostile people at the clip service (attacks 23, 30, 34, 35), and bad luck in it (attack 32).

import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FRAMED_BYTES } from '#protocol/clip/framing.ts'
import { freshClipId } from '#protocol/ids.ts'
import { millis } from '#protocol/units.ts'
import { Doors } from './clips/doors.ts'
import { Heads } from './clips/heads.ts'
import { Removal } from './clips/removal.ts'
import { Room } from './clips/room.ts'
import { ask, bring, makeHousehold, NOON, openPlace } from './cloud.fixture.ts'
import { openFolderStore } from './store/folder/folder.ts'
import type { Store } from './store/port.ts'

const test = suite('hostile people and bad luck at the clip service')

test('leads nowhere by any word of a path', async () => {
  const [place, house] = [await openPlace(), await makeHousehold()]
  try {
    const film = await house.film()
    await bring(place.url, house, film)
    const before = readdirSync(place.folder, { recursive: true }).length
    const [door, clip] = [house.door, film.clip]
    const hostile = [
      '..',
      '%2e%2e',
      '..%2f..%2fkey.json',
      '%00',
      `${clip}%2f..`,
      'a'.repeat(300),
      '.writing',
      '%E0%A4%A',
      '-1',
      '1e3',
      '0001',
      '8192',
    ]
    for (const word of hostile) {
      for (const path of [
        `doors/${word}/clips/${clip}`,
        `doors/${door}/clips/${word}`,
        `doors/${door}/clips/${clip}/parts/${word}`,
      ]) {
        for (const method of ['GET', 'PUT', 'DELETE']) {
          const body = method === 'PUT' ? await film.part(0) : undefined
          const { status, bytes } = await ask(method, `${place.url}/v1/${path}`, body)
          assert.ok(status >= 400 && status < 500, `${method} ${path} ${status}`)
          assert.not.match(bytes.toString(), /"d":|root:|\.ts/)
        }
      }
    }
    assert.is(readdirSync(place.folder, { recursive: true }).length, before)
  } finally {
    await place.close()
  }
})

test('reads no body that is too long, of no length, or for no clip', async () => {
  const [place, house] = [await openPlace(), await makeHousehold()]
  try {
    const film = await house.film()
    const clip = await bring(place.url, house, film)
    const said = async (path: string, length: string): Promise<string> => {
      const socket = connect(place.cloud.port, '127.0.0.1')
      socket.write(`PUT ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/octet-stream\r\n${length}\r\n\r\n`)
      const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(5000) })) as [Buffer]
      socket.destroy()
      return answer.toString().split(' ')[1] ?? ''
    }
    const path = new URL(`${clip}/parts/2`).pathname
    // Not one byte of a body is sent: each answer comes before it.
    assert.is(await said(path, `content-length: ${FRAMED_BYTES + 1}`), '413')
    assert.is(await said(path, 'transfer-encoding: chunked'), '411')
    assert.is(await said(path.replace(film.clip, freshClipId()), 'content-length: 1000'), '404')
    assert.is((await ask('PUT', clip, `{"head":"${'x'.repeat(20_000)}"}`)).status, 413)
    assert.is((await ask('PUT', `${clip}/end`, 'x'.repeat(5000))).status, 413)
  } finally {
    await place.close()
  }
})

test('lets nobody try without end, and lets no door fill the memory', async () => {
  const [place, house] = [await openPlace(`open = true\n[limits]\ninFlight = ${3000}`), await makeHousehold()]
  try {
    const film = await house.film()
    const clip = await bring(place.url, house, film)
    const large = await ask('PUT', `${clip}/parts/2`, await film.part(2, {}, 4000))
    assert.equal([large.status, large.headers.get('retry-after')], [503, '1'])
    assert.is((await ask('PUT', `${clip}/parts/3`, await film.part(3))).status, 201)
    const tries = Array.from({ length: 90 }, () => ask('GET', clip, undefined, { authorization: 'Hausrecht a.b.c' }))
    const refused = (await Promise.all(tries)).filter(({ status }) => status === 429)
    assert.ok(refused.length >= 10)
  } finally {
    await place.close()
  }
})

test('holds each door to its room, and still knows what it has', async () => {
  const [place, house] = [await openPlace('open = true\nquota = 6000'), await makeHousehold()]
  try {
    const film = await house.film()
    const clip = await bring(place.url, house, film)
    const full = await ask('PUT', `${clip}/parts/2`, await film.part(2, {}, 3000))
    assert.equal([full.status, full.json['code']], [507, 'quota_full'])
    assert.is((await ask('PUT', `${clip}/parts/1`, await film.part(1))).status, 200)
    const { key } = place.cloud
    const wish = await house.wish(key, 'delete', { clip: film.clip })
    assert.is((await ask('DELETE', clip, undefined, { authorization: wish })).status, 200)
    await bring(place.url, house, await house.film())
  } finally {
    await place.close()
  }
})

test('serves the owners it was told to, and no other', async () => {
  const [house, stranger] = [await makeHousehold(), await makeHousehold()]
  const place = await openPlace(`owners = ["${house.owner.thumbprint}"]`)
  try {
    await bring(place.url, house, await house.film())
    const { status, json } = await ask(
      'PUT',
      `${place.url}/v1/doors/${stranger.door}/ownership`,
      await stranger.ownership(),
    )
    assert.equal([status, json['code']], [403, 'not_allowed'])
  } finally {
    await place.close()
  }
})

test('logs no token and no name of a door, a clip or a person', async () => {
  const [place, house] = [await openPlace(), await makeHousehold()]
  try {
    const film = await house.film()
    const clip = await bring(place.url, house, film)
    await ask('GET', clip, undefined, { authorization: await house.wish(place.cloud.key, 'read') })
    const { log } = { log: place.logged.join('') }
    for (const secret of [house.door, film.clip, house.owner.thumbprint, film.head.slice(40)])
      assert.not.ok(log.includes(secret))
  } finally {
    await place.close()
  }
})

/** A store that ends after so many removals, as a killed process would. */
const breaking = (store: Store, removals: number): Store => {
  let left = removals
  const remove = async (key: string): Promise<void> => {
    if (left === 0) throw new Error('killed')
    left -= 1
    await store.remove(key)
  }
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = name === 'remove' ? remove : Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

test('deletes what opens a clip before anything else, and carries on wherever it was broken off', async () => {
  for (let removals = 0; removals < 6; removals += 1) {
    const [place, house] = [await openPlace(), await makeHousehold()]
    try {
      const film = await house.film()
      await bring(place.url, house, film, 3)
      const folder = join(place.folder, 'store')
      const at = { door: house.door, clip: film.clip }
      const store = breaking(await openFolderStore(folder, NOON), removals)
      const heads = new Heads(store)
      const room = new Room(store, 1e9, () => millis(0))
      const parts = { store, heads, room, key: place.cloud.key, now: () => NOON }
      const broken = await new Removal(parts).delete(at, { why: 'owner', wish: 'x' }).catch(() => 'broken')
      assert.is(broken, 'broken')
      assert.ok(existsSync(join(folder, 'doors', house.door, 'gone', film.clip)))
      const clip = join(folder, 'clips', house.door, film.clip)
      assert.is(existsSync(join(clip, 'identity')), removals === 0)
      assert.ok(existsSync(join(clip, 'head')))
      await place.cloud.sweep()
      assert.not.ok(existsSync(clip))
      assert.is(await new Doors(store, () => true).ownerOf(house.door), house.owner.thumbprint)
    } finally {
      await place.close()
    }
  }
})

test.run()
