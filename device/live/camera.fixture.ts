// A camera as the live process sees it: the tap's socket, and units of the right sizes at the right times. They look
// like nothing; a viewer that decodes needs a real one.

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stream } from '#protocol/live/wire.ts'
import { epochMs } from '#protocol/units.ts'
import { jpegOf } from '../camera/picture/picture.ts'
import type { TapStream, TapUnit } from '../camera/tap/port.ts'
import { headerOf, streamsOf } from '../camera/tap/wire.ts'

export interface FakeCamera {
  readonly socket: string
  wanted(): ReadonlySet<TapStream>
  /** Number of the newest picture. */
  number(): number
  close(): void
}

export interface FakeCameraParts {
  readonly fps: number
  /** kbit/s. */
  readonly full: number
  readonly small: number
}

/** A key frame is this many times as large as another picture. */
const KEY = 6
/** 10 ms of a loud tone. */
const TONE = Buffer.from(Int16Array.from({ length: 480 }, (_, at) => 12_000 * Math.sin(at * 0.06)).buffer)

export const fakeCamera = async ({ fps, full, small }: FakeCameraParts): Promise<FakeCamera> => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-tap-'))
  const socket = join(folder, 'live.sock')
  const sizes = { full: (full * 125) / (fps + KEY - 1), small: (small * 125) / (fps + KEY - 1) }
  const pixels = Buffer.alloc(320 * 180 * 3, 90)
  const jpeg = await jpegOf({ data: pixels, width: 320, height: 180 }, 60)
  let reader: Socket | undefined
  let wanted: ReadonlySet<TapStream> = new Set()
  let number = 0
  /** Of each encode: pictures since it began. */
  const run = new Map<Stream, number>()

  const give = (unit: TapUnit): void => {
    reader?.write(headerOf(unit))
    reader?.write(unit.data)
  }
  const encode = (stream: Stream): void => {
    const at = epochMs(Date.now())
    if (!wanted.has(stream)) {
      run.delete(stream)
      return
    }
    const n = run.get(stream) ?? 0
    run.set(stream, n + 1)
    if (n === 0) give({ stream, what: 'config', key: false, number, at, data: Uint8Array.of(1, 2, 3, 4) })
    const key = n % fps === 0
    const data = new Uint8Array(Math.round(sizes[stream] * (key ? KEY : 1)))
    give({ stream, what: 'picture', key, number, at, data })
  }
  const server = createServer((connection) => {
    reader = connection
    connection.on('data', (bytes) => {
      wanted = streamsOf(bytes.at(-1) ?? 0)
    })
    connection.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const pictures = setInterval(() => {
    number += 1
    encode('full')
    encode('small')
    if (wanted.has('jpeg')) give({ stream: 'jpeg', number, at: epochMs(Date.now()), data: jpeg })
  }, 1000 / fps)
  const sound = setInterval(() => {
    if (wanted.has('sound')) give({ stream: 'sound', at: epochMs(Date.now()), data: TONE })
  }, 10)

  return {
    socket,
    wanted: () => wanted,
    number: () => number,
    close: () => {
      clearInterval(pictures)
      clearInterval(sound)
      reader?.destroy()
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
