// The library as the process uses it: connections, and one source of pictures for all their tracks.

import type { PeerParts } from './peer.ts'
import { openPeer } from './peer.ts'
import type { Rtc } from './port.ts'
import { nonstandard } from './wrtc.ts'

export const createRtc = (parts: Omit<PeerParts, 'track'>): Rtc => {
  const source = new nonstandard.RTCVideoSource()
  let room = { width: 0, height: 0, data: new Uint8ClampedArray() }
  return {
    open: (offer, listening) => openPeer({ ...parts, track: () => source.createTrack() }, offer, listening),
    picture: ({ width, height, data }) => {
      if (room.width !== width || room.height !== height) {
        room = { width, height, data: new Uint8ClampedArray((width * height * 3) / 2) }
      }
      const rgba = { width, height, data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length) }
      nonstandard.rgbaToI420(rgba, room)
      source.onFrame(room)
    },
  }
}
