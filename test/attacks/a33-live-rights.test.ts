// Attack 33: somebody watches who may not, or goes on when the right has ended. The door decides at the wish, at the
// offer and each second after it; what the bridge lets through is not asked. Source: RFC 8827 §4.1, CWE-862, CWE-613.

import * as assert from 'uvu/assert'
import { epochMs, epochSeconds, toSeconds } from '#protocol/units.ts'
import { makeKey } from '#test/support/people.ts'
import { pause, until } from '#test/support/wait.ts'
import { watchedSuite } from '#test/support/watched-suite.ts'
import { watcherAt } from '#test/support/watcher.ts'

/** The door looks each second; a busy machine may need a while to say so. */
const ENDED_WITHIN = 3000
const LIMIT = 20_000

const rights = watchedSuite('attack 33: the right to watch')
const nowSeconds = () => toSeconds(epochMs(Date.now()))

rights('is needed, and is of its window', async ({ at }) => {
  const { house } = at
  const refused = {
    wrong_action: await at.viewer({ act: ['unlock', 'lock'] }),
    not_yet: await at.viewer({ nbf: epochSeconds(nowSeconds() + 600) }),
    expired: await at.viewer({ nbf: epochSeconds(nowSeconds() - 600), exp: epochSeconds(nowSeconds() - 300) }),
  }
  for (const [code, watcher] of Object.entries(refused)) {
    const { sid, code: said } = await watcher.ask()
    assert.is(said, code)
    // Without a yes an offer is worth nothing, however well it is signed; the bridge may not even carry it.
    await watcher.send(await watcher.sign(sid, { kind: 'offer', sdp: 'v=0' })).catch(() => undefined)
    assert.is(watcher.raw.length, 0)
  }
  const stranger = await makeKey('ES256')
  const outside = await house.session(stranger)
  const topics = ['up', 'down'].map((way) => `hausrecht/1/doors/${house.id}/signal/${stranger.thumbprint}/${way}`)
  assert.equal(await outside.subscribe(topics), topics)
  assert.is(await at.watched(), 0)
})

rights('ends with the grant, for who watches already', async ({ at, peers }) => {
  const exp = nowSeconds() + 12
  const viewer = await at.viewer({ exp: epochSeconds(exp) })
  const { peer } = await viewer.watch(peers)
  await until(async () => (await at.watched()) === 1, 'the door counts a viewer', LIMIT)
  assert.ok(Date.now() < exp * 1000, 'watched before the end')
  await until(() => peer.closed, 'the door ends it', LIMIT)
  assert.ok(Date.now() - exp * 1000 < ENDED_WITHIN, `${Date.now() - exp * 1000} ms after the end`)
  assert.ok(Date.now() >= exp * 1000 - 50, 'and not before')
  const last = peer.numbers.length
  await pause(500)
  assert.is(peer.numbers.length, last)
  assert.is(await at.watched(), 0)
})

rights(
  'ends when it is revoked, and when the owner switches watching off; the owner watches before and after',
  async (context) => {
    const { at, peers } = context
    const [viewer, owner] = [await at.viewer(), await at.owner()]
    const [seen, own] = [await viewer.watch(peers), await owner.watch(peers)]
    await at.revoke({ epoch: 1, keys: [viewer.key.thumbprint] })
    const revoked = performance.now()
    await until(() => seen.peer.closed, 'the revoked one is cut off', LIMIT)
    assert.ok(performance.now() - revoked < ENDED_WITHIN)
    const before = own.peer.numbers.length
    await until(() => own.peer.numbers.length > before + 3, 'the owner goes on', LIMIT)
    assert.is((await viewer.ask()).code, 'revoked')

    await at.live({ off: true })
    const off = performance.now()
    await until(() => own.peer.closed, 'nobody watches', LIMIT)
    assert.ok(performance.now() - off < ENDED_WITHIN)
    assert.equal(await owner.word(own.sid, 'end'), { kind: 'end', code: 'live_off' })
    assert.is((await owner.ask()).code, 'live_off')
    await at.live({ off: false })
    const again = await owner.watch(peers)
    again.peer.close()
    await until(async () => (await at.watched()) === 0, 'nobody watches any more', LIMIT)
  },
)

rights('is one’s own: another’s session is neither taken, replayed, answered nor ended', async ({ at, peers }) => {
  const epoch = { epoch: 1 }
  const [anna, ben] = [await at.viewer(epoch), await at.viewer(epoch)]
  const { sid, code } = await anna.ask()
  assert.is(code, undefined)
  const theft = await peers.offer()
  await ben.send(await ben.sign(sid, { kind: 'offer', sdp: theft.sdp }))
  assert.equal(await ben.word(sid, 'end'), { kind: 'end', code: 'live_unasked' })
  // In Anna's name, signed by Ben; then on Anna's topic, which the bridge keeps from him.
  await ben.send(await ben.sign(sid, { kind: 'offer', sdp: theft.sdp }, { iss: anna.key.thumbprint }))
  const onHers = await ben.sign(sid, { kind: 'end' })
  await ben.send(onHers, anna.key.thumbprint).catch(() => undefined)
  const [topic] = [`hausrecht/1/doors/${at.house.id}/signal/${anna.key.thumbprint}/down`]
  const curious = await at.house.session(ben.key, [])
  assert.equal(await curious.subscribe([topic]), [topic])

  const seen = await anna.watch(peers)
  const answers = () => anna.heard.filter(({ what }) => what.kind === 'answer').length
  const so = answers()
  // The very same offer again, whoever sends it, and the session goes on.
  for (const who of [await watcherAt(at.house, anna.key, []), anna]) {
    await who.send(seen.offer, anna.key.thumbprint).catch(() => undefined)
  }
  const { length } = seen.peer.numbers
  await until(() => seen.peer.numbers.length > length + 3, 'Anna goes on watching', LIMIT)
  assert.is(answers(), so)
  assert.is(theft.open, false)
  await anna.send(await anna.sign(seen.sid, { kind: 'end' }))
  await until(() => seen.peer.closed, 'she ends it herself', LIMIT)
})

rights('hears of nobody else: only the door takes the words of all viewers', async ({ at }) => {
  const all = ['up', 'down'].map((way) => `hausrecht/1/doors/${at.house.id}/signal/+/${way}`)
  const [holder, owner] = [await at.viewer({ epoch: 1 }), await at.house.session(at.house.owner)]
  const stranger = await at.house.session(await makeKey('ES256'))
  assert.equal(await holder.session.subscribe(all), all)
  assert.equal(await stranger.subscribe(all), all)
  assert.equal(await owner.subscribe(all), all)
  assert.equal(holder.deaf, [])
})

rights.run()
