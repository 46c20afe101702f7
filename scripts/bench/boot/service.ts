// The door's service in a container at this computer's own speed: from `systemctl start` until systemd is told READY.

import { bootContainer } from '#test/image/container.ts'
import type { Arch } from '../../package/arch.ts'
import { installDoor, instant, UNIT } from './door.ts'

/** @returns milliseconds of each start */
export const serviceStarts = async (arch: Arch, packaged: string, paired: string, count: number): Promise<number[]> => {
  const container = await bootContainer({ arch })
  try {
    await container.settled()
    await installDoor(container, packaged, paired)
    const all: number[] = []
    // One more than counted: the first fills the page cache.
    for (let at = 0; at <= count; at += 1) {
      await container.must(`systemctl stop ${UNIT} && systemctl start ${UNIT}`)
      all.push((await instant(container, UNIT, 'ActiveEnter')) - (await instant(container, UNIT, 'InactiveExit')))
    }
    return all.slice(1)
  } finally {
    await container.close()
  }
}
