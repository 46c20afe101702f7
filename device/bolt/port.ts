// What the door's core needs of the rig: move the bolt for a bounded time, and be told what is measured.
// Adapters: the real rig over Firmata (rig.ts), and a behaving fake for tests of the core (fake.ts).

import type { MoveReason, RigFault } from '#hardware/contract/rig.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import type { Bolt, Leaf } from '#protocol/state.ts'
import type { Millis } from '#protocol/units.ts'
import type { Misfit } from './firmware.ts'

export type { MoveReason, RigFault }

/** One measured snapshot. */
export interface Reading {
  readonly bolt: Bolt
  readonly leaf: Leaf
  /** Inside button pressed. */
  readonly egress: boolean
  /** Pairing button pressed. */
  readonly pairing: boolean
  /** Why the microcontroller last moved the bolt, in its own words. */
  readonly moved: MoveReason
  /** Unlock in force (0: none). */
  readonly unlockId: number
  /** What is left of the window in force, be it an unlock's or the inside button's. */
  readonly remaining: Millis
  readonly waitingForDoor: boolean
  readonly supplyMillivolts: number
  /** Behind the camera's relay: what the camera really gets. */
  readonly railMillivolts: number
  readonly faults: readonly RigFault[]
}

export type RigEvent =
  | { readonly kind: 'connected'; readonly firmware: string }
  /** No rig any more: cable, reset, garbage, silence, a wrong board. Nothing may be taken from the last reading. */
  | { readonly kind: 'lost'; readonly why: string; readonly misfit?: Misfit }
  | { readonly kind: 'reading'; readonly reading: Reading }
  /** One of 0-9 * # pressed on the keypad. */
  | { readonly kind: 'key'; readonly key: string }

export type UnlockAnswer = { readonly ok: true } | { readonly ok: false; readonly code: RefusalCode }

/** `talk`: somebody speaks through the rig or listens, until `hush`; whatever else is shown meanwhile. */
export type SignalPattern = 'ok' | 'refused' | 'pairing' | 'alarm' | 'off' | 'talk' | 'hush'

/** What the camera's side wants switched. */
export interface Power {
  readonly camera: boolean
  readonly infrared: boolean
}

export interface BoltPort {
  /**
   * Asks for the bolt out for `hold`; answers when the microcontroller has, within a second at most. Answers
   * `rig_absent` at once when there is none: nothing is ever kept for later.
   * @param id 1..16383, told apart from other unlocks in readings
   */
  unlock(hold: Millis, id: number): Promise<UnlockAnswer>
  /** Asks for the bolt home now (as far as an open door allows). */
  lock(): void
  /** The newest reading; undefined while there is no rig. */
  reading(): Reading | undefined
  /** A listener that comes late is first told, in a microtask, that the rig is there and what it read last. */
  listen(listener: (event: RigEvent) => void): () => void
  /** The camera's relay and the infrared light; measured: `railMillivolts`. A rig that comes back gets them again. */
  power(wanted: Power): void
  /** LED and buzzer. */
  signal(pattern: SignalPattern): void
  close(): Promise<void>
}
