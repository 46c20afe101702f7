// Runs in the page: looks at what is shown once for every picture the screen shows, reads the time burnt into it, and
// notes how old it was. The same for a canvas and for a video, so that ways can be compared.

import { NUMBERS, readFrameNumber, stripIn } from '#device/camera/scene/number.ts'

/** Milliseconds from drawing to showing; and when, by performance.now(). */
export type Sample = readonly [age: number, seen: number]

interface Size {
  readonly width: number
  readonly height: number
}
type Shown = HTMLCanvasElement | HTMLVideoElement

const sizeOf = (shown: Shown): Size =>
  shown instanceof HTMLVideoElement
    ? { width: shown.videoWidth, height: shown.videoHeight }
    : { width: shown.width, height: shown.height }

/** Only the rows of the strip are looked at: reading a whole picture back would be seen in the figures. */
const createReader = (drawn: Size): ((shown: Shown) => number | undefined) => {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  let grey = new Uint8Array(0)
  const strip = stripIn(drawn)
  return (shown) => {
    const { width, height } = sizeOf(shown)
    if (width === 0 || height === 0 || !context) return undefined
    const top = Math.max(0, Math.floor(((strip.top - strip.square) * height) / drawn.height))
    const [columns, rows] = [Math.ceil((34 * strip.square * width) / drawn.width), height - top]
    if (canvas.width !== columns || canvas.height !== rows) [canvas.width, canvas.height] = [columns, rows]
    if (grey.length !== width * height) grey = new Uint8Array(width * height)
    context.drawImage(shown, 0, top, columns, rows, 0, 0, columns, rows)
    const { data } = context.getImageData(0, 0, columns, rows)
    for (let y = 0; y < rows; y += 1)
      for (let x = 0; x < columns; x += 1) grey[(top + y) * width + x] = data[4 * (y * columns + x) + 1] ?? 0
    return readFrameNumber(grey, width, height, drawn)
  }
}

const isVisible = (shown: Shown): boolean => !shown.hidden && shown.getClientRects().length > 0

const find = (): Shown | undefined => [...document.querySelectorAll<Shown>('canvas, video')].find(isVisible)

/** Older than the whole strip can say: a number of before the probe began. */
const ageOf = (number: number): number =>
  (((Date.now() % NUMBERS) - number + NUMBERS + NUMBERS / 2) % NUMBERS) - NUMBERS / 2

let samples: Sample[] = []

/** Looks from now on, for as long as the page lives. */
export const begin = (width: number, height: number): void => {
  const read = createReader({ width, height })
  let last: number | undefined
  const look = (): void => {
    requestAnimationFrame(look)
    const shown = find()
    const number = shown && read(shown)
    if (number === undefined || number === last) return
    last = number
    samples.push([ageOf(number), performance.now()])
  }
  requestAnimationFrame(look)
}

/** What was seen since this was asked last. */
export const take = (): readonly Sample[] => {
  const taken = samples
  samples = []
  return taken
}

const LIMIT = 20_000

/** Presses what is found and waits until a fresh picture is seen. @returns milliseconds between the two */
export const press = async (selector: string): Promise<number> => {
  const button = document.querySelector<HTMLElement>(selector)
  if (!button) throw new DOMException(`nothing to press: ${selector}`)
  take()
  const pressed = performance.now()
  button.click()
  while (performance.now() - pressed < LIMIT) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
    const first = samples.find(([age, seen]) => seen > pressed && age < seen - pressed + 1000)
    if (first) return first[1] - pressed
  }
  throw new DOMException('no picture came')
}

/** Another's way to show it, for comparison: takes an offer, shows what comes. @returns the answer with all candidates */
export const show = async (offer: string): Promise<string> => {
  const connection = new RTCPeerConnection()
  const video = document.createElement('video')
  video.muted = true
  video.autoplay = true
  document.body.append(video)
  connection.addEventListener('track', ({ track, streams, receiver }) => {
    // As little waiting as a page can ask for.
    if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0
    video.srcObject = streams[0] ?? new MediaStream([track])
  })
  await connection.setRemoteDescription({ type: 'offer', sdp: offer })
  await connection.setLocalDescription(await connection.createAnswer())
  while (connection.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 20))
  return connection.localDescription?.sdp ?? ''
}
