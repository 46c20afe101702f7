// A process of its own, since node-webrtc wants one: two peers that meet through the relay alone. Prints one line of
// JSON: both descriptions, and what came through. Argument: the servers of either, as JSON.

import { type Configuration, type Description, type PeerConnection, RTCPeerConnection } from '#device/live/rtc/wrtc.ts'

const servers = JSON.parse(process.argv[2] ?? '[]') as Configuration['iceServers']
const [one, other] = servers.map(
  (server) => new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: 'relay' }),
)
if (!one || !other) throw new Error('two servers are named')

/** With all candidates. */
const whole = async (peer: PeerConnection): Promise<Description> => {
  if (peer.iceGatheringState !== 'complete') {
    await new Promise<void>((resolve) => {
      peer.onicegatheringstatechange = () => {
        if (peer.iceGatheringState === 'complete') resolve()
      }
    })
  }
  if (!peer.localDescription) throw new Error('a description is there')
  return peer.localDescription
}

setTimeout(() => process.exit(3), 15_000)
const channel = one.createDataChannel('video')
const heard = new Promise<unknown>((resolve) => {
  other.ondatachannel = (event) => {
    event.channel.onmessage = ({ data }) => resolve(data)
  }
})
channel.onopen = () => channel.send('a picture')
await one.setLocalDescription(await one.createOffer())
await other.setRemoteDescription(await whole(one))
await other.setLocalDescription(await other.createAnswer())
await one.setRemoteDescription(await whole(other))
const came = await heard
const descriptions = [one, other].map((peer) => peer.localDescription?.sdp)
process.stdout.write(`${JSON.stringify({ came, descriptions })}\n`, () => {
  one.close()
  other.close()
  process.exit(0)
})
