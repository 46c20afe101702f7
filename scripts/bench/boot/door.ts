// The packaged door in a Debian root: put there as its owner would, paired as if that had been done before.

import { join } from 'node:path'
import type { Inside } from '#test/image/machine.ts'
import { install } from '#test/image/package-inside.ts'
import { run } from '../../package/run.ts'
import { pairOnDisk } from '../parts/agent.ts'
import { makePerson } from '../people.ts'

export const UNIT = 'hausrecht-device.service'
const DATA = '/var/lib/hausrecht/device'
const INSTALL_WITHIN = 900_000

/** A door's folder of data, owned by somebody, in a tar file. */
export const pairedData = async (folder: string): Promise<string> => {
  const [owner, bridge, data] = [await makePerson(), await makePerson(), join(folder, 'data')]
  await pairOnDisk(data, owner.key.jwk, bridge.key.jwk)
  run('tar', ['-cf', join(folder, 'data.tar'), '-C', data, '.'])
  return join(folder, 'data.tar')
}

/** @param paired what `pairedData` made */
export const installDoor = async (inside: Inside, packaged: string, paired: string): Promise<void> => {
  await install(inside, packaged, INSTALL_WITHIN)
  await inside.copyIn(paired, '/var/tmp/data.tar')
  const owned = `chown -R hausrecht:hausrecht ${DATA}`
  await inside.must(`systemctl stop ${UNIT} && tar -xf /var/tmp/data.tar -C ${DATA} && ${owned}`)
}

/** Of a unit, milliseconds of the machine's monotonic clock. */
export const instant = async (inside: Inside, unit: string, property: string): Promise<number> =>
  Number(await inside.must(`systemctl show ${unit} --value -p ${property}TimestampMonotonic`)) / 1000
