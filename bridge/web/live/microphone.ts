// The page's microphone: opened by a person's press, shut again some seconds after the last word, so that the next one
// is not cut off at its beginning.

import type { Cancel, Clock } from '#protocol/clock.ts'
import { seconds } from '#protocol/units.ts'

export interface Microphone {
  /** Asks the person, the first time. The track says nothing before `speak`. */
  open(): Promise<'open' | 'denied' | 'missing'>
  track(): MediaStreamTrack | null
  /** Speaks, or is silent. */
  speak(on: boolean): void
  close(): void
}

const KEPT_OPEN = seconds(15)

const WISH: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
  video: false,
}

export const createMicrophone = (clock: Clock, shut: () => void): Microphone => {
  let track: MediaStreamTrack | undefined
  let pending: Cancel = () => undefined
  const close = (): void => {
    pending()
    track?.stop()
    track = undefined
    shut()
  }
  return {
    open: async () => {
      // Absent in a page that is not served securely.
      const devices = (navigator as { readonly mediaDevices?: MediaDevices }).mediaDevices
      if (!devices) return 'missing'
      try {
        const stream = await devices.getUserMedia(WISH)
        track = stream.getAudioTracks()[0]
        if (!track) return 'missing'
        track.enabled = false
        track.onended = close
        return 'open'
      } catch (error) {
        return error instanceof DOMException && error.name === 'NotFoundError' ? 'missing' : 'denied'
      }
    },
    track: () => track ?? null,
    speak: (on) => {
      pending()
      if (track) track.enabled = on
      if (!on) pending = clock.after(KEPT_OPEN, close)
    },
    close,
  }
}
