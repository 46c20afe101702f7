// One life of the encoding programs: pictures in, pieces out, until it is finished or breaks.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import { type Millis, millis } from '#protocol/units.ts'
import type { Frame } from '../../camera/frame.ts'
import type { Hub } from '../../camera/hub/port.ts'
import type { Size } from '../../camera/picture/picture.ts'
import { type Encoder, fitted, pictureArguments } from './arguments.ts'
import { createReel } from './film/reel.ts'
import type { Live } from './live.ts'
import { matroskaBefore, matroskaHead } from './matroska.ts'
import { createPackets } from './packets.ts'
import type { Pieces } from './pieces.ts'
import { startProgram } from './program.ts'
import { type SoundTrack, startSound } from './sound/track.ts'
import { watchStall } from './stall.ts'

export interface RunParts {
  readonly hub: Pick<Hub, 'followSound' | 'newest'>
  readonly clock: Pick<Clock, 'every' | 'monotonic'>
  readonly encoder: Encoder
  readonly kilobits: number
  readonly fps: number
  readonly sound: boolean
  /** Pixels; a picture that is wider is scaled down. */
  readonly widest?: number
  /** For a narrow path: small key pictures, see arguments.ts. */
  readonly steady?: boolean
  readonly log: Pick<Logger, 'warn'>
  readonly ffmpeg?: string
  readonly pieces: Pick<Pieces, 'push'>
  readonly live: Pick<Live, 'tell'>
  /** Of the pictures as they come. */
  readonly size: Size
  /** Monotonic time of the first picture. */
  readonly base: Millis
  /** Called once, when it breaks before its end. */
  failed(): void
}

export interface Run {
  /** Resolves when the encoder has taken it, or is broken. */
  feed(frame: Frame): Promise<void>
  /** All that was fed comes out; resolves when the programs are gone. */
  finish(): Promise<'stopped' | 'failed'>
  /** By force: nothing but the pieces until now counts. */
  break(why: string): void
  /** `break`, and waits until the programs are gone. */
  kill(why: string): Promise<void>
}

/** How often it is asked whether pictures or sound stay away. */
const LULL = millis(500)

export const startRun = (parts: RunParts): Run => {
  const { clock, hub, base, log } = parts
  const ffmpeg = parts.ffmpeg ?? 'ffmpeg'
  const size = fitted(parts.size, parts.widest)
  let state: 'running' | 'finishing' | 'broken' = 'running'
  let sound: SoundTrack | undefined

  const broke = (why: string): void => {
    if (state === 'broken') return
    state = 'broken'
    log.warn({ why }, 'the encoder failed')
    program.kill()
    sound?.kill()
    parts.failed()
  }
  const reel = createReel({ ...parts, size, pace: millis(1000 / parts.fps), garbage: broke })
  const packets = createPackets((packet) => {
    stall.stirred()
    if (state !== 'broken') reel.packet(packet)
  }, broke)
  const program = startProgram(
    ffmpeg,
    pictureArguments({ ...size, encoder: parts.encoder, kilobits: parts.kilobits, steady: parts.steady ?? false }),
    {
      1: (bytes) => packets.bytes(bytes),
      3: (lines) => packets.index(lines),
    },
  )
  const stall = watchStall(
    clock,
    () => reel.waiting() > 0,
    () => broke('it hangs'),
  )
  const ended = program.ended.then(({ code, signal, said }) => {
    stall.stop()
    stopLull()
    if (state === 'running' || code !== 0) broke(`it ended by itself (${signal ?? code ?? 'not started'}): ${said}`)
  })
  if (parts.sound) sound = startSound({ hub, clock, base, ffmpeg, frame: (frame) => reel.sound(frame), failed: broke })
  const stopLull = clock.every(LULL, () => {
    reel.pause(hub.newest()?.n, clock.monotonic())
    sound?.fill().catch(() => undefined)
  })
  const head = program.send(matroskaHead(parts.size, parts.fps))

  const gone = async (): Promise<void> => {
    await Promise.all([ended, sound?.finish()])
  }
  return {
    feed: async (frame) => {
      await head
      if (state === 'running') await program.send(matroskaBefore(reel.fed(frame), frame.jpeg.length), frame.jpeg)
    },
    finish: async () => {
      if (state === 'running') state = 'finishing'
      program.finish()
      await gone()
      if (state === 'broken') return 'failed'
      reel.close()
      return 'stopped'
    },
    break: broke,
    kill: async (why) => {
      broke(why)
      await gone()
    },
  }
}
