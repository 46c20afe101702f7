import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '../../clock/system.ts'
import type { Frame } from '../frame.ts'
import { type Capture, createCapture } from './capture.ts'
import type { Status } from './life.ts'
import type { Find } from './program.ts'
import {
  alive,
  eventually,
  freshMark,
  hurried,
  program,
  SILENT,
  scribe,
  spewer,
  testCard,
} from './supervised.fixture.ts'

const test = suite('capture')

interface Bench {
  readonly capture: Capture
  readonly frames: Frame[]
  readonly statuses: string[]
}

const say = (status: Status): string => ('why' in status ? `${status.is}: ${status.why}` : status.is)

const capturing = async (find: Find, deed: (bench: Bench) => Promise<void>): Promise<void> => {
  const clock = systemClock()
  const capture = createCapture({ find, clock, log: SILENT, now: clock.now })
  const bench: Bench = { capture, frames: [], statuses: [] }
  capture.listen((frame) => bench.frames.push(frame))
  capture.changed((status) => bench.statuses.push(say(status)))
  try {
    capture.power(true)
    await deed(bench)
  } finally {
    await capture.close()
  }
}

const seen = (frames: readonly Frame[], count: number) => () => frames.length >= count

const inOrder = (frames: readonly Frame[]): void => {
  for (const [at, frame] of frames.entries()) {
    assert.is(frame.n, at)
    assert.ok(at === 0 || frame.seen >= (frames[at - 1]?.seen ?? 0) + 1, 'time goes forward')
  }
}

test('numbers pictures without a gap through a kill -9', async () => {
  const mark = freshMark()
  await capturing(
    async () => testCard(mark),
    async ({ capture, frames, statuses }) => {
      await eventually(seen(frames, 5), 'pictures')
      assert.equal(capture.status(), { is: 'running' })
      const [first] = await alive(mark)
      process.kill(first ?? 0, 'SIGKILL')
      const before = frames.length
      await eventually(seen(frames, before + 10), 'pictures again')
      inOrder(frames)
      assert.equal(statuses.slice(0, 4), ['lost: starting', 'running', 'lost: ended', 'running'])
      assert.not.equal(await alive(mark), [first])
    },
  )
  assert.equal(await alive(mark), [], 'nothing is left')
})

test('kills a program that hangs, and goes on with another', async () => {
  const mark = freshMark()
  await capturing(
    async () => testCard(mark),
    async ({ frames, statuses }) => {
      await eventually(seen(frames, 5), 'pictures')
      const [hung] = await alive(mark)
      process.kill(hung ?? 0, 'SIGSTOP')
      await eventually(() => statuses.includes('lost: silent'), 'noticed')
      const before = frames.length
      await eventually(seen(frames, before + 5), 'pictures again')
      inOrder(frames)
      assert.not.ok((await alive(mark)).includes(hung ?? 0))
    },
  )
  assert.equal(await alive(mark), [])
})

test('ends what spews garbage with all its group, and rests longer each time', async () => {
  const mark = freshMark()
  let starts = 0
  const begun = performance.now()
  await capturing(
    async () => {
      starts++
      return spewer(mark)
    },
    async ({ capture, frames, statuses }) => {
      await eventually(() => starts >= 4, 'started again')
      // 100, 200 and 400 ms.
      assert.ok(performance.now() - begun >= 650, 'not without a rest')
      assert.ok(statuses.includes('lost: garbage'))
      assert.is(capture.status().is, 'lost')
      assert.is(frames.length, 0)
    },
  )
  assert.equal(await alive(mark), [])
})

test('takes a flood of good pictures for a fault', async () => {
  const mark = freshMark()
  await capturing(
    async () => hurried(mark),
    async ({ statuses }) => {
      await eventually(() => statuses.includes('lost: flood'), 'noticed')
    },
  )
  assert.equal(await alive(mark), [])
})

test('is off when told, delivers nothing then, and goes on with the next number', async () => {
  const mark = freshMark()
  await capturing(
    async () => testCard(mark),
    async ({ capture, frames }) => {
      await eventually(seen(frames, 3), 'pictures')
      capture.power(false)
      assert.equal(capture.status(), { is: 'off' })
      const before = frames.length
      await eventually(async () => (await alive(mark)).length === 0, 'gone')
      assert.is(frames.length, before)
      capture.power(true)
      await eventually(seen(frames, before + 3), 'pictures again')
      inOrder(frames)
    },
  )
})

test('tells a drawn door what the rig measures, again after each start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'capture-'))
  const file = join(folder, 'told')
  const lines = async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean)
  try {
    await capturing(
      async () => scribe(file),
      async ({ capture }) => {
        capture.tell({ leaf: 'shut', powered: true, infrared: false })
        await eventually(async () => (await lines()).length === 1, 'told at the start')
        capture.tell({ leaf: 'open', powered: true, infrared: true })
        await eventually(async () => (await lines()).length === 2, 'told at once')
        const [pid] = await alive(file)
        process.kill(pid ?? 0, 'SIGKILL')
        await eventually(async () => (await lines()).length === 3, 'told again')
        const told = (await lines()).map((line): unknown => JSON.parse(line))
        assert.equal(told[0], { leaf: 'shut', powered: true, infrared: false })
        assert.equal(told[2], { leaf: 'open', powered: true, infrared: true })
      },
    )
    assert.equal(await alive(file), [])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('keeps trying when nothing can be started or nothing is plugged in', async () => {
  let there = false
  const mark = freshMark()
  await capturing(
    async () => (there ? testCard(mark) : 'unplugged'),
    async ({ frames, statuses }) => {
      await eventually(() => statuses.includes('lost: unplugged'), 'unplugged')
      there = true
      await eventually(seen(frames, 2), 'plugged in')
    },
  )
  await capturing(
    async () => program('/no/such/program', []),
    async ({ statuses }) => {
      await eventually(() => statuses.some((text) => /lost: (ended|unstartable)/.test(text)), 'cannot start')
    },
  )
})

test('leaves no program behind when this one is killed, though it hangs', async () => {
  const mark = freshMark()
  const holder = fileURLToPath(new URL('holder.fixture.ts', import.meta.url))
  const args = ['--import', import.meta.resolve('tsx'), holder, mark]
  const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  parent.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  try {
    await eventually(() => said.includes('capturing'), 'it captures')
    const children = (await alive(mark)).filter((pid) => pid !== parent.pid)
    assert.is(children.length, 1)
    process.kill(children[0] ?? 0, 'SIGSTOP')
    parent.kill('SIGKILL')
    await eventually(async () => (await alive(mark)).length === 0, 'the child went with its parent')
  } finally {
    parent.kill('SIGKILL')
    for (const pid of await alive(mark)) process.kill(pid, 'SIGKILL')
  }
})

test.run()
