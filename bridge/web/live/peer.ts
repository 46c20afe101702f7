// The connection to the door: data channels, one place for a picture track and one for sound, all candidates in the
// offer. No server but the house's own relay is ever asked where this viewer is.

import type { Clock } from '#protocol/clock.ts'
import type { Relay } from '#protocol/live/relay.ts'
import { CHANNEL_INIT, CONTROL_CHANNEL, VIDEO_CHANNEL } from '#protocol/live/wire.ts'
import { type Millis, millis, seconds } from '#protocol/units.ts'

export interface Peer {
  readonly connection: RTCPeerConnection
  readonly control: RTCDataChannel
  readonly video: RTCDataChannel
  /** The picture, where it comes as a track. */
  readonly picture: RTCRtpTransceiver
  /** Both ways; nothing is attached to it before a person talks. */
  readonly sound: RTCRtpTransceiver
}

/** Candidates of this machine take milliseconds; a relay is asked over the network. */
const GATHERING = millis(1000)
const GATHERING_RELAY = seconds(3)

const serversOf = (relay: Relay | undefined): RTCIceServer[] =>
  relay && relay.urls.length > 0
    ? [{ urls: [...relay.urls], username: relay.username, credential: relay.credential }]
    : []

export const openPeer = (relay: Relay | undefined): Peer => {
  const connection = new RTCPeerConnection({ iceServers: serversOf(relay), bundlePolicy: 'max-bundle' })
  const control = connection.createDataChannel(CONTROL_CHANNEL, CHANNEL_INIT)
  const video = connection.createDataChannel(VIDEO_CHANNEL, CHANNEL_INIT)
  video.binaryType = 'arraybuffer'
  const picture = connection.addTransceiver('video', { direction: 'recvonly' })
  const sound = connection.addTransceiver('audio', { direction: 'sendrecv' })
  return { connection, control, video, picture, sound }
}

const gathered = (connection: RTCPeerConnection, clock: Clock, limit: Millis): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      cancel()
      connection.removeEventListener('icegatheringstatechange', look)
      resolve()
    }
    const look = (): void => {
      if (connection.iceGatheringState === 'complete') done()
    }
    const cancel = clock.after(limit, done)
    connection.addEventListener('icegatheringstatechange', look)
    look()
  })

/** The whole offer, with what candidates were found in time. */
export const offerOf = async (peer: Peer, clock: Clock, relayed: boolean): Promise<string> => {
  const { connection } = peer
  await connection.setLocalDescription(await connection.createOffer())
  await gathered(connection, clock, relayed ? GATHERING_RELAY : GATHERING)
  return connection.localDescription?.sdp ?? ''
}

export const closePeer = (peer: Peer): void => {
  peer.control.close()
  peer.video.close()
  peer.connection.close()
}
