// What the encoder does to us: it is killed, it hangs, it spews. Each time the pieces before are whole, the end comes
// in time, and nothing is left running.

import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '../../clock/system.ts'
import { collect, within } from './collected.fixture.ts'
import { openEncoding } from './encoding.ts'
import { fakeHub, film, framesOf, sleep } from './hub.fixture.ts'
import { filmOf, numbersShown } from './player.fixture.ts'

const test = suite('failing encoder')
const run = promisify(execFile)

/** Ids of our own children that run a program. */
const children = async (): Promise<number[]> => {
  const found: number[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'latin1').catch(() => '')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(parent) === process.pid && state !== 'Z' && stat.includes('(ffmpeg)')) found.push(Number(name))
  }
  return found
}

/** A film under way: two segments are out, and pictures go on coming. */
const underWay = async () => {
  const clock = systemClock()
  const start = clock.monotonic()
  const hub = fakeHub(await framesOf(30, 10, { start: start - 3000 }))
  const warned: string[] = []
  const log = { warn: (about: { why?: string }) => warned.push(about.why ?? '') }
  const parts = { hub, clock, encoder: 'libx264' as const, kilobits: 500, fps: 10, sound: false, log: log as never }
  const encoding = openEncoding(parts, 0)
  const collected = collect(encoding)
  await collected.until(2)
  const [pid] = await children()
  assert.ok(pid)
  const live = film(hub, () => clock.monotonic(), 25, 10, 30)
  return { encoding, collected, live, pid: pid ?? 0, warned, hub, clock }
}

for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
  test(`says so in time after ${signal}, and what it gave before is whole`, async () => {
    const { encoding, collected, live, pid, warned, hub, clock } = await underWay()
    const hit = clock.monotonic()
    process.kill(pid, signal)
    assert.is(await within(6000, signal, encoding.ended), 'failed')
    const took = clock.monotonic() - hit
    assert.ok(took < (signal === 'SIGKILL' ? 1500 : 4500), `${took} ms`)
    await collected.all
    const numbers = await numbersShown(filmOf(collected.pieces))
    assert.equal(
      numbers,
      Array.from({ length: numbers.length }, (_, at) => at),
    )
    assert.is(collected.segments().at(-1)?.last, numbers.length - 1)
    assert.equal(await children(), [])
    assert.is(hub.followers(), 0)
    assert.is(warned.length, 1)
    await encoding.stop()
    await live
  })
}

test('ends in time when told to stop a program that hangs', async () => {
  const { encoding, collected, live, pid, clock } = await underWay()
  await live
  process.kill(pid, 'SIGSTOP')
  const asked = clock.monotonic()
  await within(6000, 'stop', encoding.stop())
  assert.ok(clock.monotonic() - asked < 4500)
  assert.is(await encoding.ended, 'failed')
  await collected.all
  assert.equal(await children(), [])
})

const withProgram = async (body: string, check: (program: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-encoder-'))
  const program = join(folder, 'program')
  await writeFile(program, `#!/bin/sh\n${body}\n`)
  await chmod(program, 0o755)
  try {
    await check(program)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const GARBAGE = {
  'bytes without end': 'exec cat /dev/zero',
  'an index that is none': 'echo hello >&3; exec sleep 30',
  'a line without end': 'exec cat /dev/zero >&3',
  'bytes that are no pictures': 'printf "0, 0, 0, 1, 9, 0x00000000\\n" >&3; printf "no h264!!"; exec sleep 30',
  'a picture nobody gave': 'printf "0, 777, 777, 1, 5, 0x00000000\\n" >&3; printf "\\0\\0\\1\\145a"; exec sleep 30',
  'nothing, and ends': 'exit 0',
  'complaints without end': 'yes complaint >&2 & sleep 0.2; kill $!; exit 1',
}

for (const [what, body] of Object.entries(GARBAGE)) {
  test(`gives up on ${what}`, async () => {
    await withProgram(body, async (ffmpeg) => {
      const hub = fakeHub(await framesOf(10, 10))
      const log = { warn: () => undefined }
      const parts = {
        hub,
        clock: systemClock(),
        encoder: 'libx264' as const,
        kilobits: 500,
        fps: 10,
        sound: false,
        log,
      }
      const encoding = openEncoding({ ...parts, ffmpeg }, 0)
      const collected = collect(encoding)
      assert.is(await within(6000, what, encoding.ended), 'failed')
      await collected.all
      assert.is(collected.pieces.length, 0)
      // It says 1 when there is none.
      assert.not.ok(await run('pgrep', ['-f', ffmpeg]).catch(() => undefined))
    })
  })
}

test('gives up on a program that cannot be started', async () => {
  const hub = fakeHub(await framesOf(3, 10))
  const parts = { hub, clock: systemClock(), encoder: 'libx264' as const, kilobits: 500, fps: 10, sound: false }
  const encoding = openEncoding({ ...parts, log: { warn: () => undefined }, ffmpeg: '/nowhere/ffmpeg' }, 0)
  assert.is(await within(3000, 'the end', encoding.ended), 'failed')
})

test('feeds no faster than its pieces are taken, and loses pictures only at the hub’s end', async () => {
  const hub = fakeHub(await framesOf(600, 10), 600)
  const parts = { hub, clock: systemClock(), encoder: 'libx264' as const, kilobits: 500, fps: 10, sound: false }
  const encoding = openEncoding({ ...parts, log: { warn: () => undefined } }, 0)
  const pieces = encoding.pieces[Symbol.asyncIterator]()
  const first = await pieces.next()
  assert.is(first.done === true ? 'none' : first.value.what, 'init')
  let newest = 0
  encoding.listen(({ number }) => {
    newest = number
  })
  for (let before = -1; before !== newest; ) {
    before = newest
    await sleep(400)
  }
  assert.ok(newest < 300, `${newest} pictures went in though nobody took the film`)
  hub.push(...(await framesOf(600, 10, { from: 600, start: 60_000 })))
  const numbers: number[] = []
  const stopped = encoding.stop()
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
    if (next.value.what === 'segment') numbers.push(next.value.first, next.value.last)
  }
  await within(4000, 'stop', stopped)
  assert.equal(
    numbers,
    numbers.toSorted((one, other) => one - other),
  )
  assert.ok(numbers.some((number, at) => number >= 600 && (numbers[at - 1] ?? 0) < 300))
})

test.run()
