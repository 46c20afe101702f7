// A door made in the page itself: it answers offers over a real RTCPeerConnection and sends pictures whose number is
// drawn into them. It does what it is told, also what an honest door would not do.

import type { FromDoor, FromViewer, Way } from '#protocol/live/control.ts'
import { CONTROL_CHANNEL, piecesOf, type Unit } from '#protocol/live/wire.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import { epochMs, type RequestId } from '#protocol/units.ts'
import type { Watching } from '../core/app.ts'

export const WIDTH = 320
export const HEIGHT = 180
const FPS = 30
const BITS = 16
/** The door's clock is a day and a little ahead of the page's. */
const AHEAD = 86_400_000 + 12_345

let ahead = AHEAD

const NOW = (): number => Date.now() + ahead

/** A number as sixteen black or white bars. */
const paint = (context: OffscreenCanvasRenderingContext2D, number: number): void => {
  context.fillStyle = '#335577'
  context.fillRect(0, 0, WIDTH, HEIGHT)
  const bar = WIDTH / BITS
  for (let bit = 0; bit < BITS; bit += 1) {
    context.fillStyle = (number >> bit) & 1 ? '#ffffff' : '#000000'
    context.fillRect(bit * bar, HEIGHT / 2, bar, HEIGHT / 2)
  }
}

/** What was drawn, read back from what is on the screen. */
export const readNumber = (source: CanvasImageSource): number => {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT)
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  context.drawImage(source, 0, 0, WIDTH, HEIGHT)
  let number = 0
  for (let bit = 0; bit < BITS; bit += 1) {
    const [red] = context.getImageData(((bit + 0.5) * WIDTH) / BITS, HEIGHT * 0.75, 1, 1).data
    if ((red ?? 0) > 127) number += 1 << bit
  }
  return number
}

export interface Door {
  /** What the viewers said, the newest last. */
  readonly heard: FromViewer[]
  /** Requests that were made. */
  asked: number
  /** Sessions that were left by their viewers. */
  left: number
  /** Bytes of sound that came from viewers, as the newest connection counts them. */
  sound(): Promise<number>
  /** `run`: new pictures; `freeze`: none; `replay`: the latest ones again and again; `restamp`: one number, new times. */
  mode: 'run' | 'freeze' | 'replay' | 'restamp'
  /** Refuses the next requests with this. */
  refuse: RefusalCode | undefined
  /** Nothing more is heard or said over the connections there are. */
  silence(): void
  /** Sets its clock forward by so many milliseconds. */
  setClock(by: number): void
  end(code: RefusalCode): void
  turn(way: Way, why: 'poor_path' | 'wish'): void
  tell(word: FromDoor): void
  garble(): void
  ask(): Promise<Watching | { readonly ok: false; readonly code: RefusalCode }>
  stop(): void
}

interface Viewer {
  readonly connection: RTCPeerConnection
  control?: RTCDataChannel
  video?: RTCDataChannel
  way: Way
  ready: boolean
  silent: boolean
  end(code: RefusalCode): void
}

export const createDoor = async (codec: string): Promise<Door> => {
  const viewers = new Set<Viewer>()
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT)
  const context = canvas.getContext('2d')!
  const shown = document.createElement('canvas')
  shown.width = WIDTH
  shown.height = HEIGHT
  const track = shown.captureStream(FPS).getVideoTracks()[0]!
  const times = new Map<number, number>()
  let config: Unit | undefined
  let recent: Unit[] = []
  let number = 0

  const send = (viewer: Viewer, unit: Unit): void => {
    if (viewer.silent || !viewer.ready || viewer.video?.readyState !== 'open') return
    for (const piece of piecesOf(unit)) viewer.video.send(piece)
  }
  const say = (viewer: Viewer, word: FromDoor): void => {
    if (!viewer.silent && viewer.control?.readyState === 'open') viewer.control.send(JSON.stringify(word))
  }
  const toChannels = (unit: Unit): void => {
    for (const viewer of viewers) if (viewer.way === 'channel') send(viewer, unit)
  }

  const encoder = new VideoEncoder({
    error: (error) => reportError(error),
    output: (chunk, meta) => {
      const at = epochMs(times.get(chunk.timestamp) ?? 0)
      times.delete(chunk.timestamp)
      const own = chunk.timestamp / 1000
      const data = new Uint8Array(chunk.byteLength)
      chunk.copyTo(data)
      const description = meta?.decoderConfig?.description
      const common = { stream: 'full' as const, number: own, at }
      if (description) {
        config = { ...common, what: 'config', key: false, data: new Uint8Array(description as ArrayBuffer) }
        toChannels(config)
      }
      const unit: Unit = { ...common, what: 'picture', key: chunk.type === 'key', data }
      if (unit.key) recent = []
      recent.push(unit)
      toChannels(unit)
    },
  })
  encoder.configure({
    codec,
    width: WIDTH,
    height: HEIGHT,
    bitrate: 800_000,
    framerate: FPS,
    latencyMode: 'realtime',
    avc: { format: 'avc' },
  })

  const still = async (viewer: Viewer, own: number, at: number): Promise<void> => {
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 })
    const data = new Uint8Array(await blob.arrayBuffer())
    send(viewer, { what: 'still', stream: 'full', key: true, number: own, at: epochMs(at), data })
  }

  const run = (): void => {
    number += 1
    const at = NOW()
    paint(context, number)
    shown.getContext('2d')!.drawImage(canvas, 0, 0)
    times.set(number * 1000, at)
    const frame = new VideoFrame(canvas, { timestamp: number * 1000 })
    encoder.encode(frame, { keyFrame: number % FPS === 1 })
    frame.close()
    for (const viewer of viewers) {
      if (viewer.way === 'track') say(viewer, { say: 'picture', number, at: epochMs(at) })
      if (viewer.way === 'still' && number % 15 === 0) still(viewer, number, at).catch(reportError)
    }
  }
  const replay = (): void => {
    for (const unit of recent) toChannels(unit)
  }
  const restamp = (): void => {
    const first = recent[0]
    if (first) toChannels({ ...first, at: epochMs(NOW()) })
  }

  const door: Door = {
    heard: [],
    asked: 0,
    left: 0,
    mode: 'run',
    refuse: undefined,
    sound: async () => {
      const [viewer] = [...viewers].slice(-1)
      let bytes = 0
      for (const report of (await viewer?.connection.getStats())?.values() ?? []) {
        const { type, kind, bytesReceived } = report as { type: string; kind?: string; bytesReceived?: number }
        if (type === 'inbound-rtp' && kind === 'audio') bytes += bytesReceived ?? 0
      }
      return bytes
    },
    silence: () => {
      for (const viewer of viewers) viewer.silent = true
    },
    setClock: (by) => {
      ahead += by
    },
    end: (code) => {
      for (const viewer of viewers) viewer.end(code)
    },
    turn: (way, why) => {
      for (const viewer of viewers) {
        viewer.way = way
        say(viewer, { say: 'way', way, stream: 'full', why })
        if (way === 'channel') begin(viewer)
      }
    },
    tell: (word) => {
      for (const viewer of viewers) say(viewer, word)
    },
    garble: () => {
      const last = recent.at(-1)
      if (last) toChannels({ ...last, number: last.number + 1, data: new Uint8Array(400).fill(255) })
    },
    ask: async () => {
      door.asked += 1
      if (door.refuse) return { ok: false, code: door.refuse }
      return watching()
    },
    stop: () => {
      clearInterval(timer)
      encoder.close()
      for (const { connection } of viewers) connection.close()
    },
  }

  const begin = (viewer: Viewer): void => {
    viewer.ready = true
    if (viewer.way !== 'channel') return
    if (config) send(viewer, config)
    for (const unit of recent) send(viewer, unit)
  }

  const hear = (viewer: Viewer, word: FromViewer): void => {
    if (viewer.silent) return
    door.heard.push(word)
    switch (word.say) {
      case 'ping':
        say(viewer, { say: 'pong', id: word.id, now: epochMs(NOW()) })
        return
      case 'hello':
        viewer.way = word.ways[0] ?? 'still'
        say(viewer, { say: 'way', way: viewer.way, stream: 'full', why: viewer.ready ? 'no_decoder' : 'begin' })
        say(viewer, { say: 'sight', sight: 'clear', recording: true })
        say(viewer, { say: 'talk', allowed: true, speaking: false, listening: false, busy: false })
        begin(viewer)
        return
      case 'way':
        viewer.way = word.way === 'auto' ? 'channel' : word.way
        say(viewer, { say: 'way', way: viewer.way, stream: 'full', why: 'wish' })
        begin(viewer)
        return
      case 'key':
        begin(viewer)
        return
      case 'talk':
        say(viewer, { say: 'talk', allowed: true, speaking: word.on, listening: false, busy: false })
        return
      case 'ack':
      case 'listen':
    }
  }

  const answerTo = async (viewer: Viewer, sdp: string): Promise<string> => {
    const { connection } = viewer
    await connection.setRemoteDescription({ type: 'offer', sdp })
    for (const transceiver of connection.getTransceivers()) {
      const isVideo = transceiver.receiver.track.kind === 'video'
      transceiver.direction = isVideo ? 'sendonly' : 'sendrecv'
      if (isVideo) await transceiver.sender.replaceTrack(track)
    }
    await connection.setLocalDescription(await connection.createAnswer())
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (connection.iceGatheringState === 'complete') resolve()
      }
      connection.onicegatheringstatechange = look
      look()
    })
    return connection.localDescription!.sdp
  }

  const watching = (): Watching => {
    let over: (code: RefusalCode) => void = () => undefined
    const ended = new Promise<RefusalCode>((resolve) => {
      over = resolve
    })
    const connection = new RTCPeerConnection()
    const viewer: Viewer = { connection, way: 'channel', ready: false, silent: false, end: (code) => over(code) }
    connection.ondatachannel = ({ channel }) => {
      if (channel.label !== CONTROL_CHANNEL) {
        viewer.video = channel
        return
      }
      viewer.control = channel
      channel.onmessage = ({ data }: MessageEvent<string>) => hear(viewer, JSON.parse(data) as FromViewer)
    }
    viewers.add(viewer)
    return {
      sid: `session-${door.asked}` as RequestId,
      relay: undefined,
      answer: (sdp) => answerTo(viewer, sdp),
      ended,
      leave: () => {
        door.left += 1
        viewers.delete(viewer)
        connection.close()
      },
    }
  }

  const timer = setInterval(() => {
    if (door.mode === 'run') run()
    else if (door.mode === 'replay') replay()
    else if (door.mode === 'restamp') restamp()
  }, 1000 / FPS)
  return door
}
