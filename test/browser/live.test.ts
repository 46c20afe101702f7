// The drawn door, the camera's process, the live process and a real browser: pictures from end to end, all ways, and
// over a bad path. Only the door's own process is left out: the test hands the descriptions over.

import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasChromium, type Shown, showPage } from '#bridge/web/live/chromium.fixture.ts'
import { TAP_SOCKET } from '#device/camera/tap/port.ts'
import { ConfigSchema } from '#device/config/config.ts'
import type { FromLive, ToLive } from '#device/live/messages.ts'
import { freshId } from '#protocol/ids.ts'
import { epochMs, type RequestId } from '#protocol/units.ts'
import { openPath, type UdpPath } from '#test/support/udp-path.ts'
import { until, within } from '#test/support/wait.ts'
import { bundleOf } from './chromium.fixture.ts'

const LIMIT = 20_000
const test = suite('live pictures of the drawn door')

interface Look {
  readonly at?: string
  readonly way?: string
  readonly stream?: string
  readonly told: number
  readonly read?: number
  readonly first: number
  readonly shown: readonly { readonly when: number; readonly number: number; readonly age: number }[]
}

const folder = mkdtempSync(join(tmpdir(), 'hausrecht-watched-'))
const program = (path: string): ChildProcess =>
  fork(new URL(`../../device/${path}`, import.meta.url), [], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
  })
const gone = async (child: ChildProcess | undefined): Promise<void> => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const end = new Promise((resolve) => child.once('exit', resolve))
  child.disconnect()
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
  await end
  clearTimeout(timer)
}

let camera: ChildProcess
let live: ChildProcess
let shown: Shown
let path: UdpPath | undefined
const heard: FromLive[] = []

const tell = (message: ToLive): void => {
  live.send(message)
}

const answerTo = async (sid: RequestId, sdp: string): Promise<string> => {
  const find = () => heard.find((message) => 'sid' in message && message.sid === sid)
  tell({ say: 'offer', sid, sdp: path?.through('viewer', sdp) ?? sdp, relayOnly: false })
  await until(() => find() !== undefined, 'the answer', LIMIT)
  const said = find()
  if (said?.say !== 'answer') throw new Error(JSON.stringify(said))
  return path?.through('door', said.sdp) ?? said.sdp
}

// What runs in the page is built from bridge/web/live/whole.fixture.ts and is called by name.
const look = (): Promise<Look> => shown.page.evaluate('Page.look()')
const call = (what: string): Promise<unknown> => shown.page.evaluate(what)

const become = async (what: string, isSo: (now: Look) => boolean): Promise<Look> => {
  let now = await look()
  const shortly = (): string => JSON.stringify({ ...now, shown: now.shown.length })
  await until(
    async () => {
      now = await look()
      return isSo(now)
    },
    what,
    LIMIT,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; it was ${shortly()}`)
  })
  return now
}

const watch = async (): Promise<void> => {
  await call(`Page.watch(${JSON.stringify(freshId())})`)
}

test.before(async () => {
  mkdirSync(join(folder, 'clips'), { recursive: true })
  const config = ConfigSchema.parse({
    ...{ data: folder, bridge: { url: 'mqtt://x' }, log: { level: 'error' } },
    camera: { source: 'scene', width: 640, height: 360, fps: 15 },
  })
  camera = program('camera/main.ts')
  live = program('live/main.ts')
  const now = epochMs(Date.now())
  const wishes = { off: false, masks: [], sound: false, motion: false, recipients: [], sealTo: [] }
  const ready = new Promise((resolve) => {
    camera.on('message', (message: { say: string }) => {
      if (message.say === 'ready') resolve(undefined)
    })
  })
  camera.send({ say: 'start', config, door: 'x', jn: 0, jh: 'x', now })
  await within(ready, 'the camera', LIMIT)
  camera.send({ say: 'wishes', fresh: false, wishes: { ...wishes, live: { off: false, talk: false } } })
  camera.send({ say: 'rig', now: epochMs(Date.now()), leaf: 'shut', powered: true, infrared: false })
  live.on('message', (message: FromLive) => heard.push(message))
  tell({ say: 'start', config, tap: join(folder, TAP_SOCKET), now })
  await until(() => heard.some(({ say }) => say === 'ready'), 'the live process', LIMIT)
  tell({ say: 'sight', sight: 'clear', recording: false, now: epochMs(Date.now()) })
  shown = await within(showPage('./whole.fixture.ts'), 'the browser', 30_000)
  await shown.page.exposeFunction('answerTo', answerTo)
  const numbers = await bundleOf('../../device/camera/scene/number.ts', 'Numbers')
  await shown.page.evaluate(`${numbers}; globalThis.Numbers = Numbers; undefined`)
})

test.after(async () => {
  await within(Promise.all([shown?.close(), gone(camera), gone(live)]), 'all to end', LIMIT)
  rmSync(folder, { recursive: true, force: true })
})

test.after.each(async () => {
  await call('Page.leave()')
  path?.close()
  path = undefined
})

test('come over the channel, in order, with the number that is drawn into them', async () => {
  await watch()
  const now = await become(
    'pictures',
    ({ way, read, shown: all }) => way === 'channel' && read !== undefined && all.length > 20,
  )
  const numbers = now.shown.map(({ number }) => number)
  assert.ok(numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0)))
  const later = await become('a later one', ({ read }) => read !== undefined && read > (now.read ?? 0) + 5)
  // The camera's process counts what arrives, the scene what it draws.
  assert.ok(Math.abs(later.told - (later.read ?? 0) - (now.told - (now.read ?? 0))) <= 2)
  const ages = now.shown
    .slice(5)
    .map(({ age }) => age)
    .sort((one, other) => one - other)
  console.log(
    `channel: first picture after ${Math.round(now.first)} ms, age p50 ${ages[ages.length >> 1]} ms, most ${ages.at(-1)} ms`,
  )
  assert.ok((ages[ages.length >> 1] ?? 0) < 500)
})

test('come over the track when a person chooses it, and over the channel again', async () => {
  await watch()
  await become('the channel', ({ way, shown: all }) => way === 'channel' && all.length > 3)
  await call("Page.wish('track')")
  const on = await become('the track', ({ way, read }) => way === 'track' && read !== undefined)
  await become('the track moves', ({ read }) => read !== undefined && read > (on.read ?? 0) + 5)
  await call("Page.wish('auto')")
  await become('the channel again', ({ way, read }) => way === 'channel' && read !== undefined && read > (on.read ?? 0))
})

test('go on over a bad path, smaller', async () => {
  path = await openPath({ loss: 0.03, delay: 40, kilobits: 2000 })
  await watch()
  const now = await become('pictures', ({ shown: all }) => all.length > 60)
  const ages = now.shown
    .slice(10)
    .map(({ age }) => age)
    .sort((one, other) => one - other)
  const gaps = now.shown.slice(10).map(({ when }, at, all) => when - (all[at - 1]?.when ?? when))
  console.log(
    `bad path: age p95 ${ages[Math.floor(ages.length * 0.95)]} ms, longest gap ${Math.round(Math.max(...gaps))} ms`,
  )
  assert.ok((ages[ages.length >> 1] ?? 0) < 1000)
})

if (hasChromium) test.run()
else console.log('skipped: live pictures of the drawn door, as there is no Chromium')
