// A process of its own, since node-webrtc wants one: two peers that meet through the relay alone. Prints one line of
// JSON: both descriptions, and what came through. Argument: the servers of either, as JSON.

import wrtc from '@roamhq/wrtc'

const servers = JSON.parse(process.argv[2] ?? '[]')
const [one, other] = servers.map(
  (server) => new wrtc.RTCPeerConnection({ iceServers: [server], iceTransportPolicy: 'relay' }),
)

const whole = async (peer) => {
  if (peer.iceGatheringState !== 'complete') {
    await new Promise((resolve) => {
      peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && resolve())
    })
  }
  return peer.localDescription
}

setTimeout(() => process.exit(3), 15_000)
const channel = one.createDataChannel('video')
const heard = new Promise((resolve) => {
  other.addEventListener('datachannel', (event) => {
    event.channel.addEventListener('message', (message) => resolve(message.data))
  })
})
channel.addEventListener('open', () => channel.send('a picture'))
await one.setLocalDescription(await one.createOffer())
await other.setRemoteDescription(await whole(one))
await other.setLocalDescription(await other.createAnswer())
await one.setRemoteDescription(await whole(other))
const came = await heard
const descriptions = [one, other].map((peer) => peer.localDescription.sdp)
process.stdout.write(`${JSON.stringify({ came, descriptions })}\n`, () => {
  one.close()
  other.close()
  process.exit(0)
})
