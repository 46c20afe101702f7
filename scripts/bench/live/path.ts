// A bad network between a viewer in a browser and the door. The page's own code signs and checks descriptions as
// always; only where packets go is changed, below it.

import type { BrowserContext } from '#scripts/browser/chromium.ts'
import { openPath, type PathRules, type UdpPath } from '../parts/udp-path.ts'

/** In the page, before its own scripts: the door is found here only, and the viewer where it speaks from. */
const SCRIPT = `
  const set = RTCPeerConnection.prototype.setRemoteDescription
  RTCPeerConnection.prototype.setRemoteDescription = async function (description) {
    return set.call(this, { type: description.type, sdp: await window.throughBadPath(description.sdp) })
  }
  const local = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, 'localDescription')
  Object.defineProperty(RTCPeerConnection.prototype, 'localDescription', {
    get() {
      const own = local.get.call(this)
      return own && { type: own.type, sdp: own.sdp.replace(/^a=candidate:.*\\r?\\n/gm, '') }
    },
  })`

export type BadPath = Pick<UdpPath, 'set' | 'close'>

/** A path for each session of this browser, all of them as bad at a time. */
export const openBadPath = async (context: BrowserContext, rules: PathRules): Promise<BadPath> => {
  const paths: UdpPath[] = []
  let now = rules
  await context.exposeFunction('throughBadPath', async (sdp: string) => {
    const path = await openPath(now)
    paths.push(path)
    return path.through('door', sdp)
  })
  await context.addInitScript(SCRIPT)
  return {
    set: (next) => {
      now = next
      for (const path of paths) path.set(next)
    },
    close: () => {
      for (const path of paths.splice(0)) path.close()
    },
  }
}
