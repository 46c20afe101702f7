// One connection to a viewer. Channels are the viewer's making; tracks are put into what it offered, without a second
// round of descriptions.

import type { Clock } from '#protocol/clock.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { CONTROL_CHARS } from '#protocol/live/control.ts'
import { CONTROL_CHANNEL, VIDEO_CHANNEL } from '#protocol/live/wire.ts'
import { type Millis, millis } from '#protocol/units.ts'
import { eager, isOffer } from './description.ts'
import { gathered } from './gather.ts'
import type { Offer, Peer, PeerListening } from './port.ts'
import { framed, plain } from './sound.ts'
import {
  type Configuration,
  type DataChannel,
  nonstandard,
  type PeerConnection,
  RTCPeerConnection,
  type Track,
} from './wrtc.ts'

export interface PeerParts {
  readonly clock: Pick<Clock, 'after'>
  /** A track of the rig's pictures; one for each viewer. */
  readonly track: () => Track
  /** Failures of the library that end nothing. */
  readonly trouble: (error: unknown) => void
}

/** No server of anybody else's: without a relay of the house only the addresses of its own. */
const configurationOf = ({ relay, relayOnly }: Offer): Configuration => ({
  iceServers: relay === undefined ? [] : [{ urls: relay.urls, username: relay.username, credential: relay.credential }],
  iceTransportPolicy: relayOnly ? 'relay' : 'all',
})

class RtcPeer implements Peer {
  answer = ''
  private readonly parts: PeerParts
  private readonly connection: PeerConnection
  private readonly listening: PeerListening
  private control: DataChannel | undefined
  private video: DataChannel | undefined
  private readonly source = new nonstandard.RTCAudioSource()
  private sink: InstanceType<typeof nonstandard.RTCAudioSink> | undefined
  private readonly attached = new Map<'audio' | 'video', Track>()
  private closed = false

  constructor(parts: PeerParts, connection: PeerConnection, listening: PeerListening) {
    this.parts = parts
    this.connection = connection
    this.listening = listening
    connection.onconnectionstatechange = () => {
      const { connectionState } = connection
      if (connectionState === 'failed') this.lost('silent')
      if (connectionState === 'closed') this.lost('left')
    }
    connection.ondatachannel = ({ channel }) => this.meet(channel)
  }

  say(text: string): void {
    this.give(this.control, text)
  }

  send(message: Uint8Array): boolean {
    return this.give(this.video, message)
  }

  held(): number {
    return this.video?.bufferedAmount ?? 0
  }

  async roundTrip(): Promise<Millis | undefined> {
    if (this.closed) return undefined
    const stats = await this.connection.getStats()
    // Several pairs may have been good once; those that nothing goes over say 0.
    const trips = [...stats.values()].map(({ type, nominated, currentRoundTripTime }) =>
      type === 'candidate-pair' && nominated === true ? (currentRoundTripTime ?? 0) : 0,
    )
    const longest = Math.max(0, ...trips)
    return longest === 0 ? undefined : millis(longest * 1000)
  }

  show(on: boolean): void {
    this.attach('video', on ? this.parts.track : undefined)
  }

  sound(on: boolean): void {
    this.attach('audio', on ? () => this.source.createTrack() : undefined)
  }

  hear(samples: Int16Array): void {
    if (this.attached.has('audio')) this.source.onData(framed(samples))
  }

  listen(listener: ((samples: Int16Array) => void) | undefined): void {
    this.sink?.stop()
    this.sink = undefined
    const track = this.transceiver('audio')?.receiver.track
    if (this.closed || !listener || !track) return
    this.sink = new nonstandard.RTCAudioSink(track)
    this.sink.ondata = (heard) => {
      const samples = plain(heard)
      if (samples) listener(samples)
    }
  }

  close(): void {
    if (this.closed) return
    this.listen(undefined)
    this.closed = true
    for (const track of this.attached.values()) track.stop()
    this.attached.clear()
    this.connection.onconnectionstatechange = null
    this.connection.ondatachannel = null
    for (const channel of [this.control, this.video]) {
      if (!channel) continue
      channel.onopen = null
      channel.onclose = null
      channel.onmessage = null
    }
    this.connection.close()
  }

  private give(channel: DataChannel | undefined, data: string | Uint8Array): boolean {
    if (channel?.readyState !== 'open') return false
    try {
      channel.send(data)
      return true
    } catch (error) {
      // It closed a moment ago, or took all it can hold: its close is told by itself.
      this.parts.trouble(error)
      return false
    }
  }

  private lost(why: 'left' | 'silent'): void {
    if (!this.closed) this.listening.lost(why)
  }

  private meet(channel: DataChannel): void {
    if (channel.label === CONTROL_CHANNEL && !this.control) this.control = channel
    else if (channel.label === VIDEO_CHANNEL && !this.video) this.video = channel
    else {
      channel.close()
      return
    }
    channel.binaryType = 'arraybuffer'
    channel.onclose = () => this.lost('left')
    channel.onmessage = ({ data }) => {
      if (channel === this.control && typeof data === 'string' && data.length <= CONTROL_CHARS)
        this.listening.text(data)
    }
    const opened = (): void => {
      if (this.control?.readyState === 'open' && this.video?.readyState === 'open') this.listening.open()
    }
    channel.onopen = opened
    opened()
  }

  private transceiver(kind: 'audio' | 'video') {
    return this.closed
      ? undefined
      : this.connection.getTransceivers().find(({ receiver }) => receiver.track.kind === kind)
  }

  private attach(kind: 'audio' | 'video', make: (() => Track) | undefined): void {
    const before = this.attached.get(kind)
    if ((before !== undefined) === (make !== undefined)) return
    const sender = this.transceiver(kind)?.sender
    if (!sender) return
    const track = make?.()
    if (track) this.attached.set(kind, track)
    else this.attached.delete(kind)
    sender
      .replaceTrack(track ?? null)
      .catch(this.parts.trouble)
      .finally(() => before?.stop())
  }
}

/** @throws HausrechtError `live_offer` */
export const openPeer = async (parts: PeerParts, offer: Offer, listening: PeerListening): Promise<Peer> => {
  if (!isOffer(offer.sdp)) throw new HausrechtError('live_offer', 'The viewer’s description is none of a page')
  const connection = new RTCPeerConnection(configurationOf(offer))
  const peer = new RtcPeer(parts, connection, listening)
  try {
    await connection.setRemoteDescription({ type: 'offer', sdp: eager(offer.sdp) })
    for (const transceiver of connection.getTransceivers()) {
      transceiver.direction = transceiver.receiver.track.kind === 'video' ? 'sendonly' : 'sendrecv'
    }
    await connection.setLocalDescription(await connection.createAnswer())
    peer.answer = await gathered(connection, parts.clock)
  } catch (cause) {
    peer.close()
    throw new HausrechtError('live_offer', 'The viewer’s description cannot be answered', { cause })
  }
  return peer
}
