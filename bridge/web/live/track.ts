// Pictures that come as a track: each time the browser presents one, which one it was.

import type { Clock } from '#protocol/clock.ts'
import { millis } from '#protocol/units.ts'
import { type Announced, announce, ON_ITS_WAY, presented } from './announced.ts'
import type { PictureId } from './freshness.ts'

export interface TrackPictures {
  announced(picture: PictureId): void
  close(): void
}

/** Browsers that cannot say when a frame is presented are asked each time they draw. */
const eachFrame = (video: HTMLVideoElement, call: (received: number | undefined) => void): (() => void) => {
  let stopped = false
  if ('requestVideoFrameCallback' in video) {
    const next = (_now: number, { receiveTime }: VideoFrameCallbackMetadata): void => {
      if (stopped) return
      call(receiveTime)
      video.requestVideoFrameCallback(next)
    }
    video.requestVideoFrameCallback(next)
  } else {
    const view = video as HTMLVideoElement
    let before = view.currentTime
    const look = (): void => {
      if (stopped) return
      if (view.currentTime !== before) call(undefined)
      before = view.currentTime
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }
  return () => {
    stopped = true
  }
}

export const createTrackPictures = (
  clock: Clock,
  video: HTMLVideoElement,
  show: (picture: PictureId) => void,
): TrackPictures => {
  let list: readonly Announced[] = []
  const stop = eachFrame(video, (received) => {
    const found = presented(list, millis(received ?? clock.monotonic() - ON_ITS_WAY))
    list = found.list
    if (found.picture) show(found.picture)
  })
  return {
    announced: (picture) => {
      list = announce(list, { ...picture, heard: clock.monotonic() })
    },
    close: stop,
  }
}
