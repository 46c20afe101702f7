// Viewers without a page, in a process of their own: they decode nothing, and acknowledge what comes whole. Told what
// to do by the test that forked it.

import { CONTROL_CHANNEL, createGathering, VIDEO_CHANNEL } from '#protocol/live/wire.ts'
import { systemClock } from '../../clock/system.ts'
import { gathered } from './gather.ts'
import { framed } from './sound.ts'
import { type DataChannel, nonstandard, type PeerConnection, RTCPeerConnection } from './wrtc.ts'

export type ToViewer =
  | { readonly do: 'offer'; readonly id: number }
  | { readonly do: 'answer'; readonly id: number; readonly sdp: string }
  | { readonly do: 'say'; readonly id: number; readonly text: string }
  /** Stop acknowledging, and begin again. */
  | { readonly do: 'sleep'; readonly id: number; readonly on: boolean }
  /** A tone, for as many pieces of 10 ms. */
  | { readonly do: 'tone'; readonly id: number; readonly pieces: number }
  | { readonly do: 'close'; readonly id: number }

export type FromViewerChild =
  | { readonly is: 'offer'; readonly id: number; readonly sdp: string }
  | { readonly is: 'open'; readonly id: number }
  | { readonly is: 'closed'; readonly id: number }
  | { readonly is: 'said'; readonly id: number; readonly text: string }
  /** A unit came whole. `late`: milliseconds since it was captured. */
  | {
      readonly is: 'unit'
      readonly id: number
      readonly what: string
      readonly stream: string
      readonly key: boolean
      readonly number: number
      readonly size: number
      readonly late: number
    }
  /** A picture of the track. */
  | { readonly is: 'frame'; readonly id: number; readonly width: number; readonly height: number }
  /** Loud sound of the rig. */
  | { readonly is: 'sound'; readonly id: number }

interface Viewer {
  readonly connection: PeerConnection
  readonly control: DataChannel
  readonly voice: InstanceType<typeof nonstandard.RTCAudioSource>
  /** What must be stopped before the connection is closed, or the library crashes. */
  readonly parts: { stop(): void }[]
  asleep: boolean
}

const viewers = new Map<number, Viewer>()
const clock = systemClock()
const tell = (said: FromViewerChild): void => {
  process.send?.(said, undefined, undefined, () => undefined)
}
const LOUD = 3000

const watch = (id: number, { connection, parts }: Viewer): void => {
  for (const { receiver } of connection.getTransceivers()) {
    if (receiver.track.kind === 'video') {
      const sink = new nonstandard.RTCVideoSink(receiver.track)
      sink.onframe = ({ frame: { width, height } }) => tell({ is: 'frame', id, width, height })
      parts.push(sink)
    } else {
      const sink = new nonstandard.RTCAudioSink(receiver.track)
      sink.ondata = ({ samples }) => {
        if (samples.some((sample) => Math.abs(sample) > LOUD)) tell({ is: 'sound', id })
      }
      parts.push(sink)
    }
  }
}

const offer = async (id: number): Promise<void> => {
  const connection = new RTCPeerConnection({ iceServers: [], iceTransportPolicy: 'all' })
  const control = connection.createDataChannel(CONTROL_CHANNEL)
  const video = connection.createDataChannel(VIDEO_CHANNEL)
  const viewer: Viewer = { connection, control, voice: new nonstandard.RTCAudioSource(), parts: [], asleep: false }
  viewers.set(id, viewer)
  connection.addTransceiver('video', { direction: 'recvonly' })
  const audio = connection.addTransceiver('audio', { direction: 'sendrecv' })
  const voice = viewer.voice.createTrack()
  viewer.parts.push(voice)
  await audio.sender.replaceTrack(voice)
  control.onopen = () => tell({ is: 'open', id })
  control.onclose = () => tell({ is: 'closed', id })
  control.onmessage = ({ data }) => tell({ is: 'said', id, text: String(data) })
  video.binaryType = 'arraybuffer'
  const gather = createGathering()
  video.onmessage = ({ data }) => {
    const unit = gather(data as ArrayBuffer)
    if (!unit) return
    const { what, stream, key, number, at } = unit
    // The last pictures may come when the door has ended the other channel already.
    const answers = what !== 'config' && !viewer.asleep && control.readyState === 'open'
    if (answers) control.send(JSON.stringify({ say: 'ack', number }))
    tell({ is: 'unit', id, what, stream, key, number, size: unit.data.length, late: Date.now() - at })
  }
  await connection.setLocalDescription(await connection.createOffer())
  watch(id, viewer)
  tell({ is: 'offer', id, sdp: await gathered(connection, clock) })
}

const tone = (viewer: Viewer, pieces: number): void => {
  if (pieces === 0) return
  viewer.voice.onData(framed(Int16Array.from({ length: 480 }, (_, at) => 12_000 * Math.sin(at * 0.06))))
  setTimeout(() => tone(viewer, pieces - 1), 10)
}

process.on('message', (message: ToViewer) => {
  const viewer = viewers.get(message.id)
  switch (message.do) {
    case 'offer':
      offer(message.id).catch((error: unknown) => {
        throw error
      })
      break
    case 'answer':
      viewer?.connection.setRemoteDescription({ type: 'answer', sdp: message.sdp }).catch((error: unknown) => {
        throw error
      })
      break
    case 'say':
      if (viewer?.control.readyState === 'open') viewer.control.send(message.text)
      break
    case 'sleep':
      if (viewer) viewer.asleep = message.on
      break
    case 'tone':
      if (viewer) tone(viewer, message.pieces)
      break
    case 'close':
      for (const part of viewer?.parts ?? []) part.stop()
      viewer?.connection.close()
      viewers.delete(message.id)
  }
})
// The library cannot end in order once tracks were used.
process.on('disconnect', () => process.exit(0))
