// The true state of the rig, as somebody standing beside it would see it. Reads only.

import { PIN } from '#hardware/contract/pins.ts'
import type { Variant } from '#hardware/contract/rig.ts'
import type { ResetCause } from '../chip/chip.ts'
import { BOLT_END, type SensorFault } from '../world/bolt.ts'
import { doorOpen, type ReedFault, reedClosed } from '../world/door.ts'
import { pressedAt } from '../world/hands.ts'
import type { RailFault } from '../world/power.ts'
import type { Tally } from '../world/world.ts'
import type { BoltEdge, Machine } from './machine.ts'

export interface Observation {
  readonly variant: Variant
  /** Virtual milliseconds since power-on. */
  readonly at: number
  readonly bolt: {
    /** 0 home (locked) .. 1 out. */
    readonly position: number
    readonly place: 'home' | 'between' | 'out'
    /** Level of the bolt pin. */
    readonly pin: 0 | 1
    readonly hand: 'none' | 'home' | 'out'
    /** Milliseconds it has been away from home; 0 while home. */
    readonly outForMs: number
  }
  readonly door: { readonly degrees: number; readonly open: boolean; readonly reedClosed: boolean }
  readonly pressed: readonly ('egress' | 'pairing' | 'key')[]
  readonly supplyMv: number
  readonly railMv: number
  readonly cameraRelay: boolean
  readonly infrared: boolean
  readonly statusLed: boolean
  readonly buzzer: boolean
  readonly serial: { readonly plugged: boolean; readonly connected: boolean }
  readonly resets: Readonly<Record<ResetCause, number>>
  readonly faults: {
    readonly jammed: boolean
    readonly stalled: boolean
    readonly boltSensor: SensorFault
    readonly reed: ReedFault
    readonly rail: RailFault
    readonly deaf: boolean
    readonly heartbeatKilled: boolean
    readonly errorRate: number
  }
  readonly tally: Tally
  /** The newest, at most 256. */
  readonly boltEdges: readonly BoltEdge[]
  /** Real time the machine lost because its host stood still; 0 in virtual time. */
  readonly slippedMs: number
}

export const observe = (machine: Machine, connected: boolean, slippedMs: number): Observation => {
  const { world, chip, line } = machine
  const { bolt, door, power } = world
  const high = (pin: number): boolean => chip.drive(pin) === 'high'
  return {
    variant: world.variant,
    at: machine.now,
    bolt: {
      position: bolt.position,
      place: bolt.position <= BOLT_END ? 'home' : bolt.position >= 1 - BOLT_END ? 'out' : 'between',
      pin: high(PIN.bolt) ? 1 : 0,
      hand: bolt.hand,
      outForMs: world.outSince === undefined ? 0 : machine.now - world.outSince,
    },
    door: { degrees: door.degrees, open: doorOpen(door), reedClosed: reedClosed(door) },
    pressed: pressedAt(world.presses, machine.now).map((on) => (typeof on === 'string' ? on : 'key')),
    supplyMv: power.supplyMv,
    railMv: power.railMv,
    cameraRelay: high(PIN.cameraRelay),
    infrared: high(PIN.infrared),
    statusLed: high(PIN.statusLed),
    buzzer: high(PIN.buzzer),
    serial: { plugged: line.plugged, connected },
    resets: { ...machine.resets },
    faults: {
      jammed: bolt.jammed,
      stalled: bolt.stalled,
      boltSensor: bolt.sensor,
      reed: door.reed,
      rail: power.rail,
      deaf: line.deaf,
      heartbeatKilled: line.heartbeatKilled,
      errorRate: line.errorRate,
    },
    tally: world.tally,
    boltEdges: [...machine.boltEdges],
    slippedMs,
  }
}
