// A page that watches a door which is not in the page: what it says and is told goes through the test. What is on the
// screen is read back from its pixels, by the number that the drawn scene burns in.

import type { RefusalCode } from '#protocol/refusals.ts'
import type { RequestId } from '#protocol/units.ts'
import type { Watching } from '../core/app.ts'
import { type Mounted, watchInto } from './mount.ts'

/** Both are put there by the test. */
declare const answerTo: (sid: string, sdp: string) => Promise<string>
declare const Numbers: { readFrameNumber(grey: Uint8Array, width: number, height: number): number | undefined }

export interface Shown {
  readonly when: number
  readonly number: number
  readonly age: number
}

let mounted: Mounted | undefined
const shown: Shown[] = []
let clicked = 0

const watching = (sid: string): Watching => ({
  sid: sid as RequestId,
  relay: undefined,
  answer: (sdp) => answerTo(sid, sdp),
  ended: new Promise<RefusalCode>(() => undefined),
  leave: () => undefined,
})

export const watch = (sid: string): void => {
  clicked = performance.now()
  shown.length = 0
  mounted = watchInto(document.body, watching(sid))
  const { canvas } = mounted
  new MutationObserver(() => {
    const { number, age } = canvas.dataset
    const last = shown.at(-1)
    if (last?.number !== Number(number))
      shown.push({ when: performance.now(), number: Number(number), age: Number(age) })
  }).observe(canvas, { attributes: true, attributeFilter: ['data-age', 'data-number'] })
}

export const leave = (): void => mounted?.close()

export const wish = (way: 'channel' | 'track' | 'still' | 'auto'): void => {
  const select = mounted?.root.querySelector('select')
  if (!select) return
  select.value = way
  select.dispatchEvent(new Event('change'))
}

const readNumber = (source: HTMLCanvasElement | HTMLVideoElement): number | undefined => {
  const [width, height] =
    source instanceof HTMLCanvasElement ? [source.width, source.height] : [source.videoWidth, source.videoHeight]
  if (width === 0) return undefined
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  context?.drawImage(source, 0, 0)
  const data = context?.getImageData(0, 0, width, height).data
  if (!data) return undefined
  return Numbers.readFrameNumber(
    Uint8Array.from({ length: width * height }, (_, at) => data[at * 4 + 1] ?? 0),
    width,
    height,
  )
}

export const look = () => {
  const view = mounted?.view()
  const way = view?.way?.way
  const source = way === 'track' ? mounted?.video : mounted?.canvas
  const told = Number(mounted?.canvas.dataset['number'] ?? -1)
  return {
    at: view?.watch.at,
    way,
    stream: view?.way?.stream,
    /** As the door says, and as it is drawn into the picture itself. */
    told,
    read: source && readNumber(source),
    first: (shown[0]?.when ?? Number.POSITIVE_INFINITY) - clicked,
    shown: [...shown],
  }
}
