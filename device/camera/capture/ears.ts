// Who hears the microphone: the clips where the owner wants sound in them, and who listens live where the owner lets
// them. One never gets what only the other may have. Where live has a microphone of its own, there are two.

import type { Config } from '../../config/config.ts'
import type { Sound } from '../frame.ts'
import { microphone as alsa } from './arguments.ts'
import { createMicrophone, type Microphone } from './microphone.ts'
import type { SupervisedParts } from './supervise.ts'

export interface EarsParts extends Pick<SupervisedParts, 'clock' | 'log'> {
  readonly camera: Pick<Config['camera'], 'sound'>
  readonly live: Pick<Config['live'], 'microphone'>
  /** For tests; by default ALSA's microphone of this name. */
  readonly open?: (device: string) => Pick<Microphone, 'listen' | 'power' | 'close'>
  toClips(sound: Sound): void
  toWatchers(sound: Sound): void
}

export interface Ears {
  /** At first neither. A microphone that nobody may hear does not run. */
  wish(clips: boolean, watchers: boolean): void
  close(): Promise<void>
}

export const createEars = (parts: EarsParts): Ears => {
  const { camera, live, clock, log } = parts
  const open = parts.open ?? ((device: string) => createMicrophone({ find: async () => alsa(device), clock, log }))
  const one = camera.sound === '' ? undefined : open(camera.sound)
  const isOwn = live.microphone !== '' && live.microphone !== camera.sound
  const other = isOwn ? open(live.microphone) : one
  let heard = { clips: false, watchers: false }
  one?.listen((sound) => {
    if (heard.clips) parts.toClips(sound)
  })
  other?.listen((sound) => {
    if (heard.watchers) parts.toWatchers(sound)
  })
  return {
    wish: (clips, watchers) => {
      heard = { clips, watchers }
      one?.power(clips || (watchers && one === other))
      if (other !== one) other?.power(watchers)
    },
    close: async () => {
      await Promise.all([one?.close(), other === one ? undefined : other?.close()])
    },
  }
}
