// Boots of an emulated machine with the door and without it, from the same image, in turn: so that whatever else this
// computer does meets both. All instants are of the machine's own clock, which starts with its kernel.

import type { Inside } from '#test/image/machine.ts'
import { answeredAt, installAsker } from './asker.ts'
import { installDoor, instant, UNIT } from './door.ts'
import { slownessOf } from './slowness.ts'

export interface Boots {
  /** Milliseconds from the start of the kernel to each boot's multi-user.target, without the door. */
  readonly without: readonly number[]
  readonly with: readonly Boot[]
  /** How much slower the machine's processor is than this computer's. */
  readonly slowness: number
}

export interface Boot {
  /** The door's unit was started, by then; milliseconds from the start of the kernel. */
  readonly begun: number
  readonly ready: number
  readonly answers: number
  readonly multiUser: number
}

const ANSWERS_WITHIN = 600_000

/** Nothing that the next boot would have to repair. */
const rest = async (machine: Inside): Promise<void> => {
  await machine.run(`systemctl stop ${UNIT}; sync`)
  await machine.powerCut()
}

const bootWithout = async (machine: Inside): Promise<number> => {
  await machine.start()
  await machine.settled()
  const at = await instant(machine, 'multi-user.target', 'ActiveEnter')
  await rest(machine)
  return at
}

const bootWith = async (machine: Inside): Promise<Boot> => {
  await machine.start()
  const answers = await answeredAt(machine, ANSWERS_WITHIN)
  await machine.settled()
  const boot = {
    begun: await instant(machine, UNIT, 'InactiveExit'),
    ready: await instant(machine, UNIT, 'ActiveEnter'),
    answers,
    multiUser: await instant(machine, 'multi-user.target', 'ActiveEnter'),
  }
  await rest(machine)
  return boot
}

export interface Wanted {
  /** A new machine, of the same image each time. */
  readonly boot: () => Promise<Inside>
  readonly packaged: string
  readonly paired: string
  readonly count: number
  /** How often slowness is looked at. */
  readonly looks: number
  /** Called with the machine once the door is installed in it. */
  readonly installed?: (door: Inside) => Promise<void>
  readonly say: (line: string) => void
}

export const boots = async ({ boot, packaged, paired, count, looks, installed, say }: Wanted): Promise<Boots> => {
  const plain = await boot()
  try {
    await plain.settled()
    const slowness = await slownessOf(plain, looks)
    say(`its processor is ${slowness.toFixed(1)} times slower than this computer’s`)
    await rest(plain)
    const door = await boot()
    try {
      await door.settled()
      await installDoor(door, packaged, paired)
      await installed?.(door)
      await installAsker(door)
      await rest(door)
      const [without, withDoor]: [number[], Boot[]] = [[], []]
      for (let at = 0; at < count; at += 1) {
        without.push(await bootWithout(plain))
        withDoor.push(await bootWith(door))
        say(`boot ${at + 1}: ${Math.round(without.at(-1) ?? 0)} ms without, ${JSON.stringify(withDoor.at(-1))}`)
      }
      return { without, with: withDoor, slowness }
    } finally {
      await door.close()
    }
  } finally {
    await plain.close()
  }
}
