// Attack 33: viewers who are many, mad or malicious, and a live process that dies under them. The bolt does not notice,
// who watches honestly goes on, and the journal stays bounded. Source: RFC 8834 §12, CWE-770, CWE-248.

import * as assert from 'uvu/assert'
import { SDP_CHARS } from '#protocol/limits.ts'
import { visit } from '#test/support/visitor.ts'
import { pause, until } from '#test/support/wait.ts'
import type { WatchedHouse } from '#test/support/watched-house.ts'
import { watchedSuite } from '#test/support/watched-suite.ts'
import type { Peer, Watcher } from '#test/support/watcher.ts'

const LIMIT = 20_000
const VIEWERS = 3

const crowd = watchedSuite('attack 33: many, mad and malicious viewers', { viewers: VIEWERS })

const opens = async ({ house }: WatchedHouse): Promise<void> => {
  const owner = await visit(house, house.owner)
  const before = house.rig.observe().tally.boltLeftHome
  assert.is(await owner.knocks(), 'opened')
  assert.is(house.rig.observe().tally.boltLeftHome, before + 1)
  await until(() => house.agent.door.open() === undefined, 'the visit is closed', LIMIT)
  await owner.session.close()
}
const goesOn = async (peer: Peer): Promise<void> => {
  const { length } = peer.numbers
  await until(() => peer.numbers.length > length + 5, 'pictures go on', LIMIT)
}
const leave = async (at: WatchedHouse, ...peers: Peer[]): Promise<void> => {
  for (const peer of peers) peer.close()
  await until(async () => (await at.watched()) === 0, 'nobody watches', LIMIT)
}

crowd('are as many as the door serves, and the next one is told', async ({ at, peers }) => {
  const watchers: Watcher[] = []
  for (let n = 0; n <= VIEWERS; n += 1) watchers.push(await at.viewer())
  const seen = []
  for (const watcher of watchers.slice(0, VIEWERS)) seen.push(await watcher.watch(peers))
  assert.is((await watchers[VIEWERS]?.ask())?.code, 'live_full')
  await opens(at)
  for (const { peer } of seen) await goesOn(peer)
  await leave(at, ...seen.map(({ peer }) => peer))
})

crowd('say garbage without end in the channel, and harm nobody', async ({ at, peers }) => {
  const [honest, mad] = [await at.viewer(), await at.viewer()]
  const [good, bad] = [await honest.watch(peers), await mad.watch(peers)]
  const pid = await at.child('live')
  const garbage = [
    '',
    'x'.repeat(2000),
    '{"say":"hello"}',
    '{"say":"hello","ways":[]}',
    '{"say":"ack","number":1e309}',
    '{"say":"ack","number":-1}',
    '{"say":"way","way":"__proto__"}',
    '{"__proto__":{"say":"key"},"say":"talk","on":"yes"}',
    `${'['.repeat(500)}`,
    '{"say":"ack","number":4294967295}',
  ]
  for (let round = 0; round < 150; round += 1) for (const one of garbage) bad.peer.say(one)
  for (let n = 0; n < 1500; n += 1) {
    bad.peer.say({ say: 'key' })
    bad.peer.say({ say: 'way', way: n % 2 === 0 ? 'still' : 'channel' })
    bad.peer.say({ say: 'talk', on: n % 2 === 0 })
  }
  await goesOn(good.peer)
  await opens(at)
  assert.is(await at.child('live'), pid, 'the live process is the same')
  await leave(at, good.peer, bad.peer)
})

crowd('offer descriptions that are none, and the next one is served', async ({ at, peers }) => {
  const pid = await at.child('live')
  const { sdp: own, close } = await peers.offer()
  const absurd = [
    'v=0',
    `v=0\r\n${'a=x\r\n'.repeat(2000)}`.slice(0, SDP_CHARS),
    own.replace(/a=fingerprint:.*\r\n/g, ''),
    own.replaceAll('sha-256', 'md5'),
    own.replace(/a=candidate:.*\r\n/, (one) => one.repeat(60)).slice(0, SDP_CHARS),
    own.replace(/m=application.*/, 'm=application 0 UDP/DTLS/SCTP webrtc-datachannel'),
    own.replace(/a=ice-pwd:.*/g, `a=ice-pwd:${'p'.repeat(900)}`),
    own.replace(/a=setup:.*/g, 'a=setup:holdconn'),
    `${own}\u0000\uD800`,
  ]
  for (const sdp of absurd) {
    const mad = await at.viewer()
    const { sid, code } = await mad.ask()
    assert.is(code, undefined)
    await mad.send(await mad.sign(sid, { kind: 'offer', sdp })).catch(() => undefined)
    await until(() => mad.heard.length > 0, 'a word on it', 2000).catch(() => undefined)
    await mad
      .sign(sid, { kind: 'end' })
      .then((token) => mad.send(token))
      .catch(() => undefined)
    await mad.session.close().catch(() => undefined)
  }
  close()
  assert.is(await at.child('live'), pid, 'the live process is the same')
  const honest = await at.viewer()
  const seen = await honest.watch(peers)
  await leave(at, seen.peer)
})

crowd('ask and ask: a bounded part of it is written, and the owner opens all the same', async ({ at }) => {
  const { house } = at
  const mad = await at.viewer()
  const head = async () => (await at.state()).jn
  const before = await head()
  const codes = new Map<string, number>()
  const asked: Promise<void>[] = []
  for (let n = 0; n < 60; n += 1) {
    asked.push(
      mad.ask().then(
        ({ code = 'allowed' }) => void codes.set(code, (codes.get(code) ?? 0) + 1),
        () => void codes.set('nothing', (codes.get('nothing') ?? 0) + 1),
      ),
    )
    await pause(20)
  }
  await opens(at)
  await Promise.all(asked)
  const written = (await head()) - before
  assert.ok((codes.get('allowed') ?? 0) < 40, JSON.stringify([...codes]))
  assert.ok(written < 60, `${written} lines, ${JSON.stringify([...codes])}`)
  assert.ok(house.agent.link.up)
})

crowd('lose a live process that is killed: the bolt does not notice, and they watch again', async ({ at, peers }) => {
  const viewer = await at.viewer()
  const { peer, sid } = await viewer.watch(peers)
  const pid = await at.child('live')
  process.kill(pid, 'SIGKILL')
  await opens(at)
  assert.equal(await viewer.word(sid, 'end'), { kind: 'end', code: 'live_unavailable' })
  peer.close()
  let again: Awaited<ReturnType<Watcher['watch']>> | undefined
  await until(
    async () => {
      again = await viewer.watch(peers).catch(() => undefined)
      if (!again) await pause(300)
      return again !== undefined
    },
    'it is watched again',
    LIMIT,
  )
  assert.is.not(await at.child('live'), pid)
  await leave(at, ...(again ? [again.peer] : []))
})

crowd.run()
