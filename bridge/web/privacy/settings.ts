// What the owner last said about camera and watching, by the door's own journal; and what the door measures.

import { CAMERA_AT_FIRST, type CameraSettings } from '#protocol/camera.ts'
import type { Entry } from '#protocol/entry.ts'
import { LIVE_AT_FIRST, type LiveSettings } from '#protocol/live/settings.ts'
import type { EpochMs } from '#protocol/units.ts'

export interface Written<Settings> {
  readonly settings: Settings
  /** Number and time of the entry; absent when the door was never told. */
  readonly n?: number
  readonly at?: EpochMs
  /** The entries held do not go back far enough to say. */
  readonly unsure: boolean
}

const latest = <Settings>(
  entries: readonly Entry[],
  pick: (what: Entry['what']) => Settings | undefined,
  atFirst: Settings,
): Written<Settings> => {
  for (const { n, at, what } of [...entries].reverse()) {
    const settings = pick(what)
    if (settings !== undefined) return { settings, n, at, unsure: false }
  }
  return { settings: atFirst, unsure: (entries[0]?.n ?? 0) > 0 }
}

export const cameraSaid = (entries: readonly Entry[]): Written<CameraSettings> =>
  latest(entries, (what) => (what.kind === 'camera_set' ? what.settings : undefined), CAMERA_AT_FIRST)

export const liveSaid = (entries: readonly Entry[]): Written<LiveSettings> =>
  latest(entries, (what) => (what.kind === 'live_set' ? what.settings : undefined), LIVE_AT_FIRST)
