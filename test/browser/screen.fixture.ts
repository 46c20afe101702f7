// What the page does with a film: plays it as a file, or part by part as a player of sealed clips will, and reads the
// number that the drawn scene burns into each picture back from the screen.

import { readFrameNumber } from '#device/camera/scene/number.ts'
import { dom, type Video } from './dom.fixture.ts'

/** Milliseconds for anything a player does. */
const LIMIT = 20_000

const within = async <Value>(what: string, promise: Promise<Value>): Promise<Value> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited for ${what}`)), LIMIT)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** The event, or the player's error. */
const heard = (video: Video, name: string): Promise<void> =>
  within(
    name,
    new Promise((resolve, reject) => {
      video.addEventListener(name, () => resolve(), { once: true })
      video.addEventListener('error', () => reject(new Error(`${name}: ${video.error?.message}`)), { once: true })
    }),
  )

/** The number that is on the screen now; -1 where none can be read. */
const numberOn = (video: Video): number => {
  const { videoWidth: width, videoHeight: height } = video
  const canvas = dom.document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  context.drawImage(video, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  const grey = Uint8Array.from({ length: width * height }, (_, at) => data[at * 4 + 1] ?? 0)
  return readFrameNumber(grey, width, height) ?? -1
}

const shownAt = async (video: Video, seconds: number): Promise<number> => {
  const isShown = within(
    `the picture at ${seconds} s`,
    new Promise((resolve) => video.requestVideoFrameCallback(resolve)),
  )
  const isThere = heard(video, 'seeked')
  video.currentTime = seconds
  await Promise.all([isThere, isShown])
  return numberOn(video)
}

export interface Played {
  /** Numbers on the screen while it played. */
  readonly seen: readonly number[]
  /** Seconds where it stood at its end. */
  readonly end: number
  readonly duration: number
  /** Seconds, as the player says what it has. */
  readonly ranges: readonly (readonly [from: number, to: number])[]
  /** Numbers on the screen at the given times, in the order that was asked for. */
  readonly sought: readonly number[]
}

const rangesOf = ({ buffered }: Pick<Video, 'buffered'>): (readonly [number, number])[] =>
  Array.from({ length: buffered.length }, (_, at) => [buffered.start(at), buffered.end(at)] as const)

const play = async (video: Video, times: readonly number[]): Promise<Played> => {
  const seen: number[] = []
  let isPlaying = true
  const look = (): void => {
    if (!isPlaying) return
    seen.push(numberOn(video))
    video.requestVideoFrameCallback(look)
  }
  video.requestVideoFrameCallback(look)
  const isOver = heard(video, 'ended')
  await within('the first picture', video.play())
  await isOver
  isPlaying = false
  const { currentTime: end, duration } = video
  const ranges = rangesOf(video)
  const sought: number[] = []
  for (const time of times) sought.push(await shownAt(video, time))
  return { seen, end, duration, ranges, sought }
}

const openVideo = (src: string): Video => {
  const video = dom.document.createElement('video')
  dom.document.body.replaceChildren()
  dom.document.body.append(video)
  video.muted = true
  video.src = src
  return video
}

/** @param times seconds to seek to after it has played to its end */
export const playFile = async (url: string, times: readonly number[]): Promise<Played> => {
  const video = openVideo(url)
  await heard(video, 'loadeddata')
  return play(video, times)
}

/** RFC 6381: profile, compatibility and level stand in the decoder configuration. */
const typeOf = (init: Uint8Array, sound: boolean): string => {
  const name = [...'avcC'].map((letter) => letter.charCodeAt(0))
  const at = init.findIndex((_, start) => name.every((code, n) => init[start + n] === code))
  const level = [5, 6, 7].map((n) => (init[at + n] ?? 0).toString(16).padStart(2, '0')).join('')
  return `video/mp4; codecs="avc1.${level}${sound ? ', mp4a.40.2' : ''}"`
}

export interface PlayedParts extends Played {
  readonly type: string
  /** What the player had after each part. */
  readonly grown: readonly (readonly (readonly [from: number, to: number])[])[]
  /** The number on the screen when there was nothing but the first two parts; -1 for a film with sound. */
  readonly first: number
}

/** @param parts the init segment, then the others in order, one at a time */
export const playParts = async (
  parts: AsyncIterable<Uint8Array>,
  sound: boolean,
  times: readonly number[],
): Promise<PlayedParts> => {
  const source = new dom.MediaSource()
  const video = openVideo(dom.URL.createObjectURL(source))
  await within(
    'the media source',
    new Promise<void>((resolve) => source.addEventListener('sourceopen', resolve, { once: true })),
  )
  const grown: (readonly (readonly [number, number])[])[] = []
  let [type, first] = ['', -1]
  let buffer: ReturnType<typeof source.addSourceBuffer> | undefined
  for await (const bytes of parts) {
    if (type === '') type = typeOf(bytes, sound)
    buffer ??= source.addSourceBuffer(type)
    const sink = buffer
    const isTaken = new Promise<void>((resolve, reject) => {
      sink.addEventListener('updateend', resolve, { once: true })
      sink.addEventListener('error', () => reject(new Error('the part is not taken')), { once: true })
    })
    // The encoder holds no picture back for its sound, which may come a part later.
    const isThere = grown.length === 1 && !sound ? heard(video, 'loadeddata') : undefined
    sink.appendBuffer(bytes)
    await within('the part', isTaken)
    await isThere
    if (isThere) first = numberOn(video)
    grown.push(rangesOf(sink))
  }
  source.endOfStream()
  return { ...(await play(video, times)), type, grown: grown.slice(1), first }
}
