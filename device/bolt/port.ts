// What the door's core needs of the rig: move the bolt for a bounded time, and be told what is measured.
// Adapters: the real rig over Firmata (rig.ts), and a behaving fake for tests of the core.

import type { RefusalCode } from '#protocol/refusals.ts'
import type { Bolt, Leaf } from '#protocol/state.ts'
import type { Millis } from '#protocol/units.ts'

/** Why the microcontroller last moved the bolt, in its own words (hardware/contract/rig.ts). */
export type MoveReason =
  | 'none'
  | 'command'
  | 'deadman'
  | 'lock'
  | 'link_lost'
  | 'egress'
  | 'boot'
  | 'brown_out'

/** One measured snapshot. */
export interface Reading {
  readonly bolt: Bolt
  readonly leaf: Leaf
  readonly egress: boolean
  readonly pairing: boolean
  readonly moved: MoveReason
  /** Unlock in force (0: none) and what is left of its time. */
  readonly unlockId: number
  readonly remaining: Millis
  readonly waitingForDoor: boolean
  readonly supplyMillivolts: number
  readonly railMillivolts: number
  /** Names of fault bits that are set. */
  readonly faults: readonly string[]
}

export type RigEvent =
  | { readonly kind: 'connected'; readonly firmware: string }
  /** No rig any more: cable, reset, garbage, silence. Nothing may be taken from the last reading. */
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'reading'; readonly reading: Reading }
  | { readonly kind: 'key'; readonly key: string }

export type UnlockAnswer = { readonly ok: true } | { readonly ok: false; readonly code: RefusalCode }

export interface BoltPort {
  /**
   * Asks for the bolt out for `hold`; answers when the microcontroller has, within a second at most.
   * @param id 1..16383, told apart from other unlocks in readings
   */
  unlock(hold: Millis, id: number): Promise<UnlockAnswer>
  /** Asks for the bolt home now (as far as an open door allows). */
  lock(): void
  /** The newest reading; undefined while there is no rig. */
  reading(): Reading | undefined
  listen(listener: (event: RigEvent) => void): () => void
  /** LED and buzzer. */
  signal(pattern: 'ok' | 'refused' | 'pairing' | 'alarm' | 'off'): void
  close(): Promise<void>
}
