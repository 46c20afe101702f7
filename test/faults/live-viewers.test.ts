// Faults while somebody watches: fifty viewers in a row (ten in the short run), who leave memory and threads behind in the live
// process (node-webrtc gives neither back); a bridge that is restarted in the
// middle of it.

import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pause, until } from '#test/support/wait.ts'
import { openWatchedHouse, type WatchedHouse } from '#test/support/watched-house.ts'
import { openPeers, type Peers, type Watcher } from '#test/support/watcher.ts'

const LIMIT = 25_000
/** All fifty in the long run. */
const LONG = process.env['HAUSRECHT_LONG'] === '1'
const VIEWERS = LONG ? 50 : 10
const AT_ONCE = LONG ? 5 : 2
/** Megabytes, of a process that has served them all and been made anew on the way. */
const MOST_RSS = 400
const MOST_THREADS = 120

const faults = suite<{ at: WatchedHouse; peers: Peers }>('faults: who watches')

faults.before(async (context) => {
  context.at = await openWatchedHouse({ viewers: AT_ONCE })
  context.peers = openPeers()
})
faults.after(async ({ at, peers }) => {
  await peers.close()
  await at.close()
})

const weightOf = (pid: number): { readonly rss: number; readonly threads: number } => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
  return { rss: read('VmRSS') / 1024, threads: read('Threads') }
}

/** Connects, sees pictures and leaves; again where the live process was made anew just then. */
const comeAndGo = async (viewer: Watcher, peers: Peers): Promise<void> => {
  for (let tries = 0; ; tries += 1) {
    const seen = await viewer.watch(peers).catch((error: unknown) => error)
    if (!(seen instanceof Error)) {
      const { sid, peer } = seen as Awaited<ReturnType<Watcher['watch']>>
      await viewer.send(await viewer.sign(sid, { kind: 'end' }))
      peer.close()
      return
    }
    if (tries === 12) throw seen
    await pause(400)
  }
}

faults('many of them leave a live process that is no heavier than a few', async (context) => {
  const { at, peers } = context
  const pids = new Set<number>()
  let heaviest = { rss: 0, threads: 0 }
  for (let come = 0; come < VIEWERS; come += AT_ONCE) {
    const viewers = await Promise.all(Array.from({ length: AT_ONCE }, () => at.viewer()))
    await Promise.all(viewers.map((viewer) => comeAndGo(viewer, peers)))
    const pid = await at.child('live')
    pids.add(pid)
    const { rss, threads } = weightOf(pid)
    heaviest = { rss: Math.max(heaviest.rss, rss), threads: Math.max(heaviest.threads, threads) }
    for (const { session } of viewers) await session.close()
  }
  await until(async () => (await at.watched()) === 0, 'nobody watches', LIMIT)
  console.log(
    `${VIEWERS} viewers: at most ${Math.round(heaviest.rss)} MB, ${heaviest.threads} threads, ${pids.size} processes`,
  )
  assert.ok(heaviest.rss < MOST_RSS, `${heaviest.rss} MB`)
  assert.ok(heaviest.threads < MOST_THREADS, `${heaviest.threads} threads`)
  const last = await at.viewer()
  const { peer } = await last.watch(peers)
  peer.close()
  await until(async () => (await at.watched()) === 0, 'nobody watches', LIMIT)
})

faults(
  'a bridge that is restarted takes no picture away, and the next one who asks is served',
  async ({ at, peers }) => {
    const viewer = await at.viewer()
    const { peer } = await viewer.watch(peers)
    const before = peer.numbers.length
    await at.house.bridge.restart()
    await pause(1500)
    assert.is(peer.closed, false)
    assert.ok(peer.numbers.length > before + 8, `${peer.numbers.length - before} pictures meanwhile`)
    await until(() => at.house.agent.link.up, 'the door is back', LIMIT)
    assert.is(await at.watched(), 1)
    const { length } = peer.numbers
    await until(() => peer.numbers.length > length + 10, 'the same picture goes on', LIMIT)
    const next = await at.viewer()
    const second = await next.watch(peers)
    second.peer.close()
    peer.close()
    await until(async () => (await at.watched()) === 0, 'nobody watches', LIMIT)
  },
)

faults.run()
