// node-webrtc, and as much of its types as is used: its own lean on a page's, which are not there. Nothing else in the
// project imports it. It must never be loaded into the lock's process: it keeps threads, and can end in a SIGSEGV.

import wrtc from '@roamhq/wrtc'

export interface Description {
  readonly type: 'offer' | 'answer'
  readonly sdp: string
}

export interface DataChannel {
  readonly label: string
  readonly readyState: 'connecting' | 'open' | 'closing' | 'closed'
  readonly bufferedAmount: number
  binaryType: 'arraybuffer'
  onopen: (() => void) | null
  onclose: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  send(data: string | Uint8Array): void
  close(): void
}

export interface Track {
  readonly kind: 'audio' | 'video'
  stop(): void
}

interface Transceiver {
  direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'
  readonly sender: { replaceTrack(track: Track | null): Promise<void> }
  readonly receiver: { readonly track: Track }
}

export interface Stat {
  readonly type: string
  readonly nominated?: boolean
  readonly state?: string
  /** Seconds. */
  readonly currentRoundTripTime?: number
}

export interface PeerConnection {
  readonly connectionState: 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'
  readonly iceGatheringState: 'new' | 'gathering' | 'complete'
  readonly localDescription: Description | null
  onconnectionstatechange: (() => void) | null
  onicegatheringstatechange: (() => void) | null
  ondatachannel: ((event: { readonly channel: DataChannel }) => void) | null
  setRemoteDescription(description: Description): Promise<void>
  createAnswer(): Promise<Description>
  createOffer(): Promise<Description>
  setLocalDescription(description: Description): Promise<void>
  createDataChannel(label: string): DataChannel
  addTransceiver(kind: 'audio' | 'video', init: { readonly direction: Transceiver['direction'] }): Transceiver
  getTransceivers(): readonly Transceiver[]
  getStats(): Promise<ReadonlyMap<string, Stat>>
  close(): void
}

/** RFC 8829 §4.1.1, as far as it is used. */
export interface Configuration {
  readonly iceServers: readonly {
    readonly urls: readonly string[]
    readonly username: string
    readonly credential: string
  }[]
  readonly iceTransportPolicy: 'all' | 'relay'
}

/** I420: a full plane, then two of a quarter. RGBA: four bytes a pixel. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

export interface Samples {
  readonly samples: Int16Array
  readonly sampleRate: number
  readonly channelCount: number
  readonly numberOfFrames: number
  readonly bitsPerSample: number
}

interface Wrtc {
  readonly RTCPeerConnection: new (configuration: Configuration) => PeerConnection
  readonly nonstandard: {
    readonly RTCVideoSource: new () => { createTrack(): Track; onFrame(picture: Pixels): void }
    readonly RTCVideoSink: new (
      track: Track,
    ) => { onframe: ((event: { readonly frame: Pixels }) => void) | null; stop(): void }
    readonly RTCAudioSource: new () => { createTrack(): Track; onData(samples: Samples): void }
    readonly RTCAudioSink: new (track: Track) => { ondata: ((samples: Samples) => void) | null; stop(): void }
    readonly rgbaToI420: (from: Pixels, to: Pixels) => void
  }
}

export const { RTCPeerConnection, nonstandard } = wrtc as unknown as Wrtc
