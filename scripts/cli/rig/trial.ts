// Carries out the parts of a test, one after the other: checks on the bench, questions to the person. Owns the order and
// what is left out; what is right or wrong the checks say.

import type { Slots } from '../text.ts'
import type { Bench } from './bench.ts'
import { FIRMWARE_TEST, RAIL_TEST, SUPPLY_TEST } from './checks/board.ts'
import { BOLT_TEST, FEEDBACK_TEST } from './checks/bolt.ts'
import { EGRESS_TEST, KEYPAD_TEST, PAIRING_TEST, REED_TEST } from './checks/hands.ts'
import { BUZZER_TEST, INFRARED_TEST, LIGHT_TEST } from './checks/signs.ts'
import {
  type Ask,
  type Check,
  type Finding,
  type Part,
  type PartTest,
  type Settled,
  type Verdict,
  wrong,
} from './part.ts'

/** All but the camera, which is no matter of the board. */
export const BOARD_TESTS: Readonly<Record<Exclude<Part, 'camera'>, PartTest>> = {
  firmware: FIRMWARE_TEST,
  supply: SUPPLY_TEST,
  feedback: FEEDBACK_TEST,
  bolt: BOLT_TEST,
  reed: REED_TEST,
  egress: EGRESS_TEST,
  pairing: PAIRING_TEST,
  keypad: KEYPAD_TEST,
  light: LIGHT_TEST,
  buzzer: BUZZER_TEST,
  rail: RAIL_TEST,
  infrared: INFRARED_TEST,
}

export type Result =
  | { readonly part: Part; readonly is: 'good'; readonly slots: Slots }
  | { readonly part: Part; readonly is: 'wrong'; readonly finding: Finding }
  /** `need` did not pass. */
  | { readonly part: Part; readonly is: 'skipped'; readonly need: Part }

export interface Asking {
  ready(ask: Ask): Promise<void>
  tell(ask: Ask): void
  yes(ask: Ask): Promise<boolean>
}

const settled = async (verdict: Verdict, asking: Asking): Promise<Settled> => {
  let now = verdict
  while ('ask' in now) now = (await asking.yes(now.ask)) ? now.yes : now.no
  return now
}

const checked = async (bench: Bench, check: Check, asking: Asking): Promise<Settled> => {
  if (check.ready) await asking.ready(check.ready)
  if (check.tell) asking.tell(check.tell)
  return settled(await bench.perform(check), asking)
}

/** The session's word for it. */
const STARTED_ANEW = 'the rig started anew'

/** The first check that finds something ends the part; the last good one's figures are the part's. */
export const testPart = async (part: Exclude<Part, 'camera'>, bench: Bench, asking: Asking): Promise<Result> => {
  const { checks, after } = BOARD_TESTS[part]
  let slots: Slots = {}
  try {
    for (const check of checks) {
      const found = await checked(bench, check, asking)
      if ('wrong' in found) return { part, is: 'wrong', finding: found }
      slots = { ...slots, ...found.good }
    }
    return { part, is: 'good', slots }
  } catch (cause) {
    // Whoever drives a motor from the board's own 5 V sees the board restart.
    if (bench.lostFor !== STARTED_ANEW) throw cause
    return { part, is: 'wrong', finding: wrong('brown_out', ['supply']) }
  } finally {
    for (const deed of after) bench.act(deed)
  }
}

/** What of the needed did not pass, as far as it is tested at all. */
export const missingNeed = (part: Part, results: readonly Result[]): Part | undefined => {
  if (part === 'camera') return undefined
  return BOARD_TESTS[part].needs.find((need) => results.some((result) => result.part === need && result.is !== 'good'))
}
