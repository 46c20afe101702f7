// A visit that is filmed: asked for until the door opens, since a camera that has just begun sees nothing yet.

import { HausrechtError } from '#protocol/fault.ts'
import type { RequestId } from '#protocol/units.ts'
import type { Courier } from './courier.ts'
import { pause, within } from './wait.ts'

export interface Asked {
  readonly request: RequestId
  /** The machine's clock when the request was published. */
  readonly at: number
  /** Milliseconds from then until the courier heard that the bolt is open. */
  readonly opened: number
  readonly closed: Promise<number>
}

const OPENS_WITHIN = 60_000
const ANSWER_WITHIN = 15_000
const EACH = 200

/** Every grant of a bench that films demands it. */
export const FILMED = { rec: true } as const

const mayWait = (fault: unknown): boolean =>
  fault instanceof HausrechtError && ['bench_refused', 'bench_late'].includes(fault.code)

/** Resolves when the bolt is measured open. @param hold milliseconds the bolt stays out @throws HausrechtError */
export const openFilmed = async (courier: Courier, hold: number): Promise<Asked> => {
  const end = performance.now() + OPENS_WITHIN
  for (;;) {
    const prepared = await courier.prepare(hold)
    const at = Date.now()
    prepared.publish().acknowledged.catch(() => undefined)
    try {
      await within(prepared.opened, 'the door to open', ANSWER_WITHIN)
      return { request: prepared.id, at, opened: Date.now() - at, closed: prepared.closed }
    } catch (fault) {
      if (!mayWait(fault) || performance.now() > end) throw fault
      await pause(EACH)
    }
  }
}
