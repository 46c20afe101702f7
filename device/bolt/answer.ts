// What the rig's answers to UNLOCK mean to whoever asked for the door.

import type { AnswerCode } from '#hardware/contract/rig.ts'
import type { UnlockAnswer } from './port.ts'

export const UNLOCK_ANSWERS: Readonly<Record<AnswerCode, UnlockAnswer>> = {
  accepted: { ok: true },
  busy: { ok: false, code: 'busy' },
  jammed: { ok: false, code: 'bolt_jammed' },
  'supply-low': { ok: false, code: 'supply_low' },
  // It had waited somewhere on the way: as good as never said.
  stale: { ok: false, code: 'timed_out' },
  // The bounds are checked before; a rig that refuses them is not the one this program was made for.
  'out-of-bounds': { ok: false, code: 'rig_absent' },
}
