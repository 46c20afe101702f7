// Every bench there is, in the order they are run.

import type { Bench } from './bench.ts'
import { BOOT } from './boot/boot.ts'
import { CAPTURE } from './capture/capture.ts'
import { DECIDE } from './decide/decide.ts'
import { DOORS } from './doors/doors.ts'
import { FOOTAGE_LOSS } from './footage-loss/footage-loss.ts'
import { FOOTPRINT } from './footprint/footprint.ts'
import { LIVE } from './live/live.ts'
import { LIVE_BAD } from './live/live-bad.ts'
import { PAGE } from './page-load/page-load.ts'
import { PLAY } from './play/play.ts'
import { PRE_ROLL } from './pre-roll/pre-roll.ts'
import { SEAL } from './seal/seal.ts'
import { START } from './start/start.ts'
import { STARVED } from './starved/starved.ts'
import { STORE } from './store/store.ts'
import { UNLOCK } from './unlock/unlock.ts'
import { WATCH } from './watch/watch.ts'

export const BENCHES: readonly Bench[] = [
  UNLOCK,
  DECIDE,
  DOORS,
  START,
  SEAL,
  WATCH,
  STORE,
  FOOTAGE_LOSS,
  PRE_ROLL,
  CAPTURE,
  LIVE,
  LIVE_BAD,
  PAGE,
  PLAY,
  FOOTPRINT,
  STARVED,
  BOOT,
]
