// The rig's messages as the rest of the house imports them. Pure; knows nothing of ports, boards or time.
// Every message of ours is Firmata sysex, sealed with a 14-bit check; a STATUS that does not check is not a STATUS.

export { COMMAND, decodeCommand, encodeCommand, type RigCommand } from './command.ts'
export { firmwareName, LIMITS, type Variant } from './limits.ts'
export {
  type AnswerCode,
  type BoltState,
  type Drive,
  decodeReport,
  encodeReport,
  type MoveReason,
  REPORT,
  type ResetCause,
  type RigAnswer,
  type RigFault,
  type RigKey,
  type RigMoved,
  type RigReport,
  type RigStatus,
} from './report.ts'

export const START_SYSEX = 0xf0
export const END_SYSEX = 0xf7

/** A whole sysex message, ready for the wire. */
export const framed = (message: readonly number[]): number[] => [START_SYSEX, ...message, END_SYSEX]
