// A whole house that is watched in the owner's own app: the pages as they are built, given out by the house's bridge,
// opened in Chromium with the owner's key.

import type { Browser } from 'playwright-core'
import { ownerOfSeed } from '#bridge/web/core/house.fixture.ts'
import { type Built, buildPages } from '#bridge/web/visit/built.fixture.ts'
import { freshSeed } from '#protocol/recovery.ts'
import { type Device, type DeviceKind, launch, openDevice } from './browser.ts'
import type { UdpPath } from './udp-path.ts'
import { until } from './wait.ts'
import { openWatchedHouse, type WatchedHouse } from './watched-house.ts'

const LIMIT = 20_000

export interface PageHouse {
  readonly at: WatchedHouse
  readonly seed: string
  readonly built: Built
  readonly browser: Browser
  device(kind?: DeviceKind): Promise<Device>
  /** Opens the app with the owner's key. @param origin another one than the bridge's, for who stands between */
  enter(device: Device, origin?: string): Promise<void>
  /** Presses the button under the picture and waits for one that is fresh. */
  watch(device: Device): Promise<void>
  close(): Promise<void>
}

/** What is on the screen of a page that watches. */
export interface Screen {
  /** The mark over what is old. */
  readonly stale: boolean
  readonly mark: string
  /** As the door numbered it; -1: nothing yet. */
  readonly number: number
  readonly text: string
}

const LOOK = `(() => {
  const mark = document.querySelector('.live-mark')
  return {
    stale: mark !== null && !mark.hidden,
    mark: mark?.textContent ?? '',
    number: Number(document.querySelector('.live-screen canvas')?.dataset.number ?? -1),
    text: document.querySelector('.live')?.textContent ?? '',
  }
})()`

export const look = ({ page }: Device): Promise<Screen> => page.evaluate<Screen>(LOOK)

/** Waits until the picture moves, unmarked. */
export const moves = async (device: Device): Promise<void> => {
  let first = -1
  await until(
    async () => {
      const now = await look(device)
      if (now.stale || now.number < 0) {
        first = -1
        return false
      }
      if (first < 0) first = now.number
      return now.number > first + 2
    },
    'the picture moves',
    LIMIT,
  ).catch(async (error: unknown) => {
    throw new Error(`${String(error)}; ${JSON.stringify(await look(device))}`)
  })
}

/** Milliseconds until the picture is marked as old, by the page's own clock. */
export const markedAfter = ({ page }: Device): Promise<number> =>
  page.evaluate<number>(`(async () => {
    const began = performance.now()
    const mark = document.querySelector('.live-mark')
    while (mark.hidden && performance.now() - began < 10000) await new Promise((done) => setTimeout(done, 20))
    return performance.now() - began
  })()`)

/**
 * Puts a path between the page's connections and the door: the page itself is told addresses of the path, so that what
 * both sign stays as it is. Runs in the page; `path` there switches it off for the connections that come.
 */
export const laidBetween = (path: UdpPath): string => {
  const candidate = 'a=candidate:1 1 udp 1 page.local 9 typ host'
  const [own = ''] = path.through('viewer', candidate).match(/a=candidate.*/) ?? []
  return `{
    globalThis.path = true
    const kind = RTCPeerConnection.prototype
    const local = Object.getOwnPropertyDescriptor(kind, 'localDescription').get
    Object.defineProperty(kind, 'localDescription', { configurable: true, get() {
      const given = local.call(this)
      if (!globalThis.path || !given) return given
      let told = false
      const lines = given.sdp.split('\\r\\n').flatMap((line) => {
        if (line.startsWith('m=')) told = false
        if (!line.startsWith('a=candidate:')) return [line]
        if (told) return []
        told = true
        return [${JSON.stringify(own)}]
      })
      return { type: given.type, sdp: lines.join('\\r\\n') }
    } })
    const remote = kind.setRemoteDescription
    kind.setRemoteDescription = async function (given) {
      const sdp = globalThis.path ? await globalThis.through(given.sdp) : given.sdp
      return remote.call(this, { type: given.type, sdp })
    }
  }`
}

export const openPageHouse = async (viewers = 3): Promise<PageHouse> => {
  const built = await buildPages()
  const seed = freshSeed()
  const at = await openWatchedHouse({ viewers, owner: await ownerOfSeed(seed), bridge: { pages: built.folder } })
  const browser = await launch()
  return {
    ...{ at, seed, built, browser },
    device: (kind) => openDevice(browser, kind),
    enter: async ({ page }, origin = at.house.bridge.origin) => {
      await page.goto(`${origin}/setup#key=${seed}`)
      await page.getByText('Connected', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Unlock' }).waitFor()
    },
    watch: async (device) => {
      await device.page.locator('.door-poster button').click()
      await moves(device)
    },
    close: async () => {
      await browser.close()
      await at.close()
      await built.remove()
    },
  }
}
