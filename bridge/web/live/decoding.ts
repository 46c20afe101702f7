// Access units to pictures by WebCodecs. A decoder that faults is made anew at the next key picture; one that faults
// again and again is given up, so that the door can send something else.

import type { Clock } from '#protocol/clock.ts'
import type { Unit } from '#protocol/live/wire.ts'
import { type Millis, millis, seconds } from '#protocol/units.ts'
import { type Following, judge } from './backlog.ts'
import { codecOf } from './codec.ts'
import type { PictureId } from './freshness.ts'

export interface DecodingEvents {
  /** The picture is closed by whoever takes it. `behind`: a newer one is about to come. */
  picture(frame: VideoFrame, id: PictureId, behind: boolean): void
  wantKey(): void
  /** This browser will not do it. */
  broken(): Promise<void>
}

export interface Decoding {
  take(unit: Unit): void
  close(): void
}

const FAULTS_MOST = 3
const FAULTS_WITHIN = seconds(20)
const KEY_EACH = millis(500)
/** Units in the queue behind which nobody sees a single picture. */
const BEHIND = 3
/** Pictures between a decoder's input and its output. */
const INSIDE_MOST = 128

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

export const createDecoding = (clock: Clock, events: DecodingEvents): Decoding => {
  let decoder: VideoDecoder | undefined
  let config: Uint8Array | undefined
  let following: Following = 'lost'
  let stamp = 0
  let closed = false
  let asked = Number.NEGATIVE_INFINITY
  let faults: readonly Millis[] = []
  const inside = new Map<number, PictureId>()

  const wantKey = (): void => {
    const now = clock.monotonic()
    if (now - asked < KEY_EACH) return
    asked = now
    events.wantKey()
  }

  const drop = (): void => {
    if (decoder && decoder.state !== 'closed') decoder.close()
    decoder = undefined
    following = 'lost'
    inside.clear()
  }

  const fault = (): void => {
    if (closed) return
    drop()
    const now = clock.monotonic()
    faults = [...faults.filter((at) => now - at < FAULTS_WITHIN), now]
    if (faults.length >= FAULTS_MOST) events.broken().catch(() => undefined)
    else wantKey()
  }

  const output = (made: VideoDecoder, frame: VideoFrame): void => {
    const id = inside.get(frame.timestamp)
    if (!id || closed || made !== decoder) {
      frame.close()
      return
    }
    inside.delete(frame.timestamp)
    events.picture(frame, id, made.decodeQueueSize > BEHIND)
  }

  const ready = (): VideoDecoder | undefined => {
    if (decoder || !config) return decoder
    const codec = codecOf(config)
    if (codec === undefined) return undefined
    const made: VideoDecoder = new VideoDecoder({
      output: (frame) => output(made, frame),
      error: () => {
        if (made === decoder) fault()
      },
    })
    made.configure({ codec, description: config, optimizeForLatency: true })
    decoder = made
    return made
  }

  const configure = (data: Uint8Array): void => {
    if (config && same(config, data) && decoder) return
    config = data
    const codec = codecOf(data)
    following = 'lost'
    if (codec === undefined) {
      fault()
      return
    }
    decoder?.configure({ codec, description: data, optimizeForLatency: true })
  }

  const decode = (unit: Unit): void => {
    const verdict = judge(following, unit, decoder?.decodeQueueSize ?? 0)
    following = verdict.next
    if (verdict.ask) wantKey()
    if (!verdict.decode) return
    const into = ready()
    if (!into || inside.size > INSIDE_MOST) {
      fault()
      return
    }
    stamp += 1
    inside.set(stamp, { number: unit.number, at: unit.at })
    into.decode(new EncodedVideoChunk({ type: unit.key ? 'key' : 'delta', timestamp: stamp, data: unit.data }))
  }

  return {
    take: (unit) => {
      if (closed) return
      try {
        if (unit.what === 'config') configure(unit.data)
        else decode(unit)
      } catch {
        // A browser that does not know the configuration, or a unit that is none.
        fault()
      }
    },
    close: () => {
      closed = true
      drop()
    },
  }
}
