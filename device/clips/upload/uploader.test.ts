import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshClipId } from '#protocol/ids.ts'
import { millis } from '#protocol/units.ts'
import { systemClock } from '../../clock/system.ts'
import { headAt, IDENTITY, openIn, partOf, record, withFolder } from '../spool/spool.fixture.ts'
import { codeBody, startService } from './service.fixture.ts'
import { until, uploaderOf, withWorld } from './uploader.fixture.ts'

const test = suite('uploader')

test('sends a clip while it is being recorded, in order, over one connection, and forgets it with its end', () =>
  withWorld(async ({ spool, service, uploader }) => {
    const clip = freshClipId()
    await spool.begin(clip, headAt(1), IDENTITY)
    for (let n = 0; n < 5; n += 1) {
      await spool.write(clip, n, partOf(clip, n, 50_000))
      await until(() => service.stored.has(`clips/${clip}/parts/${n}`), `part ${n}`)
      assert.ok(service.stored.get(`clips/${clip}/parts/${n}`)?.equals(partOf(clip, n, 50_000)))
    }
    await spool.end(clip, 'end token')
    await until(() => spool.held().clips === 0, 'all sent')
    const path = `clips/${clip}`
    assert.equal(service.order, ['ownership', path, ...[0, 1, 2, 3, 4].map((n) => `${path}/parts/${n}`), `${path}/end`])
    assert.equal(JSON.parse(String(service.stored.get(path))), {
      head: headAt(1),
      identity: Buffer.from(IDENTITY).toString('base64url'),
    })
    assert.is(String(service.stored.get(`${path}/end`)), 'end token')
    assert.is(service.asked.length, service.order.length, 'nothing twice')
    assert.is(service.connections(), 1)
    await until(() => uploader.status().state === 'idle', 'idle')
    assert.equal(uploader.status(), { state: 'idle', aside: [] })
  }))

test('has a part at the service within moments of its being durable', () =>
  withWorld(async ({ spool, service }) => {
    const clip = await record(spool, 1, { end: false })
    await until(() => service.stored.has(`clips/${clip}/parts/0`), 'part 0')
    const took: number[] = []
    for (let n = 1; n <= 20; n += 1) {
      const from = performance.now()
      await spool.write(clip, n, partOf(clip, n, 300_000))
      await until(() => service.stored.has(`clips/${clip}/parts/${n}`), `part ${n}`)
      took.push(performance.now() - from)
    }
    took.sort((left, right) => left - right)
    assert.ok((took[10] ?? Number.POSITIVE_INFINITY) < 300, `median ${took[10]} ms to write and send`)
  }))

test('sends the clip being recorded before all others, then the newest, never its parts out of order', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder)
    const clips = []
    for (let jn = 1; jn <= 3; jn += 1) clips.push(await record(spool, 3, { jn }))
    const [oldest, middle, newest] = clips
    const running = await record(spool, 2, { jn: 4, end: false })
    const service = await startService()
    // The oldest clip stops half-way until the knock has been heard, however slow the disk is.
    let go = (): void => undefined
    const gate = new Promise<void>((resolve) => {
      go = resolve
    })
    service.mood = (path) => (path === `clips/${oldest}/parts/1` ? { do: 'wait', gate } : undefined)
    const uploader = uploaderOf(spool, service.base)
    await until(() => service.asked.includes(`clips/${oldest}/parts/1`), 'the oldest at last')
    const { order } = service
    const at = (path: string): number => order.indexOf(`clips/${path}`)
    assert.ok(at(`${running}/parts/1`) < at(`${newest}`))
    assert.ok(at(`${newest}/end`) < at(`${middle}`))
    assert.ok(at(`${middle}/end`) < at(`${oldest}`))
    // Somebody knocks while old clips are on their way.
    await spool.write(running, 2, partOf(running, 2))
    await until(() => service.stored.has(`clips/${running}/parts/2`), 'the knock')
    go()
    await until(() => spool.held().clips === 1, 'all old ones')
    assert.ok(at(`${running}/parts/2`) < at(`${oldest}/end`))
    assert.ok(service.most() <= 2)
    await uploader.close()
    await service.close()
    await spool.close()
  }))

test('begins no older clip next to what is being recorded, and lets a knock pass what hangs', () =>
  withWorld(
    async ({ spool, service }) => {
      const old = freshClipId()
      let open = (): void => undefined
      const gate = new Promise<void>((resolve) => {
        open = resolve
      })
      service.mood = (path) => (path === `clips/${old}/parts/0` ? { do: 'wait', gate } : undefined)
      await record(spool, 1, { jn: 1, clip: old })
      await until(() => service.asked.includes(`clips/${old}/parts/0`), 'the old part is on its way')
      const running = await record(spool, 3, { jn: 2, end: false })
      await until(() => service.stored.has(`clips/${running}/parts/2`), 'the new ones')
      assert.not(service.stored.has(`clips/${old}/parts/0`))
      open()
      await until(() => service.stored.has(`clips/${old}/end`), 'and the old one too')
    },
    { parts: { stillMost: millis(5000) } },
  ))

test('tells the service whose door it is, before anything else and at each change', () =>
  withWorld(
    async ({ spool, service, uploader }) => {
      const clip = await record(spool, 1, { end: false })
      await sleep(30)
      assert.equal(service.asked, [])
      assert.is(uploader.status().state, 'unowned')
      uploader.own('first owner')
      await until(() => service.stored.has(`clips/${clip}/parts/0`), 'a part')
      uploader.own('second owner')
      uploader.own('second owner')
      await until(() => String(service.stored.get('ownership')) === 'second owner', 'the change')
      await spool.write(clip, 1, partOf(clip, 1))
      await until(() => service.stored.has(`clips/${clip}/parts/1`), 'the next part')
      assert.is(service.asked.filter((path) => path === 'ownership').length, 2)
    },
    { unowned: true },
  ))

test('tells it again when the service has forgotten the door or the clip', () =>
  withWorld(async ({ spool, service }) => {
    const clip = await record(spool, 1, { end: false })
    await until(() => service.stored.has(`clips/${clip}/parts/0`), 'part 0')
    const forget = new Map([
      [1, 'door_unknown'],
      [2, 'clip_unknown'],
    ])
    service.mood = (path, times) => {
      const code = forget.get(Number(path.split('/').at(-1)))
      return path.includes('/parts/') && code && times === 0
        ? { do: 'answer', status: 404, body: codeBody(code) }
        : undefined
    }
    for (const n of [1, 2]) await spool.write(clip, n, partOf(clip, n))
    await spool.end(clip, 'end')
    await until(() => spool.held().clips === 0, 'all sent')
    const count = (what: string): number => service.asked.filter((path) => path === what).length
    assert.is(count('ownership'), 2)
    assert.is(count(`clips/${clip}`), 2)
  }))

test('holds no more in memory than the parts in flight, over 500 parts', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder, { bytes: 256 * 1024 * 1024 })
    const clips = [await record(spool, 250, { jn: 1, size: 20_000 }), await record(spool, 250, { jn: 2, size: 20_000 })]
    let [reading, most, read] = [0, 0, 0]
    const outbox = {
      ...spool.outbox,
      part: async (clip: (typeof clips)[0], n: number) => {
        reading += 1
        read += 1
        most = Math.max(most, reading)
        return spool.outbox.part(clip, n)
      },
      sent: async (...args: Parameters<typeof spool.outbox.sent>) => {
        if (args[1].what === 'part') reading -= 1
        return spool.outbox.sent(...args)
      },
    }
    const service = await startService()
    const uploader = uploaderOf({ ...spool, outbox }, service.base)
    await until(() => spool.held().clips === 0, 'all sent')
    assert.is(read, 500)
    assert.ok(most <= 2, `${most} parts in memory`)
    for (const clip of clips)
      assert.is(service.stored.get(`clips/${clip}/parts/249`)?.length, partOf(clip, 249, 20_000).length)
    await uploader.close()
    await service.close()
    await spool.close()
  }))

test('sends every clip of a crashed recorder up to its last part, and its end when the door made one', () =>
  withFolder(async (folder) => {
    const before = await openIn(folder)
    const clip = await record(before, 3, { end: false })
    await before.close()
    const spool = await openIn(folder)
    const service = await startService()
    const uploader = uploaderOf(spool, service.base)
    await until(() => service.stored.has(`clips/${clip}/parts/2`), 'its parts')
    const [orphan] = await spool.orphans()
    assert.is(orphan?.lines.length, 3, 'its lines outlive the bytes')
    await spool.end(clip, 'end by the door')
    await until(() => spool.held().clips === 0, 'its end')
    assert.is(String(service.stored.get(`clips/${clip}/end`)), 'end by the door')
    await uploader.close()
    await service.close()
    await spool.close()
  }))

test('ends at once while something is in flight, and says no secret in its log', async () => {
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  await withWorld(
    async ({ spool, service, uploader }) => {
      service.mood = (path) => (path.includes('/parts/0') ? { do: 'say nothing' } : undefined)
      const clip = await record(spool, 1, { end: false })
      await until(() => service.asked.includes(`clips/${clip}/parts/0`), 'in flight')
      const from = performance.now()
      await uploader.close()
      assert.ok(performance.now() - from < 1000)
      assert.is(spool.held().clips, 1)
    },
    { log, parts: { stillMost: millis(20_000), clock: systemClock() } },
  )
  assert.not(/ownership|eyJ|age-encryption/.test(lines.join('')))
})

test.run()
