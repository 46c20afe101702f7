// Where pictures are seen: a canvas for what comes one by one, a video element for a track. A picture is drawn the
// moment it is there. What is shown is told at the canvas, too, for whoever measures.

import type { Way } from '#protocol/live/control.ts'
import type { Millis } from '#protocol/units.ts'
import type { PictureId } from './freshness.ts'
import type { Drawable } from './session.ts'

export interface Screen {
  readonly canvas: HTMLCanvasElement
  readonly video: HTMLVideoElement
  readonly audio: HTMLAudioElement
  draw(drawable: Drawable): void
  /** Which of the two is seen. */
  use(way: Way): void
  tell(id: PictureId, age: Millis | undefined): void
  /** The track that may come to hold pictures, and the door's sound. */
  attach(picture: MediaStreamTrack, sound: MediaStreamTrack): void
  listen(on: boolean): void
  close(): void
}

const sizeOf = (drawable: Drawable): readonly [width: number, height: number] =>
  drawable instanceof ImageBitmap ? [drawable.width, drawable.height] : [drawable.displayWidth, drawable.displayHeight]

const makeVideo = (): HTMLVideoElement => {
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.autoplay = true
  video.disablePictureInPicture = true
  video.hidden = true
  video.className = 'live-picture'
  video.tabIndex = -1
  return video
}

/** A person left, or the browser wants a press first: there is nothing to do about it here. */
const quietly = (playing: Promise<void>): void => {
  playing.catch(() => undefined)
}

export const createScreen = (): Screen => {
  const canvas = document.createElement('canvas')
  canvas.className = 'live-picture'
  canvas.width = 16
  canvas.height = 9
  const context = canvas.getContext('2d', { alpha: false, desynchronized: true })
  const video = makeVideo()
  const audio = document.createElement('audio')
  return {
    canvas,
    video,
    audio,
    draw: (drawable) => {
      const [width, height] = sizeOf(drawable)
      if (canvas.width !== width) canvas.width = width
      if (canvas.height !== height) canvas.height = height
      context?.drawImage(drawable, 0, 0, width, height)
    },
    use: (way) => {
      const isTrack = way === 'track'
      if (video.hidden !== isTrack) return
      video.hidden = !isTrack
      canvas.hidden = isTrack
      if (isTrack) quietly(video.play())
    },
    tell: ({ number, at }, age) => {
      canvas.dataset['number'] = String(number)
      canvas.dataset['at'] = String(at)
      canvas.dataset['age'] = age === undefined ? '' : String(Math.round(age))
    },
    attach: (picture, sound) => {
      video.srcObject = new MediaStream([picture])
      audio.srcObject = new MediaStream([sound])
    },
    listen: (on) => {
      if (on) quietly(audio.play())
      else audio.pause()
    },
    close: () => {
      for (const element of [video, audio]) {
        element.pause()
        element.srcObject = null
      }
    },
  }
}
