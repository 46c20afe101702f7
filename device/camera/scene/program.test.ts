// The program itself: as the capture runs it.

import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('scene program')
const PROGRAM = fileURLToPath(new URL('./main.ts', import.meta.url))
const LIMIT = 20_000
const SIZE = ['--width', '320', '--height', '180', '--fps', '15']

interface Running {
  readonly child: ChildProcessWithoutNullStreams
  bytes(): Buffer
  pictures(): number
  tell(line: object): void
  /** Until this many more pictures came. */
  more(count: number): Promise<void>
  readonly ended: Promise<number | null>
}

const within = async <Value>(promise: Promise<Value>, what: string): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`too late: ${what}`)), LIMIT)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const start = (args: readonly string[]): Running => {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, ...SIZE, ...args])
  const chunks: Buffer[] = []
  let count = 0
  child.stdin.on('error', () => undefined)
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    count += chunk.toString('latin1').split('Content-length').length - 1
  })
  const pictures = (): number => count
  return {
    child,
    bytes: () => Buffer.concat(chunks),
    pictures,
    tell: (line) => child.stdin.write(`${JSON.stringify(line)}\n`),
    more: (wanted) => {
      const goal = count + wanted
      const come = async (): Promise<void> => {
        while (count < goal && child.exitCode === null) await pause(10)
      }
      return within(come(), `${wanted} pictures`)
    },
    ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))),
  }
}

/** Ends the program however the test went. */
const running = async (args: readonly string[], use: (scene: Running) => Promise<void>): Promise<void> => {
  const scene = start(args)
  try {
    await use(scene)
  } finally {
    scene.child.kill('SIGKILL')
    await within(scene.ended, 'its end')
  }
}

test('writes what ffmpeg reads as mpjpeg, and ends with its standard input', () =>
  running([], async (scene) => {
    await scene.more(8)
    scene.child.stdin.end()
    assert.is(await within(scene.ended, 'its end'), 0)
    const head = scene.bytes().subarray(0, 80).toString('latin1')
    assert.match(head, /^--ffmpeg\r\nContent-type: image\/jpeg\r\nContent-length: \d+\r\n\r\n/)
    const probe = [
      '-v',
      'error',
      '-f',
      'mpjpeg',
      '-count_frames',
      '-show_entries',
      'stream=width,height,nb_read_frames',
    ]
    const { stdout, stderr } = spawnSync('ffprobe', [...probe, '-of', 'csv=p=0', '-'], {
      input: scene.bytes(),
      timeout: LIMIT,
    })
    const [width, height, frames] = stdout.toString().trim().split(',').map(Number)
    assert.equal([width, height], [320, 180], stderr.toString())
    assert.ok((frames ?? 0) >= 8, `${frames} pictures`)
  }))

test('delivers nothing without power, and goes on when it is back', () =>
  running([], async (scene) => {
    await scene.more(2)
    scene.tell({ leaf: 'shut', powered: false, infrared: false })
    await pause(300)
    const before = scene.pictures()
    await pause(500)
    assert.is(scene.pictures(), before)
    scene.tell({ leaf: 'shut', powered: true, infrared: false })
    await scene.more(2)
    assert.ok(scene.pictures() >= before + 2)
  }))

test('ends when nobody reads its pictures any more', () =>
  running([], async (scene) => {
    await scene.more(1)
    scene.child.stdout.destroy()
    assert.is(await within(scene.ended, 'its end'), 0)
  }))

test('dies as it is told to, and takes its socket with it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scene-'))
  const path = join(folder, 'camera.sock')
  try {
    await running(['--control', path], async (scene) => {
      await scene.more(1)
      const socket = createConnection({ path })
      socket.on('error', () => undefined)
      socket.write('{"exit":7}\n')
      assert.is(await within(scene.ended, 'its end'), 7)
      socket.destroy()
      assert.is(existsSync(path), false)
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('refuses a size that no camera has', () =>
  running(['--width', '20'], async (scene) => {
    assert.is(await within(scene.ended, 'its end'), 1)
  }))

test.run()
