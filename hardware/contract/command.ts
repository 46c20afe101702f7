// Messages from the Pi to the rig: Firmata sysex with numbers from the range for users (0x01..0x0F).
// Pure codec: decoding junk gives undefined and never throws.

import { HausrechtError } from '#protocol/fault.ts'
import { pack, seal, unpack, unseal } from './seal.ts'

export const COMMAND = { UNLOCK: 0x01, LOCK: 0x02, HEARTBEAT: 0x03, STATUS_QUERY: 0x04 } as const

export type RigCommand =
  | {
      readonly kind: 'unlock'
      /** How long the bolt may stay out; the rig refuses outside LIMITS.UNLOCK_MIN_MS..UNLOCK_MAX_MS. */
      readonly ms: number
      /** 1..16383, comes back in ANSWER, STATUS and MOVED. */
      readonly id: number
      /** `seq` of the newest STATUS received: an unlock that lay in a queue is refused as stale. */
      readonly seen: number
    }
  | { readonly kind: 'lock' }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'status-query' }

const MS_WIRE_MAX = 2 ** 21 - 1
const WORD_WIRE_MAX = 2 ** 14 - 1

function fits(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max
}

/**
 * Bytes between START_SYSEX and END_SYSEX, as `board.sysexCommand` takes them.
 * @throws HausrechtError `rig_number_unfit` when a number does not fit the wire
 */
export function encodeCommand(command: RigCommand): number[] {
  switch (command.kind) {
    case 'unlock': {
      const { ms, id, seen } = command
      if (!fits(ms, MS_WIRE_MAX) || !fits(id, WORD_WIRE_MAX) || !fits(seen, WORD_WIRE_MAX)) {
        throw new HausrechtError(
          'rig_number_unfit',
          `An unlock of ${ms} ms, id ${id}, seen ${seen} does not fit the wire.`,
        )
      }
      return seal(COMMAND.UNLOCK, [...pack(ms, 3), ...pack(id, 2), ...pack(seen, 2)])
    }
    case 'lock':
      return seal(COMMAND.LOCK, [])
    case 'heartbeat':
      return seal(COMMAND.HEARTBEAT, [])
    case 'status-query':
      return seal(COMMAND.STATUS_QUERY, [])
  }
}

/** @param data what follows the message number, without END_SYSEX */
export function decodeCommand(message: number, data: readonly number[]): RigCommand | undefined {
  if (message === COMMAND.UNLOCK) {
    const body = unseal(message, data, 7)
    return body && { kind: 'unlock', ms: unpack(body, 0, 3), id: unpack(body, 3, 2), seen: unpack(body, 5, 2) }
  }
  if (unseal(message, data, 0) === undefined) return undefined
  if (message === COMMAND.LOCK) return { kind: 'lock' }
  if (message === COMMAND.HEARTBEAT) return { kind: 'heartbeat' }
  return message === COMMAND.STATUS_QUERY ? { kind: 'status-query' } : undefined
}
