// Messages from the rig to the Pi: Firmata sysex with numbers from the range for users (0x01..0x0F).
// Pure codec: decoding junk gives undefined and never throws.

import { pack, seal, unpack, unseal } from './seal.ts'

export const REPORT = { STATUS: 0x08, MOVED: 0x09, KEY: 0x0a, ANSWER: 0x0b } as const

// Order is the number on the wire: only ever add at the end.
export const BOLT_STATES = ['home', 'out', 'between', 'jammed', 'unknown'] as const
export const REASONS = [
  'none',
  'command',
  'deadman',
  'lock',
  'link-lost',
  'egress',
  'boot',
  'brown-out',
  'hand',
  'jam',
] as const
export const DRIVES = ['idle', 'home', 'out'] as const
export const ANSWERS = ['accepted', 'out-of-bounds', 'supply-low', 'busy', 'jammed', 'stale'] as const
/** Bit 0 first. */
export const FLAGS = [
  'doorOpen',
  'egressPressed',
  'pairingPressed',
  'waitingForDoor',
  'doorAlarm',
  'cameraRelayOn',
  'linkUp',
] as const
/** Bit 0 first. */
export const FAULTS = [
  'position-range',
  'contradiction',
  'jam',
  'supply-low',
  'reed-suspect',
  'memory',
  'egress-stuck',
  'serial',
] as const
/** Bits of MCUSR, bit 0 first. */
export const RESET_CAUSES = ['power-on', 'external', 'brown-out', 'watchdog'] as const

/** Measured. `jammed`: the rig gave up; `unknown`: the sensor cannot be believed. */
export type BoltState = (typeof BOLT_STATES)[number]
/** Why the bolt last moved. `hand`: nothing drove it (thumb-turn, key, force); `jam`: went home since it could not get out. */
export type MoveReason = (typeof REASONS)[number]
export type Drive = (typeof DRIVES)[number]
export type AnswerCode = (typeof ANSWERS)[number]
/**
 * position-range: ADC outside 10..1013 (cut or shorted wire). contradiction: the sensor did not move though driven, or
 * the door opened while the bolt read home. jam: gave up after all attempts. reed-suspect: closed through several
 * windows, or a throw failed although the door read closed. memory: stack canary gone. serial: bytes were lost.
 */
export type RigFault = (typeof FAULTS)[number]
export type ResetCause = (typeof RESET_CAUSES)[number]

type Flags = { readonly [name in (typeof FLAGS)[number]]: boolean }

export interface RigStatus extends Flags {
  readonly kind: 'status'
  /** 14 bits, grows by one a STATUS, wraps. */
  readonly seq: number
  /** Milliseconds since the chip started; 28 bits, wraps after 74 h. */
  readonly uptimeMs: number
  readonly bolt: BoltState
  /** ADC counts 0..1023. */
  readonly position: number
  /** What the actuator is doing now. */
  readonly drive: Drive
  readonly reason: MoveReason
  /** The unlock in force, 0 for none. */
  readonly id: number
  /** Until the dead-man timer ends the present window (command or egress), 0 when none is open. */
  readonly remainingMs: number
  /** Attempts made in the present or last movement. */
  readonly attempts: number
  readonly supplyMv: number
  readonly railMv: number
  readonly faults: readonly RigFault[]
  readonly resetCause: readonly ResetCause[]
}

/** A movement that ended, well or badly: well when `to` is `wanted`. */
export interface RigMoved {
  readonly kind: 'moved'
  readonly reason: MoveReason
  readonly id: number
  readonly wanted: 'home' | 'out'
  readonly from: BoltState
  readonly to: BoltState
  readonly attempts: number
  /** From the first drive to the end; capped at 16383. */
  readonly tookMs: number
}

export interface RigKey {
  readonly kind: 'key'
  /** One of 0-9 * #. */
  readonly key: string
}

/** To each UNLOCK. */
export interface RigAnswer {
  readonly kind: 'answer'
  readonly id: number
  readonly code: AnswerCode
}

export type RigReport = RigStatus | RigMoved | RigKey | RigAnswer

/** Body lengths in 7-bit bytes, without the check. */
export const STATUS_LENGTH = 25
export const MOVED_LENGTH = 9

const toBits = (all: readonly string[], set: readonly string[]): number =>
  all.reduce((bits, name, bit) => (set.includes(name) ? bits | (1 << bit) : bits), 0)
const fromBits = <Name extends string>(all: readonly Name[], bits: number): Name[] =>
  all.filter((_, bit) => bits & (1 << bit))

function encodeStatus(status: RigStatus): number[] {
  return seal(REPORT.STATUS, [
    ...pack(status.seq, 2),
    ...pack(status.uptimeMs, 4),
    BOLT_STATES.indexOf(status.bolt),
    ...pack(status.position, 2),
    DRIVES.indexOf(status.drive),
    toBits(
      FLAGS,
      FLAGS.filter((flag) => status[flag]),
    ),
    REASONS.indexOf(status.reason),
    ...pack(status.id, 2),
    ...pack(status.remainingMs, 3),
    status.attempts,
    ...pack(status.supplyMv, 2),
    ...pack(status.railMv, 2),
    ...pack(toBits(FAULTS, status.faults), 2),
    toBits(RESET_CAUSES, status.resetCause),
  ])
}

/** Bytes between START_SYSEX and END_SYSEX. Numbers must fit the widths named in the types (the simulator's duty). */
export function encodeReport(report: RigReport): number[] {
  switch (report.kind) {
    case 'status':
      return encodeStatus(report)
    case 'moved':
      return seal(REPORT.MOVED, [
        REASONS.indexOf(report.reason),
        ...pack(report.id, 2),
        DRIVES.indexOf(report.wanted),
        BOLT_STATES.indexOf(report.from),
        BOLT_STATES.indexOf(report.to),
        report.attempts,
        ...pack(report.tookMs, 2),
      ])
    case 'key':
      return seal(REPORT.KEY, [report.key.charCodeAt(0)])
    case 'answer':
      return seal(REPORT.ANSWER, [...pack(report.id, 2), ANSWERS.indexOf(report.code)])
  }
}

function decodeStatus(body: readonly number[]): RigStatus | undefined {
  const bolt = BOLT_STATES[body[6] ?? -1]
  const drive = DRIVES[body[9] ?? -1]
  const reason = REASONS[body[11] ?? -1]
  const position = unpack(body, 7, 2)
  if (bolt === undefined || drive === undefined || reason === undefined || position > 1023) return undefined
  const flags = body[10] ?? 0
  const set = Object.fromEntries(FLAGS.map((flag, bit) => [flag, (flags & (1 << bit)) !== 0])) as Flags
  return {
    kind: 'status',
    seq: unpack(body, 0, 2),
    uptimeMs: unpack(body, 2, 4),
    bolt,
    position,
    drive,
    ...set,
    reason,
    id: unpack(body, 12, 2),
    remainingMs: unpack(body, 14, 3),
    attempts: unpack(body, 17, 1),
    supplyMv: unpack(body, 18, 2),
    railMv: unpack(body, 20, 2),
    faults: fromBits(FAULTS, unpack(body, 22, 2)),
    resetCause: fromBits(RESET_CAUSES, unpack(body, 24, 1)),
  }
}

function decodeMoved(body: readonly number[]): RigMoved | undefined {
  const reason = REASONS[body[0] ?? -1]
  const wanted = DRIVES[body[3] ?? -1]
  const from = BOLT_STATES[body[4] ?? -1]
  const to = BOLT_STATES[body[5] ?? -1]
  if (reason === undefined || from === undefined || to === undefined) return undefined
  if (wanted !== 'home' && wanted !== 'out') return undefined
  const id = unpack(body, 1, 2)
  return { kind: 'moved', reason, id, wanted, from, to, attempts: unpack(body, 6, 1), tookMs: unpack(body, 7, 2) }
}

function decodeAnswer(body: readonly number[]): RigAnswer | undefined {
  const code = ANSWERS[body[2] ?? -1]
  return code && { kind: 'answer', id: unpack(body, 0, 2), code }
}

function decodeKey(body: readonly number[]): RigKey | undefined {
  const key = String.fromCharCode(body[0] ?? 0)
  return '0123456789*#'.includes(key) ? { kind: 'key', key } : undefined
}

/** @param data what follows the message number, without END_SYSEX; what firmata-io's `sysexResponse` handler gets */
export function decodeReport(message: number, data: readonly number[]): RigReport | undefined {
  const read = <Report>(length: number, decode: (body: readonly number[]) => Report): Report | undefined => {
    const body = unseal(message, data, length)
    return body && decode(body)
  }
  if (message === REPORT.STATUS) return read(STATUS_LENGTH, decodeStatus)
  if (message === REPORT.MOVED) return read(MOVED_LENGTH, decodeMoved)
  if (message === REPORT.KEY) return read(1, decodeKey)
  return message === REPORT.ANSWER ? read(3, decodeAnswer) : undefined
}
