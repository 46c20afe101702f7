// Carries out one command on the machine. Faults of the world are plain state; faults of chip and line are theirs.

import type { Bolt } from '../world/bolt.ts'
import { type Door, pushedOpen, pushedShut } from '../world/door.ts'
import { PRESSES_MAX, type Press, typing } from '../world/hands.ts'
import { boltHolds, type World } from '../world/world.ts'
import type { SimCommand, SimOutcome } from './command.ts'
import type { Machine } from './machine.ts'

const DONE: SimOutcome = { ok: true }
const refused = (why: string): SimOutcome => ({ ok: false, why })

const touchBolt = (machine: Machine, change: Partial<Bolt>): SimOutcome => {
  const { world } = machine
  machine.world = { ...world, bolt: { ...world.bolt, ...change } }
  return DONE
}

const touchDoor = (machine: Machine, door: Door): SimOutcome => {
  machine.world = { ...machine.world, door }
  return DONE
}

const press = (machine: Machine, added: readonly Press[]): SimOutcome => {
  const { world } = machine
  if (world.presses.length + added.length > PRESSES_MAX) return refused('fingers-busy')
  machine.world = { ...world, presses: [...world.presses, ...added] }
  return DONE
}

const openDoor = (machine: Machine): SimOutcome => {
  const door = pushedOpen(machine.world.door, boltHolds(machine.world))
  return door === 'bolt-home' ? refused(door) : touchDoor(machine, door)
}

const noise = (machine: Machine, command: Extract<SimCommand, { do: 'fault.noise' }>): SimOutcome => {
  machine.line.reseed(command.seed)
  const bytes = machine.line.noise(command.count)
  if (command.to !== 'pi' && machine.line.plugged) machine.chip.feed(bytes)
  if (command.to !== 'chip') for (const byte of bytes) machine.line.fromChip(byte)
  return DONE
}

const withPower = (world: World, change: Partial<World['power']>): World => ({
  ...world,
  power: { ...world.power, ...change },
})

const clearFaults = (machine: Machine): SimOutcome => {
  const { world, line } = machine
  line.deaf = false
  line.heartbeatKilled = false
  line.errorRate = 0
  machine.world = withPower(
    {
      ...world,
      bolt: { ...world.bolt, jammed: false, stalled: false, sensor: 'none' },
      door: { ...world.door, reed: 'none' },
      keypad: 'none',
    },
    { rail: 'none' },
  )
  return DONE
}

/** The machine must have been run up to now before. Refusals are physical: a door that a bolt holds, full hands. */
export const execute = (machine: Machine, command: SimCommand): SimOutcome => {
  const { world, line, chip } = machine
  switch (command.do) {
    case 'door.open':
      return openDoor(machine)
    case 'door.close':
      return touchDoor(machine, pushedShut(world.door))
    case 'press':
      return press(machine, [{ on: command.button, from: machine.now, until: machine.now + command.ms }])
    case 'type': {
      const typed = typing(command.keys, world.presses, machine.now)
      return typed ? press(machine, typed) : refused('no-such-key')
    }
    case 'key.turn':
      return touchBolt(machine, { hand: command.to === 'release' ? 'none' : command.to })
    case 'supply':
      machine.world = withPower(world, { supplyMv: command.mv })
      return DONE
    case 'reset':
      machine.reset('external')
      return DONE
    case 'serial.unplug':
      line.plugged = false
      return DONE
    case 'serial.plug':
      line.plugged = true
      return DONE
    case 'fault.jam':
      return touchBolt(machine, { jammed: command.on })
    case 'fault.stall':
      return touchBolt(machine, { stalled: command.on })
    case 'fault.bolt-sensor':
      return touchBolt(machine, { sensor: command.kind, frozenAt: world.bolt.position })
    case 'fault.keypad':
      machine.world = { ...world, keypad: command.wire }
      return DONE
    case 'fault.reed':
      return touchDoor(machine, { ...world.door, reed: command.kind })
    case 'fault.rail':
      machine.world = withPower(world, { rail: command.kind })
      return DONE
    case 'fault.brown-out':
      machine.brownOut(command.ms, command.mv)
      return DONE
    case 'fault.hang':
      chip.hang(command.deaf)
      return DONE
    case 'fault.noise':
      return noise(machine, command)
    case 'fault.line-errors':
      line.reseed(command.seed)
      line.errorRate = command.rate
      return DONE
    case 'fault.heartbeat':
      line.heartbeatKilled = command.on
      return DONE
    case 'fault.deaf':
      line.deaf = command.on
      return DONE
    case 'fault.clear':
      return clearFaults(machine)
  }
}
