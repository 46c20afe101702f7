// The rig's body on disk: a simulator that is killed and started again finds door and bolt as they were.
// What a power cut takes (processor, current, fingers) is not kept.

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import type { Variant } from '#hardware/contract/rig.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { Machine } from '../rig/machine.ts'
import { restingBolt } from '../world/bolt.ts'
import { newWorld, type World } from '../world/world.ts'

const kept = z.strictObject({
  variant: z.enum(['servo', 'relay']),
  bolt: z.strictObject({
    position: z.number().min(0).max(1),
    jammed: z.boolean(),
    stalled: z.boolean(),
    sensor: z.enum(['none', 'frozen', 'cut', 'shorted', 'swapped']),
    frozenAt: z.number(),
  }),
  door: z.strictObject({ degrees: z.number(), goal: z.number(), reed: z.enum(['none', 'closed', 'open']) }),
  tally: z.strictObject({
    doorOpenings: z.number(),
    boltLeftHome: z.number(),
    throwsIntoOpenDoor: z.number(),
    longestOutMs: z.number(),
  }),
  eeprom: z.base64(),
})

const WRITE_EVERY_MS = 20

const body = (machine: Machine): string => {
  const { bolt, door, tally, variant } = machine.world
  const { position, jammed, stalled, sensor, frozenAt } = bolt
  const eeprom = Buffer.from(machine.chip.eeprom.memory).toString('base64')
  return JSON.stringify({ variant, bolt: { position, jammed, stalled, sensor, frozenAt }, door, tally, eeprom })
}

/**
 * undefined when there is no such file yet.
 * @throws HausrechtError sim_state_broken when it is not ours or of another variant
 */
export const loadState = (path: string, variant: Variant): { world: World; eeprom: Uint8Array } | undefined => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  try {
    const { bolt, door, tally, eeprom, ...rest } = kept.parse(JSON.parse(text))
    if (rest.variant !== variant) throw new HausrechtError('sim_state_broken', `it is of a ${rest.variant} rig`)
    const world = { ...newWorld(variant), bolt: { ...restingBolt(bolt.position), ...bolt }, door, tally }
    return { world, eeprom: Uint8Array.from(Buffer.from(eeprom, 'base64')) }
  } catch (cause) {
    throw new HausrechtError('sim_state_broken', `${path} is not this rig's state: remove it to start afresh`, {
      cause,
    })
  }
}

/** Call after every piece of time; writes when something moved, at most each 20 ms. */
export class StateFile {
  private readonly path: string
  private readonly machine: Machine
  private written: World | undefined
  private due = 0

  constructor(path: string, machine: Machine) {
    this.path = path
    this.machine = machine
  }

  note(): void {
    const now = performance.now()
    if (now < this.due || !this.changed()) return
    this.due = now + WRITE_EVERY_MS
    this.write()
  }

  write(): void {
    this.written = this.machine.world
    // No fsync: the process may be killed, the machine under it may not.
    writeFileSync(`${this.path}.tmp`, body(this.machine), { mode: 0o600 })
    renameSync(`${this.path}.tmp`, this.path)
  }

  private changed(): boolean {
    const { world } = this.machine
    const { written } = this
    return (
      written?.bolt.position !== world.bolt.position ||
      written.bolt.sensor !== world.bolt.sensor ||
      written.bolt.jammed !== world.bolt.jammed ||
      written.bolt.stalled !== world.bolt.stalled ||
      written.door !== world.door
    )
  }
}
