// The page's microphone: opened by a person's press, shut again some seconds after the last word, so that the next one
// is not cut off at its beginning. Nothing stays captured that nobody speaks into.

import type { Cancel, Clock } from '#protocol/clock.ts'
import { seconds } from '#protocol/units.ts'

export interface Microphone {
  /**
   * Asks the person, the first time. The track says nothing before `speak`, and is shut again when nobody does.
   * `closed`: it was closed meanwhile, and nothing is captured.
   */
  open(): Promise<'open' | 'denied' | 'missing' | 'closed'>
  track(): MediaStreamTrack | null
  /** Speaks, or is silent. */
  speak(on: boolean): void
  close(): void
}

export const KEPT_OPEN = seconds(15)

const WISH: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
  video: false,
}

type Devices = Pick<MediaDevices, 'getUserMedia'>

/** Absent in a page that is not served securely. */
const devicesHere = (): Devices | undefined =>
  (globalThis.navigator as { readonly mediaDevices?: MediaDevices } | undefined)?.mediaDevices

export const createMicrophone = (clock: Clock, shut: () => void, devices = devicesHere()): Microphone => {
  let track: MediaStreamTrack | undefined
  let pending: Cancel = () => undefined
  /** How often it was closed: an answer to a question from before that comes too late. */
  let closings = 0
  const close = (): void => {
    closings += 1
    pending()
    track?.stop()
    track = undefined
    shut()
  }
  const closeSoon = (): void => {
    pending()
    pending = clock.after(KEPT_OPEN, close)
  }
  return {
    open: async () => {
      if (!devices) return 'missing'
      pending()
      const asked = closings
      try {
        const stream = await devices.getUserMedia(WISH)
        if (closings !== asked) {
          for (const late of stream.getTracks()) late.stop()
          return 'closed'
        }
        track = stream.getAudioTracks()[0]
        if (!track) return 'missing'
        track.enabled = false
        track.onended = close
        // Whoever let go to answer the browser's question may never press again.
        closeSoon()
        return 'open'
      } catch (error) {
        if (closings !== asked) return 'closed'
        return error instanceof DOMException && error.name === 'NotFoundError' ? 'missing' : 'denied'
      }
    },
    track: () => track ?? null,
    speak: (on) => {
      if (track) track.enabled = on
      if (on) pending()
      else closeSoon()
    },
    close,
  }
}
