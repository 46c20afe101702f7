// The door's service at this computer's own speed, in a container: from `systemctl start` until systemd is told READY.

import { bootContainer } from '#test/image/container.ts'
import type { Inside } from '#test/image/machine.ts'
import type { Arch } from '../../package/arch.ts'
import { installDoor, instant, UNIT } from './door.ts'

/** @returns milliseconds of each start */
export const startsIn = async (inside: Inside, count: number): Promise<number[]> => {
  const all: number[] = []
  // One more than counted: the first fills the page cache.
  for (let at = 0; at <= count; at += 1) {
    await inside.must(`systemctl stop ${UNIT} && systemctl start ${UNIT}`)
    all.push((await instant(inside, UNIT, 'ActiveEnter')) - (await instant(inside, UNIT, 'InactiveExit')))
  }
  return all.slice(1)
}

/** The same in a new container. */
export const serviceStarts = async (arch: Arch, packaged: string, paired: string, count: number): Promise<number[]> => {
  const container = await bootContainer({ arch })
  try {
    await container.settled()
    await installDoor(container, packaged, paired)
    return await startsIn(container, count)
  } finally {
    await container.close()
  }
}
