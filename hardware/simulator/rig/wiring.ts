// What is soldered where: the chip's pins to the world's things, both ways, by the pin map.
// Holds no state but the servo pulse being measured.

import { PIN } from '#hardware/contract/pins.ts'
import { LIMITS } from '#hardware/contract/rig.ts'
import type { Chip } from '../chip/chip.ts'
import { CLOCK_HZ } from '../chip/core.ts'
import type { Edge, Level } from '../chip/pins.ts'
import { boltPulsed, boltReading } from '../world/bolt.ts'
import { reedClosed } from '../world/door.ts'
import { isCut, pressedAt } from '../world/hands.ts'
import type { World } from '../world/world.ts'

const ROWS = [PIN.keypadRow1, PIN.keypadRow2, PIN.keypadRow3, PIN.keypadRow4] as const
const COLUMNS = [PIN.keypadColumn1, PIN.keypadColumn2, PIN.keypadColumn3] as const
const FIRST_ANALOG_PIN = 14
const FULL_SCALE = 1024

export const isKeypadRow = (pin: number): boolean => ROWS.some((row) => row === pin)

/** The world does something when these change; lights and the buzzer are only looked at. */
export const drivesWorld = (pin: number): boolean => pin === PIN.bolt || pin === PIN.cameraRelay

const toGround = (closed: boolean): Level => (closed ? 'low' : 'open')

/** Shows the world to the chip's digital inputs. */
export const showInputs = (chip: Chip, world: World): void => {
  const pressed = pressedAt(world.presses, world.now)
  chip.setLevel(PIN.serialIn, 'high')
  chip.setLevel(PIN.doorReed, toGround(reedClosed(world.door)))
  chip.setLevel(PIN.egressButton, toGround(pressed.includes('egress')))
  chip.setLevel(PIN.pairingButton, toGround(pressed.includes('pairing')))
  showColumns(chip, world)
}

/** A pressed key ties its column to its row: the column is low while the chip pulls that row low. */
export const showColumns = (chip: Chip, world: World): void => {
  const pressed = pressedAt(world.presses, world.now)
  for (const [index, pin] of COLUMNS.entries()) {
    const low = pressed.some(
      (on) =>
        typeof on !== 'string' &&
        !isCut(on, world.keypad) &&
        on.column === index &&
        chip.drive(ROWS[on.row] ?? -1) === 'low',
    )
    chip.setLevel(pin, toGround(low))
  }
}

/** ADC counts of an analog channel. */
export const analogReading = (world: World, channel: number): number => {
  switch (channel + FIRST_ANALOG_PIN) {
    case PIN.boltPosition:
      return boltReading(world.bolt, world.variant)
    case PIN.cameraRail:
      return (world.power.railMv * FULL_SCALE) / LIMITS.RAIL_FULL_MV
    case PIN.supply:
      return (world.power.supplyMv * FULL_SCALE) / LIMITS.SUPPLY_FULL_MV
    default:
      return 0
  }
}

/** What the chip's outputs do to the world. */
export class Outputs {
  private pulseBegan: number | undefined

  /** Same reference when this edge means nothing to the world. */
  apply(world: World, edge: Edge): World {
    const high = edge.to === 'high'
    if (edge.pin === PIN.cameraRelay) return { ...world, power: { ...world.power, relayOn: high } }
    if (edge.pin !== PIN.bolt) return world
    if (world.variant === 'relay')
      return world.bolt.coil === high ? world : { ...world, bolt: { ...world.bolt, coil: high } }
    return this.servo(world, edge, high)
  }

  private servo(world: World, edge: Edge, high: boolean): World {
    if (high) {
      this.pulseBegan = edge.cycle
      return world
    }
    if (this.pulseBegan === undefined) return world
    const widthUs = ((edge.cycle - this.pulseBegan) * 1_000_000) / CLOCK_HZ
    this.pulseBegan = undefined
    return { ...world, bolt: boltPulsed(world.bolt, widthUs, world.now) }
  }
}
