// A camera that is drawn: a front door, and what happens in front of it. Writes mpjpeg to standard output as ffmpeg
// does, reads on standard input what the rig measures, a line of JSON each, and ends when either is closed.
// node --import tsx device/camera/scene/main.ts --width 1280 --height 720 --fps 15 [--control SOCKET]

import { createWriteStream, fstatSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { parseJson } from '#protocol/canonical.ts'
import type { Clock } from '#protocol/clock.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { systemClock } from '../../clock/system.ts'
import { type ControlServer, createControl } from './control.ts'
import { runFilm } from './film.ts'
import { createLines } from './lines.ts'
import { type Control, RigSchema } from './mood.ts'
import { MPJPEG_START, mpjpegPart } from './mpjpeg.ts'
import { createScene, type Scene } from './scene.ts'
import { createStage } from './stage.ts'

const RIG_LINE_MOST = 4096
/** So that an answer to `exit` still gets out. */
const LAST_WORDS = 20

const complain = (text: string): void => {
  process.stderr.write(`scene: ${text}\n`)
}

const number = (text: string, name: string, least: number, most: number): number => {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new HausrechtError('scene_option', `--${name} is a whole number from ${least} to ${most}`)
}

/** Node's own standard output waits in the write itself: a slow reader would stop everything here. */
const openOut = (): Writable => {
  const kind = fstatSync(1)
  return kind.isFIFO() || kind.isSocket()
    ? new Socket({ fd: 1, readable: false, writable: true })
    : createWriteStream('', { fd: 1, autoClose: false })
}

const hearRig = (scene: Scene, clock: Clock): void => {
  const take = (line: string): void => {
    const said = RigSchema.safeParse(parseJson(line))
    if (said.success) scene.rig(said.data, clock.monotonic())
    else complain('a line on standard input was not understood')
  }
  process.stdin.setEncoding('utf8')
  process.stdin.on(
    'data',
    createLines(RIG_LINE_MOST, take, () => process.exit(1)),
  )
}

const run = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      width: { type: 'string', default: '1280' },
      height: { type: 'string', default: '720' },
      fps: { type: 'string', default: '15' },
      control: { type: 'string', default: '' },
    },
  })
  const size = {
    width: number(values.width, 'width', 160, 1920),
    height: number(values.height, 'height', 120, 1080),
  }
  const fps = number(values.fps, 'fps', 1, 30)
  const clock = systemClock()
  let control: ControlServer | undefined
  const end = (code = 0): void => {
    control?.close()
    process.exit(code)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => end())
  process.stdin.once('end', () => end())
  process.stdin.once('error', () => end())
  const out = openOut()
  out.once('error', () => end())

  const scene = createScene(createStage(size))
  const obey = (what: Control): string | undefined => {
    if (!('exit' in what)) return scene.ask(what, clock.monotonic())
    setTimeout(() => end(what.exit), LAST_WORDS)
    return undefined
  }
  if (values.control !== '') control = await createControl(values.control, obey)
  hearRig(scene, clock)
  out.write(MPJPEG_START)
  runFilm({
    clock,
    scene,
    fps,
    ready: () => !out.writableNeedDrain,
    show: (jpeg) => out.write(mpjpegPart(jpeg)),
    failed: (cause) => {
      complain(`no picture: ${String(cause)}`)
      end(1)
    },
  })
}

run().catch((error: unknown) => {
  complain(error instanceof HausrechtError ? `${error.code}: ${error.message}` : String(error))
  process.exit(1)
})
