// What the decision needs of the camera: does it record now? The recorder itself comes with the camera.

import type { Recorder } from '#protocol/decide.ts'

export interface RecorderPort {
  /** Measured now, not remembered. */
  state(): Exclude<Recorder, 'unseen'>
}

/** A door without a camera: every grant with `rec` is refused as `recorder_absent`. */
export const NO_CAMERA: RecorderPort = { state: () => 'absent' }
